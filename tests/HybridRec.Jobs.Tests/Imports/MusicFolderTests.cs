using HybridRec.Engine.Storage;
using HybridRec.Engine.Storage.Tests;

namespace HybridRec.Jobs.Tests.Imports;

/// <summary>What tests of the audio import share: a data folder and a folder of music beside it, both new for each test.</summary>
public abstract class MusicFolderTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected DataFolder Data { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Data = await DataFolder.OpenAsync(_folder.File("data"), TimeProvider.System, Token);
        Directory.CreateDirectory(_folder.File("music"));
    }

    public async ValueTask DisposeAsync()
    {
        await Data.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected string PathOf(string name) => Path.Join(_folder.File("music"), name).TrimEnd('/');

    private protected void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), text);
    }
}
