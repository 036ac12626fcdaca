namespace HybridRec.Engine.Storage;

/// <summary>The two databases of an installation, in whatever program keeps them.</summary>
/// <param name="data">Everything but the runs.</param>
/// <param name="runs">The job runs, apart, so that progress never waits for a batch of listens, nor a listen for progress.</param>
internal abstract class DataStores(Database data, Database runs) : IAsyncDisposable
{
    /// <summary>Everything but the runs.</summary>
    public Database Data => data;

    /// <summary>The job runs.</summary>
    public Database Runs => runs;

    /// <summary>Copies both as of one moment into a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellationToken">Cancels; half a copy may stay.</param>
    public abstract Task BackupAsync(string folder, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        await data.DisposeAsync();
        await runs.DisposeAsync();
    }
}
