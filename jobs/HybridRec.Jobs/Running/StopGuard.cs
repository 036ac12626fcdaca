namespace HybridRec.Jobs.Running;

/// <summary>Somebody asked to cancel the run.</summary>
internal sealed class RunCancelledException : Exception;

/// <summary>Waits for work, but not for ever once it was told to stop.</summary>
internal static class StopGuard
{
    /// <summary>How long work may take to stop; a shutdown has to fit into 10 s.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(8);

    /// <summary>Runs work; if it goes on for longer than a grace after being told to stop, gives up on it.</summary>
    /// <exception cref="JobException">It does not stop. The locks stay taken until it does.</exception>
    public static async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> work, GroupLocks locks, TimeSpan grace, CancellationToken cancellationToken)
    {
        Task<T> running = Task.Run(() => work(cancellationToken), CancellationToken.None);
        try
        {
            return await running.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (!running.IsCompleted)
        {
            // Told to stop: what follows is how it ends.
        }

        if (await Task.WhenAny(running, Task.Delay(grace, CancellationToken.None)) != running)
        {
            locks.KeepUntil(running);
            throw new JobException("It was told to stop and does not; it is left alone, and its group waits for it.", canRetry: true);
        }

        return await running;
    }
}
