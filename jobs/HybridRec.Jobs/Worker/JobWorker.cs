using HybridRec.Engine.Storage;
using HybridRec.Jobs.Running;
using HybridRec.Jobs.Scheduling;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HybridRec.Jobs.Worker;

/// <summary>
/// Works on a data folder's runs: those due by schedule and those that any process asked for. One worker of a folder
/// works; others stand by and take over when it ends or dies. Where the data are in PostgreSQL, workers of any number of machines
/// share the runs. What a dead one left unfinished goes on.
/// </summary>
/// <param name="data">The data folder.</param>
/// <param name="runner">Takes runs through their steps.</param>
/// <param name="settings">What recurs.</param>
/// <param name="open">Opens the scheduler.</param>
/// <param name="clock">Supplies the time.</param>
/// <param name="logger">Told of what goes wrong.</param>
public sealed class JobWorker(
    DataFolder data,
    JobRunner runner,
    WorkerSettings settings,
    Func<IJobScheduler> open,
    TimeProvider clock,
    ILogger logger) : BackgroundService
{
    private const string WorkerLock = "worker";

    // A shutdown has 10 s; the runner gives a step 8 s of them.
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(9.5);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // No run is put off for longer; one that seems to be was put off by a clock that has been set back since.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(12);

    // A call may have ended in an error of the store before it reached its run, which nobody would hear of.
    private static readonly TimeSpan HandOverAgain = TimeSpan.FromMinutes(1);

    private readonly Dictionary<long, (DateTimeOffset? NotBefore, long At)> _handedOver = [];
    private long _healthTold;

    /// <summary>
    /// A worker as programs run it: Quartz.NET on a file in the data folder, or in its PostgreSQL database, heavy steps in child
    /// processes.
    /// </summary>
    /// <param name="data">The data folder.</param>
    /// <param name="program">How to start this program again, see <see cref="StepProcess"/>; null for the way it was started.</param>
    /// <param name="clock">Supplies the time.</param>
    /// <param name="logger">Told of what goes wrong.</param>
    /// <exception cref="JobScheduleException">The settings are wrong.</exception>
    public static JobWorker Create(DataFolder data, IReadOnlyList<string>? program, TimeProvider clock, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(data);
        JobCatalogue catalogue = JobCatalogue.Standard;
        WorkerSettings settings = WorkerSettings.Read(data.Path, catalogue);
        StepProcess process = new(data, settings, program ?? StepProcess.ThisProgram);
        return new JobWorker(
            data,
            new JobRunner(data, catalogue, clock, process.ExecuteAsync),
            settings,
            () => data.Postgres is { } database
                ? new QuartzJobScheduler(database, TimeSpan.FromSeconds(settings.CheckInSeconds), clock, logger)
                : new QuartzJobScheduler(Path.Combine(data.Path, "schedule.db"), clock, logger),
            clock,
            logger);
    }

    /// <summary>Works until told to stop, and stops within 10 s.</summary>
    /// <param name="stoppingToken">Tells it to stop.</param>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await WorkAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Asked to stop while standing by.
        }
    }

    private async Task WorkAsync(CancellationToken stoppingToken)
    {
        using RunLock? turn = data.Postgres is null ? await RunLock.TakeAsync(data, WorkerLock, stoppingToken) : null;
        await SharedWork.SweepAsync(data, stoppingToken);
        await using IJobScheduler scheduler = open();
        await scheduler.StartAsync(settings.Schedules, runner.HandleAsync, stoppingToken);
        logger.WorkerWorks(data.Path);
        using PeriodicTimer timer = new(Interval, clock);
        try
        {
            do
            {
                await HandOverAsync(scheduler, stoppingToken);
                TellHealth();
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        finally
        {
            using CancellationTokenSource timeout = new(StopTimeout);
            await scheduler.StopAsync(timeout.Token);
        }
    }

    /// <summary>Logs the warnings of the newest check once.</summary>
    private void TellHealth()
    {
        try
        {
            if (data.Runs.LatestHealth() is { } latest && latest.Run > _healthTold)
            {
                _healthTold = latest.Run;
                foreach (string warning in latest.Report.Warnings)
                {
                    logger.HealthWarning(warning);
                }
            }
        }
        catch (StorageException error)
        {
            // As above: what is wrong with the disk is no reason to stop working.
            logger.HandOverFailed(error);
        }
    }

    /// <summary>Hands queued runs to the scheduler, and takes up those whose process died.</summary>
    private async Task HandOverAsync(IJobScheduler scheduler, CancellationToken cancellationToken)
    {
        try
        {
            foreach (JobRun run in data.Runs.Unfinished())
            {
                if (run.State == RunState.Running)
                {
                    await runner.TakeUpAsync(run, cancellationToken);
                }
                else if (run.CancelRequested)
                {
                    await runner.CancelQueuedAsync(run, cancellationToken);
                }
                else if (!_handedOver.TryGetValue(run.Id, out (DateTimeOffset? NotBefore, long At) known)
                    || known.NotBefore != run.NotBefore
                    || clock.GetElapsedTime(known.At) > HandOverAgain)
                {
                    DateTimeOffset due = run.NotBefore > clock.GetUtcNow() + LongestDelay ? default : run.NotBefore ?? default;
                    await scheduler.EnqueueAsync(run.Job, run.Id, due, cancellationToken);
                    _handedOver[run.Id] = (run.NotBefore, clock.GetTimestamp());
                }
            }
        }
        catch (Exception error) when (error is StorageException or JobScheduleException)
        {
            // The edge of a loop that must outlive a full disk and a database that restarts.
            logger.HandOverFailed(error);
        }
    }
}
