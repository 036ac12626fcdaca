using HybridRec.Engine.Storage;

namespace HybridRec.Jobs.Running;

/// <summary>
/// A lock that one process at a time holds, and that goes with it: a file of the data folder, or, where the data are in
/// PostgreSQL and other machines work on them too, a lock of the database.
/// </summary>
internal sealed class RunLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly IDisposable _held;

    private RunLock(IDisposable held) => _held = held;

    /// <summary>Fires when another may have the lock, so that what it guards must stop.</summary>
    public CancellationToken Lost => InDatabase?.Lost ?? CancellationToken.None;

    /// <summary>The lock as one of the database; null for a file.</summary>
    public PostgresLock? InDatabase => _held as PostgresLock;

    /// <summary>Takes a lock; null if another holds it.</summary>
    /// <param name="data">The data folder.</param>
    /// <param name="name">What is locked.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="StorageException">The database cannot be used.</exception>
    public static async Task<RunLock?> TryTakeAsync(DataFolder data, string name, CancellationToken cancellationToken)
    {
        IDisposable? held = data.Postgres is { } database
            ? await PostgresLock.TryTakeAsync(database, name, cancellationToken)
            : TryTakeFile(data.Path, name);
        return held is null ? null : new RunLock(held);
    }

    /// <summary>Waits for a lock.</summary>
    /// <param name="data">The data folder.</param>
    /// <param name="name">What is locked.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="StorageException">The database cannot be used.</exception>
    public static async Task<RunLock> TakeAsync(DataFolder data, string name, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await TryTakeAsync(data, name, cancellationToken) is { } taken)
            {
                return taken;
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _held.Dispose();

    private static FileStream? TryTakeFile(string dataPath, string name)
    {
        try
        {
            return new FileStream(
                Path.Combine(dataPath, name + ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
