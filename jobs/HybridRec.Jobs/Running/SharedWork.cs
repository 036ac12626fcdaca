using HybridRec.Engine.Storage;

namespace HybridRec.Jobs.Running;

/// <summary>A step on PostgreSQL: it begins with what the run's steps kept anywhere, and what it keeps is sent there as it appears.</summary>
internal static class SharedWork
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Does a step.</summary>
    /// <param name="own">The lock that guards it.</param>
    /// <param name="job">The step's job.</param>
    /// <param name="context">What it works on.</param>
    /// <param name="cancellationToken">Fires when it is to stop.</param>
    /// <exception cref="DamagedWorkException">What is in the database is damaged: the run is to begin anew.</exception>
    /// <exception cref="StorageException">What it made cannot be sent.</exception>
    public static async Task<JobResult> RunAsync(
        PostgresLock own, IJob job, JobContext context, CancellationToken cancellationToken)
    {
        RunMirror mirror = new(own, context.Run.Id, context.Folder.Path);
        try
        {
            await mirror.FetchAsync(cancellationToken);
        }
        catch (InvalidDataException error)
        {
            throw new DamagedWorkException($"What the run kept cannot be used: {error.Message}.", error);
        }

        JobResult result;
        using (CancellationTokenSource ended = new())
        {
            Task sending = SendAsync(mirror, ended.Token, cancellationToken);
            try
            {
                result = await job.RunAsync(context, cancellationToken);
            }
            finally
            {
                await ended.CancelAsync();
                await sending;
            }
        }

        while (!await mirror.SendAsync(cancellationToken))
        {
            await Task.Delay(Interval / 10, cancellationToken);
        }

        return result;
    }

    /// <summary>Deletes what is kept of runs that have ended: on this machine, of which another may have finished one, and in the database.</summary>
    /// <param name="data">The data folder.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task SweepAsync(DataFolder data, CancellationToken cancellationToken)
    {
        foreach (long run in RunFolder.Present(data.Path).Where(IsOver))
        {
            RunFolder.Of(data.Path, run).Delete();
        }

        if (data.Postgres is { } database)
        {
            foreach (long run in (await RunMirror.RunsAsync(database, cancellationToken)).Where(IsOver))
            {
                await RunMirror.DeleteAsync(database, run, cancellationToken);
            }
        }

        bool IsOver(long run) => data.Runs.Find(run) is null or { HasEnded: true };
    }

    private static async Task SendAsync(RunMirror mirror, CancellationToken ended, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await Task.Delay(Interval, ended);
                await mirror.SendAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception error) when (error is StorageException or IOException)
            {
                // Tried again in a second, and at the end of the step, which fails if it cannot be sent.
            }
        }
    }
}
