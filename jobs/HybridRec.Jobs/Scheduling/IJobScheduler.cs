namespace HybridRec.Jobs.Scheduling;

/// <summary>
/// Says when jobs run, and remembers it across restarts and crashes: recurring calls by cron, and single calls of runs
/// that somebody asked for. What a job does, how often it may fail and how long it may take is not its business.
/// </summary>
/// <remarks>
/// <para>
/// The shape is what Quartz.NET and Hangfire share: recurring entries by name (<c>RecurringJob</c>), durable single calls
/// (<c>IBackgroundJobClient</c>), a token that fires at shutdown, calls of one job never at once
/// (<c>DisableConcurrentExecution</c>). A call is made at least once: again after a crash, so handlers are idempotent.
/// </para>
/// <para>An instance is started once and then stopped. Thread-safe.</para>
/// </remarks>
public interface IJobScheduler : IAsyncDisposable
{
    /// <summary>Puts the recurring calls in place, drops those no longer wanted, and begins to call.</summary>
    /// <param name="schedules">All recurring calls; at most one of a name.</param>
    /// <param name="handler">Makes the calls; different jobs' at once, one job's never.</param>
    /// <param name="cancellationToken">Cancels before anything is called.</param>
    /// <exception cref="JobScheduleException">The store cannot be used.</exception>
    Task StartAsync(IReadOnlyList<JobSchedule> schedules, JobHandler handler, CancellationToken cancellationToken);

    /// <summary>Has a run called as soon as its job is free, durably. Asking for the same run twice is asking once.</summary>
    /// <param name="job">The job.</param>
    /// <param name="run">The run's number.</param>
    /// <param name="notBefore">Not before this moment.</param>
    /// <param name="cancellationToken">Cancels before it is stored.</param>
    /// <exception cref="JobScheduleException">The store cannot be used.</exception>
    Task EnqueueAsync(string job, long run, DateTimeOffset notBefore, CancellationToken cancellationToken);

    /// <summary>Calls nobody any more, fires the tokens of calls under way and waits for them to return.</summary>
    /// <param name="cancellationToken">Gives up waiting; calls still under way are made again after the next start.</param>
    Task StopAsync(CancellationToken cancellationToken);
}

/// <summary>One call of a job.</summary>
/// <param name="Job">The job.</param>
/// <param name="Run">The run somebody asked for; null for a recurring call, which is a run of its own.</param>
public sealed record JobCall(string Job, long? Run);

/// <summary>Handles a call; what it throws is logged and ends the call.</summary>
/// <param name="call">The call.</param>
/// <param name="cancellationToken">Fires when the scheduler is stopped.</param>
public delegate Task<JobVerdict> JobHandler(JobCall call, CancellationToken cancellationToken);

/// <summary>What is to become of a call.</summary>
/// <param name="Run">The run to call again; null if all is done.</param>
/// <param name="NotBefore">When to call it again at the earliest.</param>
public readonly record struct JobVerdict(long? Run, DateTimeOffset NotBefore)
{
    /// <summary>The call is done with, well or not.</summary>
    public static JobVerdict Done => default;

    /// <summary>The run is to be called again: it failed and has attempts left, or it was stopped and goes on later.</summary>
    /// <param name="run">The run.</param>
    /// <param name="notBefore">When at the earliest.</param>
    public static JobVerdict Again(long run, DateTimeOffset notBefore) => new(run, notBefore);
}
