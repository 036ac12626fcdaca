using System.Text.Json;
using HybridRec.Engine.Diagnostics;

namespace HybridRec.Engine.Storage;

/// <summary>
/// The history of all job runs, and the queue of those asked for, in tables of their own. Any process may ask for a run, watch
/// it or ask to stop it; the one that works on it writes its progress. Thread-safe and process-safe.
/// </summary>
/// <remarks>Apart from everything else, so that progress never waits for a batch of listens, nor a listen for progress.</remarks>
public sealed partial class RunStore
{
    private readonly Database _database;
    private readonly TimeProvider _clock;

    internal RunStore(Database database, TimeProvider clock)
    {
        _database = database;
        _clock = clock;
    }

    private long Now => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Asks for a run.</summary>
    /// <param name="job">The job or chain.</param>
    /// <param name="steps">Its jobs in order, one or more.</param>
    /// <param name="arguments">Options by name.</param>
    /// <param name="requestedBy">Who asks.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>The run, queued.</returns>
    public async Task<JobRun> AddAsync(
        string job,
        IReadOnlyList<string> steps,
        IReadOnlyDictionary<string, string> arguments,
        string requestedBy,
        CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(job);
        ArgumentException.ThrowIfNullOrEmpty(requestedBy);
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentOutOfRangeException.ThrowIfZero(steps.Count);
        long id = await _database.WriteAsync(
            session =>
            {
                long run = session.Scalar<long>(
                    "INSERT INTO run (job, arguments, requested_by, state, queued_ms) " +
                    "VALUES (@job, @json, @requestedBy, 0, @Now) RETURNING id",
                    new { job, json = JsonSerializer.Serialize(arguments), requestedBy = requestedBy.Storable(), Now });
                session.Execute(
                    "INSERT INTO run_step (run, position, job) VALUES (@run, @position, @name)",
                    steps.Select((name, at) => new { run, position = at + 1, name }));
                return run;
            },
            cancellationToken);
        return Find(id)!;
    }

    /// <summary>A run, or null if there is none of that number (any more).</summary>
    /// <param name="id">Its number.</param>
    public JobRun? Find(long id) => Read("WHERE id = @id", new { id }).SingleOrDefault();

    /// <summary>The newest runs first.</summary>
    /// <param name="job">Only of this job; null for all.</param>
    /// <param name="count">At most so many, ≥ 1.</param>
    public IReadOnlyList<JobRun> List(string? job, int count) =>
        Read((job is null ? "" : "WHERE job = @job ") + "ORDER BY id DESC LIMIT @count", new { job, count });

    /// <summary>What the job check-health found last, and in which run; null before it ran.</summary>
    public (long Run, DateTimeOffset At, HealthReport Report)? LatestHealth() => Read(
        "WHERE job = @job AND state = @done ORDER BY id DESC LIMIT 1", new { job = HealthReport.Job, done = (int)RunState.Succeeded })
        is [{ EndedAt: { } at, Steps: [.., { Produced: { } json }] } run]
            ? (run.Id, at, JsonSerializer.Deserialize<HealthReport>(json, JsonSerializerOptions.Web)!)
            : null;

    /// <summary>How long the run that waits longest could have been at work; zero where none waits.</summary>
    public TimeSpan QueueAge()
    {
        DateTimeOffset now = _clock.GetUtcNow();
        return Unfinished().Where(run => run.State == RunState.Queued)
            .Select(run => now - (run.NotBefore ?? run.QueuedAt))
            .Append(TimeSpan.Zero)
            .Max();
    }

    /// <summary>All runs that have not ended, oldest first.</summary>
    public IReadOnlyList<JobRun> Unfinished() => Read("WHERE state < 2 ORDER BY id", null);

    /// <summary>The log of a run, oldest line first.</summary>
    /// <param name="id">The run.</param>
    public IReadOnlyList<RunLogLine> Log(long id) => _database.Read(session => session
        .Query<(long At, string Text)>("SELECT at_ms, text FROM run_log WHERE run = @id ORDER BY id", new { id })
        .Select(line => new RunLogLine(Time(line.At), line.Text))
        .ToArray());

    /// <summary>Adds a line to a run's log.</summary>
    /// <param name="id">The run.</param>
    /// <param name="text">The line.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    public Task LogAsync(long id, string text, CancellationToken cancellationToken) => ExecuteAsync(
        "INSERT INTO run_log (run, at_ms, text) VALUES (@id, @Now, @text)", new { id, Now, text = text.Storable() }, cancellationToken);

    /// <summary>Notes that a run is begun, for the first time or again.</summary>
    /// <param name="id">The run.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>False if it has ended already, in which case nothing is noted.</returns>
    public async Task<bool> BeginAsync(long id, CancellationToken cancellationToken) => await ExecuteAsync(
        "UPDATE run SET state = 1, attempts = attempts + 1, started_ms = coalesce(started_ms, @Now), not_before_ms = NULL, " +
        "outcome = NULL WHERE id = @id AND state < 2",
        new { id, Now },
        cancellationToken) > 0;

    /// <summary>Notes that a step is begun.</summary>
    /// <param name="id">The run.</param>
    /// <param name="position">The step.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    public Task BeginStepAsync(long id, int position, CancellationToken cancellationToken) => ExecuteAsync(
        "UPDATE run_step SET state = 1, started_ms = @Now, ended_ms = NULL, outcome = NULL WHERE run = @id AND position = @position",
        new { id, position, Now },
        cancellationToken);

    /// <summary>Notes how far a step is.</summary>
    /// <param name="id">The run.</param>
    /// <param name="position">The step.</param>
    /// <param name="progress">How far it is.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    public Task ReportAsync(long id, int position, StageProgress progress, CancellationToken cancellationToken) => ExecuteAsync(
        "UPDATE run_step SET stage = @Stage, done = @Done, total = @Total, unit = @Unit, note = @Note " +
        "WHERE run = @id AND position = @position",
        new
        {
            id,
            position,
            Stage = progress.Stage.Storable(),
            progress.Done,
            progress.Total,
            Unit = progress.Unit.Storable(),
            Note = progress.Note?.Storable(),
        },
        cancellationToken);

    /// <summary>Notes how a step ended.</summary>
    /// <param name="id">The run.</param>
    /// <param name="position">The step.</param>
    /// <param name="state">How it ended; <see cref="RunState.Queued"/> if it is to be done again.</param>
    /// <param name="outcome">In a sentence.</param>
    /// <param name="produced">What it made, as JSON; null for nothing.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    public Task EndStepAsync(
        long id, int position, RunState state, string outcome, string? produced, CancellationToken cancellationToken) =>
        ExecuteAsync(
            "UPDATE run_step SET state = @state, ended_ms = @Now, outcome = @outcome, produced = @produced " +
            "WHERE run = @id AND position = @position",
            new
            {
                id,
                position,
                state = (int)state,
                outcome = outcome.Storable(),
                produced = produced?.Storable(),
                Now,
            },
            cancellationToken);

    /// <summary>Notes how a run ended.</summary>
    /// <param name="id">The run.</param>
    /// <param name="state">How.</param>
    /// <param name="outcome">In a sentence.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    public Task EndAsync(long id, RunState state, string outcome, CancellationToken cancellationToken) => ExecuteAsync(
        "UPDATE run SET state = @state, ended_ms = @Now, outcome = @outcome WHERE id = @id",
        new { id, state = (int)state, outcome = outcome.Storable(), Now },
        cancellationToken);

    /// <summary>Puts a run back into the queue: it failed and is tried again, or it was interrupted and goes on later.</summary>
    /// <param name="id">The run.</param>
    /// <param name="failed">Whether it failed by itself, which counts against its attempts.</param>
    /// <param name="outcome">Why, in a sentence.</param>
    /// <param name="delay">How long to wait at least, ≥ 0.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    public Task RequeueAsync(
        long id, bool failed, string outcome, TimeSpan delay, CancellationToken cancellationToken) => ExecuteAsync(
        "UPDATE run SET state = 0, failures = failures + @failed, outcome = @outcome, not_before_ms = @notBefore " +
        "WHERE id = @id AND state < 2",
        new { id, failed = failed ? 1 : 0, outcome = outcome.Storable(), notBefore = Now + (long)delay.TotalMilliseconds },
        cancellationToken);

    /// <summary>Asks to stop a run; whoever works on it sees it within a second or so.</summary>
    /// <param name="id">The run.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>False if there is no such run or it has ended.</returns>
    public async Task<bool> RequestCancelAsync(long id, CancellationToken cancellationToken) => await ExecuteAsync(
        "UPDATE run SET cancel = TRUE WHERE id = @id AND state < 2", new { id }, cancellationToken) > 0;

    /// <summary>Forgets runs that ended long ago, with steps and logs. The newest runs of each job stay.</summary>
    /// <param name="before">Runs that ended earlier go.</param>
    /// <param name="keep">Newest ended runs of each job to keep whatever their age, ≥ 0.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>How many were forgotten.</returns>
    public Task<int> PruneAsync(DateTimeOffset before, int keep, CancellationToken cancellationToken) => ExecuteAsync(
        "DELETE FROM run WHERE state >= 2 AND ended_ms < @limit AND id NOT IN (SELECT id FROM (SELECT id, " +
        "row_number() OVER (PARTITION BY job ORDER BY id DESC) AS place FROM run WHERE state >= 2) AS placed WHERE place <= @keep)",
        new { limit = before.ToUnixTimeMilliseconds(), keep },
        cancellationToken);

    private Task<int> ExecuteAsync(string sql, object parameters, CancellationToken cancellationToken) =>
        _database.WriteAsync(session => session.Execute(sql, parameters), cancellationToken);

    private List<JobRun> Read(string where, object? parameters) => _database.Read(session => session
        .Query<RunRow>(
            "SELECT id, job, arguments, requested_by AS RequestedBy, state, attempts, failures, queued_ms AS Queued, " +
            "started_ms AS Started, ended_ms AS Ended, not_before_ms AS NotBefore, cancel, outcome FROM run " + where,
            parameters)
        .ConvertAll(row => row.ToRun(ReadSteps(session, row.Id))));

    private static JobStep[] ReadSteps(Session session, long run) =>
    [
        .. session.Query<StepRow>(
            "SELECT position, job, state, started_ms AS Started, ended_ms AS Ended, stage, done, total, unit, note, outcome, " +
            "produced FROM run_step WHERE run = @run ORDER BY position",
            new { run }).Select(row => row.ToStep()),
    ];

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static DateTimeOffset? Time(long? milliseconds) => milliseconds is { } known ? Time(known) : null;

    private sealed class RunRow
    {
        public long Id { get; init; }

        public string Job { get; init; } = "";

        public string Arguments { get; init; } = "";

        public string RequestedBy { get; init; } = "";

        public long State { get; init; }

        public long Attempts { get; init; }

        public long Failures { get; init; }

        public long Queued { get; init; }

        public long? Started { get; init; }

        public long? Ended { get; init; }

        public long? NotBefore { get; init; }

        public bool Cancel { get; init; }

        public string? Outcome { get; init; }

        public JobRun ToRun(IReadOnlyList<JobStep> steps) => new()
        {
            Id = Id,
            Job = Job,
            Arguments = JsonSerializer.Deserialize<Dictionary<string, string>>(Arguments)!,
            RequestedBy = RequestedBy,
            State = (RunState)State,
            Attempts = (int)Attempts,
            Failures = (int)Failures,
            QueuedAt = Time(Queued),
            StartedAt = Time(Started),
            EndedAt = Time(Ended),
            NotBefore = Time(NotBefore),
            CancelRequested = Cancel,
            Outcome = Outcome,
            Steps = steps,
        };
    }

    private sealed class StepRow
    {
        public long Position { get; init; }

        public string Job { get; init; } = "";

        public long State { get; init; }

        public long? Started { get; init; }

        public long? Ended { get; init; }

        public string? Stage { get; init; }

        public long? Done { get; init; }

        public long? Total { get; init; }

        public string? Unit { get; init; }

        public string? Note { get; init; }

        public string? Outcome { get; init; }

        public string? Produced { get; init; }

        public JobStep ToStep() => new((int)Position, Job, (RunState)State)
        {
            StartedAt = Time(Started),
            EndedAt = Time(Ended),
            Progress = Stage is null ? null : new StageProgress(Stage, Done ?? 0, Total, Unit ?? "", Note),
            Outcome = Outcome,
            Produced = Produced,
        };
    }
}
