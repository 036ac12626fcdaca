using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;

namespace HybridRec.Engine.Storage.Tests;

/// <summary>Stores in a data folder of a test's own.</summary>
internal sealed class FolderStores : IStores
{
    private readonly TemporaryFolder _temporary;
    private readonly DataFolder _data;

    private FolderStores(TemporaryFolder temporary, DataFolder data)
    {
        _temporary = temporary;
        _data = data;
    }

    public IPlayLog PlayLog => _data.PlayLog;

    public ICatalogue Catalogue => _data.Catalogue;

    public IServeLog ServeLog => _data.ServeLog;

    /// <summary>Opens a folder; its data are in SQLite or in the PostgreSQL database named.</summary>
    public static async Task<IStores> OpenAsync(string? database)
    {
        TemporaryFolder temporary = new();
        return new FolderStores(
            temporary,
            await DataFolder.OpenAsync(temporary.Path, database, TimeProvider.System, TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        await _data.DisposeAsync();
        _temporary.Dispose();
    }
}

public sealed class SqlitePlayLogTests : PlayLogContract
{
    protected override Task<IStores> OpenAsync() => FolderStores.OpenAsync(null);
}

public sealed class SqlitePlayCountTests : PlayCountContract
{
    protected override Task<IStores> OpenAsync() => FolderStores.OpenAsync(null);
}

public sealed class SqliteCatalogueTests : CatalogueContract
{
    protected override Task<IStores> OpenAsync() => FolderStores.OpenAsync(null);
}

public sealed class SqliteAudioFileTests : AudioFileContract
{
    protected override Task<IStores> OpenAsync() => FolderStores.OpenAsync(null);
}

public sealed class SqliteServeLogTests : ServeLogContract
{
    protected override Task<IStores> OpenAsync() => FolderStores.OpenAsync(null);
}

public sealed class PostgresPlayLogTests(PostgresServer server) : PlayLogContract
{
    protected override async Task<IStores> OpenAsync() => await FolderStores.OpenAsync(await PostgresSchemas.CreateAsync(server));
}

public sealed class PostgresPlayCountTests(PostgresServer server) : PlayCountContract
{
    protected override async Task<IStores> OpenAsync() => await FolderStores.OpenAsync(await PostgresSchemas.CreateAsync(server));
}

public sealed class PostgresCatalogueTests(PostgresServer server) : CatalogueContract
{
    protected override async Task<IStores> OpenAsync() => await FolderStores.OpenAsync(await PostgresSchemas.CreateAsync(server));
}

public sealed class PostgresAudioFileTests(PostgresServer server) : AudioFileContract
{
    protected override async Task<IStores> OpenAsync() => await FolderStores.OpenAsync(await PostgresSchemas.CreateAsync(server));
}

public sealed class PostgresServeLogTests(PostgresServer server) : ServeLogContract
{
    protected override async Task<IStores> OpenAsync() => await FolderStores.OpenAsync(await PostgresSchemas.CreateAsync(server));
}

public sealed class SqliteBatchTests : BatchContract
{
    protected override Task<IStores> OpenAsync() => FolderStores.OpenAsync(null);
}

public sealed class PostgresBatchTests(PostgresServer server) : BatchContract
{
    protected override async Task<IStores> OpenAsync() => await FolderStores.OpenAsync(await PostgresSchemas.CreateAsync(server));
}
