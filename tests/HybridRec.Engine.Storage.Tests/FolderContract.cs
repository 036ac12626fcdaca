namespace HybridRec.Engine.Storage.Tests;

/// <summary>Opens a data folder for each test of what it must do whatever keeps its data.</summary>
public abstract class FolderContract : IAsyncLifetime
{
    private string? _database;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected DataFolder Data { get; private set; } = null!;

    private protected TemporaryFolder Temporary { get; } = new();

    public async ValueTask InitializeAsync()
    {
        _database = await DatabaseAsync();
        Data = await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        // A test that was skipped has opened nothing.
        if (Data is not null)
        {
            await Data.DisposeAsync();
        }

        Temporary.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>An empty PostgreSQL database; null for SQLite.</summary>
    protected abstract Task<string?> DatabaseAsync();

    /// <summary>Opens the folder once more, as another process would.</summary>
    protected Task<DataFolder> OpenAsync() => DataFolder.OpenAsync(Temporary.Path, _database, TimeProvider.System, Token);
}
