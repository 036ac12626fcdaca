using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;

namespace HybridRec.Engine.Storage.Tests;

/// <summary>Stores in a data folder of a test's own.</summary>
internal sealed class SqliteStores : IStores
{
    private readonly TemporaryFolder _temporary;
    private readonly DataFolder _data;

    private SqliteStores(TemporaryFolder temporary, DataFolder data)
    {
        _temporary = temporary;
        _data = data;
    }

    public IPlayLog PlayLog => _data.PlayLog;

    public ICatalogue Catalogue => _data.Catalogue;

    public IServeLog ServeLog => _data.ServeLog;

    public static async Task<IStores> OpenAsync()
    {
        TemporaryFolder temporary = new();
        return new SqliteStores(
            temporary,
            await DataFolder.OpenAsync(temporary.Path, TimeProvider.System, TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        await _data.DisposeAsync();
        _temporary.Dispose();
    }
}

public sealed class SqlitePlayLogTests : PlayLogContract
{
    protected override Task<IStores> OpenAsync() => SqliteStores.OpenAsync();
}

public sealed class SqlitePlayCountTests : PlayCountContract
{
    protected override Task<IStores> OpenAsync() => SqliteStores.OpenAsync();
}

public sealed class SqliteCatalogueTests : CatalogueContract
{
    protected override Task<IStores> OpenAsync() => SqliteStores.OpenAsync();
}

public sealed class SqliteAudioFileTests : AudioFileContract
{
    protected override Task<IStores> OpenAsync() => SqliteStores.OpenAsync();
}

public sealed class SqliteServeLogTests : ServeLogContract
{
    protected override Task<IStores> OpenAsync() => SqliteStores.OpenAsync();
}
