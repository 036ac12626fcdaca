using System.Data.Common;
using System.Globalization;
using HybridRec.Engine.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Npgsql;
using Quartz;
using Quartz.Extensibility;

namespace HybridRec.Jobs.Scheduling;

/// <summary>
/// The scheduler on Quartz.NET. Its store is an SQLite file for one instance at a time (the worker's lock sees to it), or a PostgreSQL
/// database that any number of instances share: each call is made by one of them, and those of an instance that died are
/// made again by another.
/// </summary>
/// <remarks>
/// Each of our jobs is one durable Quartz job that must not run twice at once and is called again after a crash
/// (<c>RequestRecovery</c>); a schedule is its cron trigger, a run somebody asked for a trigger that fires once. The store
/// can be deleted while nothing runs: schedules come from the configuration, and runs from the run history. Instances that
/// share one need the same schedules (the last to start puts its own in place) and clocks within a second of each other.
/// </remarks>
public sealed class QuartzJobScheduler : IJobScheduler
{
    private const string ScheduleGroup = "schedule";
    private const string RunGroup = "run";
    private const string RunKey = "run";

    // Missed by so much, a call counts as due while nothing ran.
    private static readonly TimeSpan MisfireThreshold = TimeSpan.FromMinutes(1);

    // How soon a clock that was set forward, or a zone's change of hour, is noticed.
    private static readonly TimeSpan IdleWait = TimeSpan.FromSeconds(5);

    private readonly string? _path;
    private readonly PostgresAccess? _database;
    private readonly TimeSpan _checkIn;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CallCount _calls = new();
    private StandaloneSchedulerFactory? _factory;
    private IScheduler? _scheduler;

    /// <summary>Creates a scheduler.</summary>
    /// <param name="path">The SQLite file; created if absent.</param>
    /// <param name="clock">Supplies the time.</param>
    /// <param name="logger">Told of handlers that threw.</param>
    public QuartzJobScheduler(string path, TimeProvider clock, ILogger logger)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _path = path;
        _clock = clock;
        _logger = logger;
    }

    /// <summary>Creates a scheduler that shares its store with others.</summary>
    /// <param name="database">The database; tables named <c>qrtz_…</c> are made there.</param>
    /// <param name="checkIn">How often an instance shows that it lives; one that did not for twice as long counts as dead.</param>
    /// <param name="clock">Supplies the time.</param>
    /// <param name="logger">Told of handlers that threw.</param>
    public QuartzJobScheduler(PostgresAccess database, TimeSpan checkIn, TimeProvider clock, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(checkIn, TimeSpan.Zero);
        _database = database;
        _checkIn = checkIn;
        _clock = clock;
        _logger = logger;
    }

    private IScheduler Scheduler => _scheduler ?? throw new InvalidOperationException("The scheduler is not started.");

    /// <inheritdoc/>
    public async Task StartAsync(
        IReadOnlyList<JobSchedule> schedules, JobHandler handler, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(schedules);
        ArgumentNullException.ThrowIfNull(handler);
        if (_scheduler is not null)
        {
            throw new InvalidOperationException("A scheduler is started once.");
        }

        try
        {
            // Of several that start at once, one makes the tables.
            using PostgresLock? first = _database is null ? null : await WaitAsync(_database, cancellationToken);
            _factory = QuartzSchedulerBuilder.Create(quartz => Configure(quartz, handler)).Build();
            _scheduler = await _factory.GetScheduler(cancellationToken);
            await ApplyAsync(schedules, cancellationToken);
            await _scheduler.Start(cancellationToken);
        }
        catch (Exception error) when (error is SchedulerException or DbException)
        {
            throw Unusable(error);
        }
    }

    /// <inheritdoc/>
    public async Task EnqueueAsync(string job, long run, DateTimeOffset notBefore, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(job);
        try
        {
            await AddAsync(job, run, notBefore, cancellationToken);
        }
        catch (Exception error) when (error is SchedulerException or DbException)
        {
            throw Unusable(error);
        }
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_scheduler is null || _stopping.IsCancellationRequested)
        {
            return;
        }

        await _scheduler.Standby(cancellationToken);
        await _stopping.CancelAsync();

        // A scheduler that is shutting down stores nothing any more, and these may have to be called again. Quartz may
        // still begin one that was due before; it never reaches its handler, and is recovered at the next start.
        await _calls.CloseAsync().WaitAsync(cancellationToken);
        await _scheduler.Shutdown(waitForJobsToComplete: false, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        if (_factory is not null)
        {
            await _factory.DisposeAsync();
        }

        _stopping.Dispose();
    }

    private void Configure(IQuartzBuilder quartz, JobHandler handler)
    {
        quartz.ConfigureScheduler(options =>
        {
            options.InstanceName = "HybridRec";
            options.GenerateInstanceId = false;
            if (_database is not null)
            {
                options.InstanceId = $"{Environment.MachineName} {Environment.ProcessId} {Guid.NewGuid():n}";
            }

            options.IdleWaitTime = IdleWait;
        });
        quartz.UseTimeProvider(_clock);
        quartz.UseJobFactory(new HandlerFactory(this, handler));
        quartz.UsePersistentStore(store =>
        {
            store.ConfigureStore(options =>
            {
                options.StoreJobDataAsStrings = true;
                options.MisfireThreshold = MisfireThreshold;
            });
            if (_database is null)
            {
                store.UseSqlite(
                    SqliteFactory.Instance,
                    new SqliteConnectionStringBuilder { DataSource = _path, DefaultTimeout = 30 }.ToString());
            }
            else
            {
                store.UsePostgres(NpgsqlFactory.Instance, _database.ConnectionString);
                store.UseClustering(cluster =>
                {
                    cluster.CheckinInterval = _checkIn;
                    cluster.CheckinMisfireThreshold = _checkIn;
                });
            }

            store.UseSystemTextJsonSerializer();
            store.ProvisionSchema();
        });
    }

    private async Task ApplyAsync(IReadOnlyList<JobSchedule> schedules, CancellationToken cancellationToken)
    {
        foreach (JobSchedule schedule in schedules)
        {
            if (!await Scheduler.Exists(new JobKey(schedule.Job), cancellationToken))
            {
                await Scheduler.AddJob(JobOf(schedule.Job), AddJobOptions.Replacing, cancellationToken);
            }

            TriggerKey key = new(schedule.Job, ScheduleGroup);
            ITrigger? present = await Scheduler.GetTrigger(key, cancellationToken);

            // What is in place stays, for it remembers which calls were missed.
            string mark = $"{schedule.Cron} {schedule.TimeZone} {schedule.Misfire}";
            if (present?.Description != mark)
            {
                ITrigger wanted = TriggerBuilder.Create(_clock)
                    .WithIdentity(key)
                    .ForJob(schedule.Job)
                    .WithDescription(mark)
                    .WithCronSchedule(schedule.Expression(), cron => cron.WithMisfireInstruction(
                        schedule.Misfire == MisfirePolicy.RunOnce
                            ? CronTriggerMisfireInstruction.FireAndProceed
                            : CronTriggerMisfireInstruction.DoNothing))
                    .Build();
                await Scheduler.ScheduleTrigger(wanted, TriggerConflict.Replace, cancellationToken);
            }
        }

        HashSet<string> names = [.. schedules.Select(schedule => schedule.Job)];
        foreach (TriggerKey key in await Scheduler.GetTriggerKeys(
            GroupMatcher<TriggerKey>.GroupEquals(ScheduleGroup), cancellationToken))
        {
            if (!names.Contains(key.Name))
            {
                await Scheduler.UnscheduleJob(key, cancellationToken);
            }
        }
    }

    private async Task AddAsync(string job, long run, DateTimeOffset notBefore, CancellationToken cancellationToken)
    {
        JobKey key = new(job);
        if (!await Scheduler.Exists(key, cancellationToken))
        {
            await Scheduler.AddJob(JobOf(job), AddJobOptions.Replacing, cancellationToken);
        }

        DateTimeOffset now = _clock.GetUtcNow();
        ITrigger trigger = TriggerBuilder.Create(_clock)
            .WithIdentity(run.ToString(CultureInfo.InvariantCulture), RunGroup)
            .ForJob(key)
            .UsingJobData(RunKey, run.ToString(CultureInfo.InvariantCulture))
            .StartAt(notBefore > now ? notBefore : now)
            .WithSimpleSchedule(simple => simple
                .WithRepeatCount(0)
                .WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow))
            .Build();
        await Scheduler.ScheduleTrigger(trigger, TriggerConflict.Keep, cancellationToken);
    }

    private JobScheduleException Unusable(Exception error) => new(
        _database is null
            ? $"The schedule in {_path} cannot be used ({error.Message.TrimEnd('.')}); delete the file, it is made anew."
            : $"The schedule in {_database} cannot be used ({error.Message.TrimEnd('.')}).",
        error);

    private static async Task<PostgresLock> WaitAsync(PostgresAccess database, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await PostgresLock.TryTakeAsync(database, "schedule", cancellationToken) is { } taken)
            {
                return taken;
            }

            await Task.Delay(100, cancellationToken);
        }
    }

    private static IJobDetail JobOf(string job) => JobBuilder.Create<HandlerJob>()
        .WithIdentity(job)
        .DisallowConcurrentExecution(true)
        .RequestRecovery(true)
        .StoreDurably(true)
        .Build();

    private sealed class HandlerFactory(QuartzJobScheduler owner, JobHandler handler) : IJobFactory
    {
        public ValueTask<JobScope> CreateJob(
            TriggerFiredBundle bundle, IScheduler scheduler, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new JobScope(new HandlerJob(owner, handler), null));

        public ValueTask ReturnJob(JobScope scope, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }

    private sealed class HandlerJob(QuartzJobScheduler owner, JobHandler handler) : IJob
    {
        public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
        {
            if (!owner._calls.TryBegin())
            {
                await Task.Delay(Timeout.Infinite, CancellationToken.None);
            }

            try
            {
                await owner.CallAsync(context, handler);
            }
            finally
            {
                owner._calls.End();
            }
        }
    }

    private async Task CallAsync(IJobExecutionContext context, JobHandler handler)
    {
        string job = context.JobDetail.Key.Name;
        long? run = context.MergedJobDataMap.TryGetValue(RunKey, out object? text)
            ? long.Parse((string)text!, CultureInfo.InvariantCulture)
            : null;
        try
        {
            JobVerdict verdict = await handler(new JobCall(job, run), _stopping.Token);
            if (verdict.Run is { } again)
            {
                await EnqueueAgainAsync(context, again, verdict.NotBefore);
            }
        }
        catch (Exception error)
        {
            // The edge of a thread that must outlive whatever a handler does.
            _logger.CallFailed(job, error);
        }
    }

    private async Task EnqueueAgainAsync(IJobExecutionContext context, long run, DateTimeOffset notBefore)
    {
        TriggerKey key = new(run.ToString(CultureInfo.InvariantCulture), RunGroup);
        // The trigger that called is still there while its call lasts, and would be taken for the one asked for.
        if (context.Trigger.Key.Equals(key))
        {
            await Scheduler.UnscheduleJob(key, CancellationToken.None);
        }

        await EnqueueAsync(context.JobDetail.Key.Name, run, notBefore, CancellationToken.None);
    }
}
