namespace HybridRec.Jobs.Running;

/// <summary>A lock file that one process at a time holds; the system lets go of it when that process dies.</summary>
internal static class RunLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Takes a lock; null if another holds it.</summary>
    /// <param name="dataPath">The data folder.</param>
    /// <param name="name">What is locked.</param>
    public static FileStream? TryTake(string dataPath, string name)
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

    /// <summary>Waits for a lock.</summary>
    /// <param name="dataPath">The data folder.</param>
    /// <param name="name">What is locked.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task<FileStream> TakeAsync(string dataPath, string name, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryTake(dataPath, name) is { } taken)
            {
                return taken;
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }
}
