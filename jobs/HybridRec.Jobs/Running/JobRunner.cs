using System.Diagnostics;
using System.Text.Json;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Storage;
using HybridRec.Jobs.Scheduling;

namespace HybridRec.Jobs.Running;

/// <summary>Does one step of a run: in this process, or by having another do it.</summary>
/// <param name="run">The run.</param>
/// <param name="step">The step.</param>
/// <param name="context">What it works on.</param>
/// <param name="cancellationToken">Fires when it is to stop.</param>
public delegate Task<JobResult> StepExecutor(JobRun run, JobStep step, JobContext context, CancellationToken cancellationToken);

/// <summary>
/// Takes runs through their steps and tells the history: begins where an interrupted run stopped, tries failed ones again,
/// keeps time limits, and lets one run of a group work at a time, whatever the number of processes.
/// </summary>
/// <param name="data">The data folder.</param>
/// <param name="catalogue">The jobs.</param>
/// <param name="clock">Supplies the time.</param>
/// <param name="heavy">Does heavy steps; null for this process.</param>
public sealed class JobRunner(DataFolder data, JobCatalogue catalogue, TimeProvider clock, StepExecutor? heavy = null)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BusyDelay = TimeSpan.FromSeconds(15);

    // Locks of a database go when a connection breaks, which their holder sees within a second or so; then its step has a grace.
    // Files are locked as long as their process lives.
    private static readonly TimeSpan TakeOverDelay = StopGuard.Grace + TimeSpan.FromSeconds(2);

    private const string ProcessDied = "its process died";

    /// <summary>How long a step may take to stop once it was told to; then it is left alone.</summary>
    internal TimeSpan Grace { get; init; } = StopGuard.Grace;

    /// <summary>Asks for a run; whichever worker is there takes it up within a second or so.</summary>
    /// <param name="job">A job, or "train".</param>
    /// <param name="arguments">Options by name.</param>
    /// <param name="requestedBy">Who asks.</param>
    /// <param name="cancellationToken">Cancels before it is stored.</param>
    /// <exception cref="JobException">There is no such job.</exception>
    public Task<JobRun> AddAsync(
        string job, IReadOnlyDictionary<string, string> arguments, string requestedBy, CancellationToken cancellationToken) =>
        data.Runs.AddAsync(job, catalogue.Plan(job), arguments, requestedBy, cancellationToken);

    /// <summary>Runs a job at once in this process, without another try; what a command line does.</summary>
    /// <param name="job">A job, or "train".</param>
    /// <param name="arguments">Options by name.</param>
    /// <param name="progress">Told how far it is; may be null.</param>
    /// <param name="cancellationToken">Stops it, which ends the run.</param>
    /// <returns>The run as it ended.</returns>
    /// <exception cref="JobException">There is no such job, another run of its group is at work, or it failed.</exception>
    public async Task<JobRun> RunNowAsync(
        string job,
        IReadOnlyDictionary<string, string> arguments,
        IProgress<StageProgress>? progress,
        CancellationToken cancellationToken)
    {
        IReadOnlyList<string> plan = catalogue.Plan(job);
        using GroupLocks? locks = await GroupLocks.TryTakeAsync(data, catalogue.GroupsOf(plan), cancellationToken);
        if (locks is null)
        {
            throw new JobException(
                $"Another run of {string.Join(", ", catalogue.GroupsOf(plan))} is under way in {data.Path}; wait for it to end.",
                canRetry: true);
        }

        JobRun run = await data.Runs.AddAsync(job, plan, arguments, "command line", cancellationToken);
        await data.Runs.BeginAsync(run.Id, cancellationToken);
        try
        {
            await StepsAsync(run, locks, progress, cancellationToken);
        }
        catch (RunLostException)
        {
            throw new JobException($"The connection to {data.Postgres} broke; a worker goes on with run {run.Id}.", canRetry: true);
        }
        catch (Exception error)
        {
            bool stopped = error is OperationCanceledException;
            await EndAsync(
                run.Id, stopped ? RunState.Cancelled : RunState.Failed, stopped ? "stopped" : error.Message, CancellationToken.None);
            throw;
        }

        await EndAsync(run.Id, RunState.Succeeded, "done", CancellationToken.None);
        return data.Runs.Find(run.Id)!;
    }

    /// <summary>Handles a scheduler's call: a run that somebody asked for, or a recurring one.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Fires at shutdown; the run goes on after the next start.</param>
    public async Task<JobVerdict> HandleAsync(JobCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        JobRun? run = call.Run is { } id ? data.Runs.Find(id) : await RecurringAsync(call.Job, cancellationToken);
        if (run is null or { HasEnded: true })
        {
            return JobVerdict.Done;
        }

        using GroupLocks? locks = await GroupLocks.TryTakeAsync(
            data, catalogue.GroupsOf(run.Steps.Select(step => step.Job)), cancellationToken);
        if (locks is null)
        {
            // One that is at work already is another process's; should that die, the worker takes it up.
            return run.State == RunState.Running
                ? JobVerdict.Done
                : await AgainAsync(run, false, "waits for another run of its group", BusyDelay);
        }

        if (data.Postgres is not null && data.Runs.Find(run.Id) is { State: RunState.Running })
        {
            return await AgainAsync(run, false, ProcessDied, TakeOverDelay);
        }

        if (!await data.Runs.BeginAsync(run.Id, cancellationToken))
        {
            return JobVerdict.Done;
        }

        run = data.Runs.Find(run.Id)!;
        try
        {
            await StepsAsync(run, locks, null, cancellationToken);
            await EndAsync(run.Id, RunState.Succeeded, "done", CancellationToken.None);
            return JobVerdict.Done;
        }
        catch (Exception error)
        {
            // The edge between a job and the history: whatever it was, it is recorded, and the worker goes on.
            return await FailedAsync(run, error, cancellationToken);
        }
    }

    /// <summary>Puts a run that is not finished back into the queue, if the process that worked on it is gone.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    internal async Task TakeUpAsync(JobRun run, CancellationToken cancellationToken)
    {
        using GroupLocks? locks = await GroupLocks.TryTakeAsync(
            data, catalogue.GroupsOf(run.Steps.Select(step => step.Job)), cancellationToken);

        // Read again under the lock: it may have ended since.
        if (locks is not null && data.Runs.Find(run.Id) is { State: RunState.Running })
        {
            TimeSpan delay = data.Postgres is null ? TimeSpan.Zero : TakeOverDelay;
            await data.Runs.RequeueAsync(run.Id, false, ProcessDied, delay, cancellationToken);
            await data.Runs.LogAsync(run.Id, $"{ProcessDied}; it goes on", cancellationToken);
        }
    }

    /// <summary>Ends a run that was cancelled before it was begun.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    internal Task CancelQueuedAsync(JobRun run, CancellationToken cancellationToken) =>
        EndAsync(run.Id, RunState.Cancelled, "cancelled", cancellationToken);

    /// <summary>Does one step in this process; what a child process is for.</summary>
    /// <param name="run">The run.</param>
    /// <param name="step">The step.</param>
    /// <param name="context">What it works on.</param>
    /// <param name="cancellationToken">Fires when it is to stop.</param>
    public async Task<JobResult> ExecuteAsync(JobRun run, JobStep step, JobContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(step);
        JobDefinition job = catalogue.Of(step.Job);

        // A child of a worker that was killed may still be ending: two processes must not do the same work.
        using RunLock own = await RunLock.TakeAsync(data, job.Group + "-step", cancellationToken);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, own.Lost);
        try
        {
            return own.InDatabase is { } held
                ? await SharedWork.RunAsync(held, job.Make(), context, stop.Token)
                : await job.Make().RunAsync(context, stop.Token);
        }
        catch (Exception error) when (own.Lost.IsCancellationRequested)
        {
            throw new JobException($"The connection to {data.Postgres} broke while it was at work.", canRetry: true, error);
        }
    }

    private async Task<JobRun> RecurringAsync(string job, CancellationToken cancellationToken)
    {
        // Called again after a crash: the run that was interrupted goes on.
        const string Schedule = "schedule";
        return data.Runs.Unfinished().FirstOrDefault(run => run.Job == job && run.RequestedBy == Schedule)
            ?? await AddAsync(job, new Dictionary<string, string>(), Schedule, cancellationToken);
    }

    private async Task StepsAsync(
        JobRun run, GroupLocks locks, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        foreach (JobStep step in run.Steps.Where(step => step.State != RunState.Succeeded))
        {
            cancellationToken.ThrowIfCancellationRequested();
            JobDefinition job = catalogue.Of(step.Job);
            await data.Runs.BeginStepAsync(run.Id, step.Position, cancellationToken);
            await data.Runs.LogAsync(run.Id, $"{job.Name} begins", cancellationToken);
            long started = Stopwatch.GetTimestamp();
            JobResult result = await StepAsync(run, step, job, locks, progress, cancellationToken);
            if (locks.Lost.IsCancellationRequested)
            {
                throw new RunLostException();
            }

            await data.Runs.EndStepAsync(
                run.Id,
                step.Position,
                RunState.Succeeded,
                result.Outcome,
                result.Produced is null ? null : JsonSerializer.Serialize(result.Produced),
                CancellationToken.None);
            await data.Runs.LogAsync(
                run.Id, $"{job.Name}: {result.Outcome} ({Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s)", CancellationToken.None);
        }
    }

    private async Task<JobResult> StepAsync(
        JobRun run,
        JobStep step,
        JobDefinition job,
        GroupLocks locks,
        IProgress<StageProgress>? progress,
        CancellationToken cancellationToken)
    {
        await using RunWatch watch = new(data.Runs, run.Id, step.Position, progress, clock);
        using CancellationTokenSource limit = new(job.TimeLimit, clock);
        using CancellationTokenSource stop =
            CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, watch.Cancelled, limit.Token, locks.Lost);
        JobContext context = new(data, run, RunFolder.Of(data.Path, run.Id), watch, clock);
        StepExecutor execute = job.IsHeavy && heavy is not null ? heavy : ExecuteAsync;
        try
        {
            return await StopGuard.RunAsync(token => execute(run, step, context, token), locks, Grace, stop.Token);
        }
        catch (Exception) when (locks.Lost.IsCancellationRequested)
        {
            throw new RunLostException();
        }
        catch (Exception) when (watch.Cancelled.IsCancellationRequested)
        {
            throw new RunCancelledException();
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new JobException($"{job.Name} took longer than {job.TimeLimit}, its time limit.", canRetry: true);
        }
    }

    private async Task<JobVerdict> FailedAsync(JobRun run, Exception error, CancellationToken cancellationToken)
    {
        if (error is OperationCanceledException && cancellationToken.IsCancellationRequested)
        {
            return await AgainAsync(run, false, "interrupted by a shutdown", TimeSpan.Zero);
        }

        if (error is RunLostException)
        {
            // It is left as it is, at work: whichever worker has the locks takes it up.
            return JobVerdict.Done;
        }

        if (error is RunCancelledException)
        {
            await EndAsync(run.Id, RunState.Cancelled, "cancelled", CancellationToken.None);
            return JobVerdict.Done;
        }

        string why = JobException.WordsFor(error);
        if (error is DamagedWorkException)
        {
            await ForgetAsync(run);
        }

        int failures = run.Failures + 1;
        int allowed = run.Steps.Max(step => catalogue.Of(step.Job).MaxFailures);
        if (error is JobException { CanRetry: false } || failures >= allowed)
        {
            await EndAsync(run.Id, RunState.Failed, why, CancellationToken.None);
            return JobVerdict.Done;
        }

        return await AgainAsync(run, true, why, FirstDelay * Math.Pow(4, run.Failures));
    }

    /// <summary>Begins a run anew: nothing of what its steps kept is used.</summary>
    private async Task ForgetAsync(JobRun run)
    {
        await DropWorkAsync(run.Id);
        foreach (JobStep step in run.Steps)
        {
            await data.Runs.EndStepAsync(
                run.Id, step.Position, RunState.Queued, "to be done again", null, CancellationToken.None);
        }
    }

    private async Task<JobVerdict> AgainAsync(JobRun run, bool failed, string why, TimeSpan delay)
    {
        await data.Runs.RequeueAsync(run.Id, failed, why, delay, CancellationToken.None);
        if (why != run.Outcome)
        {
            await data.Runs.LogAsync(run.Id, $"{why}; again in {delay.TotalSeconds:F0} s", CancellationToken.None);
        }

        return JobVerdict.Again(run.Id, clock.GetUtcNow() + delay);
    }

    private async Task EndAsync(long run, RunState state, string outcome, CancellationToken cancellationToken)
    {
        foreach (JobStep step in data.Runs.Find(run)!.Steps.Where(step => step.State == RunState.Running))
        {
            await data.Runs.EndStepAsync(run, step.Position, state, outcome, null, cancellationToken);
        }

        await data.Runs.LogAsync(run, outcome, cancellationToken);
        await data.Runs.EndAsync(run, state, outcome, cancellationToken);
        await DropWorkAsync(run);
    }

    /// <summary>Deletes what the steps of a run kept.</summary>
    private async Task DropWorkAsync(long run)
    {
        RunFolder.Of(data.Path, run).Delete();
        if (data.Postgres is { } database)
        {
            await RunMirror.DeleteAsync(database, run, CancellationToken.None);
        }
    }
}
