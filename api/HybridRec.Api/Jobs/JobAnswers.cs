using System.Text.Json;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Storage;

namespace HybridRec.Api.Jobs;

/// <summary>The jobs and the newest runs.</summary>
/// <param name="Jobs">All jobs.</param>
/// <param name="Runs">The newest runs first, without their logs.</param>
/// <param name="Health">What the last health check found; null before the first.</param>
internal sealed record JobsAnswer(IReadOnlyList<JobAnswer> Jobs, IReadOnlyList<RunAnswer> Runs, HealthReport? Health);

/// <summary>One job.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Summary">What it does.</param>
/// <param name="Steps">The jobs a run of it does, in order.</param>
/// <param name="Schedule">When it recurs; null where it does not.</param>
internal sealed record JobAnswer(string Name, string Summary, IReadOnlyList<string> Steps, ScheduleAnswer? Schedule);

/// <summary>When a job recurs.</summary>
/// <param name="Cron">Minute, hour, day of month, month, day of week.</param>
/// <param name="TimeZone">The zone they are read in.</param>
/// <param name="Next">When it is due next.</param>
internal sealed record ScheduleAnswer(string Cron, string TimeZone, DateTimeOffset? Next);

/// <summary>One run.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Job">What was asked for.</param>
/// <param name="State">queued, running, succeeded, failed or cancelled.</param>
/// <param name="Outcome">How it ended, or why it waits.</param>
/// <param name="RequestedBy">Who asked.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Attempts">Times it was begun.</param>
/// <param name="QueuedAt">When it was asked for.</param>
/// <param name="StartedAt">When it was first begun.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Seconds">How long it took from its first beginning, until now where it has not ended; null before.</param>
/// <param name="NotBefore">When it is tried again.</param>
/// <param name="CancelRequested">Whether it is to stop.</param>
/// <param name="Steps">Its steps.</param>
/// <param name="Log">Its log; null where it was not asked for.</param>
internal sealed record RunAnswer(
    long Id,
    string Job,
    string State,
    string? Outcome,
    string RequestedBy,
    IReadOnlyDictionary<string, string> Arguments,
    int Attempts,
    DateTimeOffset QueuedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    double? Seconds,
    DateTimeOffset? NotBefore,
    bool CancelRequested,
    IReadOnlyList<StepAnswer> Steps,
    IReadOnlyList<RunLogLine>? Log)
{
    /// <summary>A run as it is shown.</summary>
    /// <param name="run">The run.</param>
    /// <param name="log">Its log, or null to leave it out.</param>
    /// <param name="now">The time.</param>
    public static RunAnswer From(JobRun run, IReadOnlyList<RunLogLine>? log, DateTimeOffset now) => new(
        run.Id,
        run.Job,
        NameOf(run.State),
        run.Outcome,
        run.RequestedBy,
        run.Arguments,
        run.Attempts,
        run.QueuedAt,
        run.StartedAt,
        run.EndedAt,
        run.StartedAt is { } started ? ((run.EndedAt ?? now) - started).TotalSeconds : null,
        run.NotBefore,
        run.CancelRequested,
        [.. run.Steps.Select(StepAnswer.From)],
        log);

    /// <summary>A state as it is shown.</summary>
    /// <param name="state">The state.</param>
    public static string NameOf(RunState state) => state.ToString().ToLowerInvariant();
}

/// <summary>One step of a run.</summary>
/// <param name="Job">The job.</param>
/// <param name="State">queued, running, succeeded, failed or cancelled.</param>
/// <param name="Outcome">What it did.</param>
/// <param name="Produced">What it made.</param>
/// <param name="StartedAt">When it was last begun.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Progress">How far it is.</param>
internal sealed record StepAnswer(
    string Job,
    string State,
    string? Outcome,
    JsonElement? Produced,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    StageProgress? Progress)
{
    /// <summary>A step as it is shown.</summary>
    /// <param name="step">The step.</param>
    public static StepAnswer From(JobStep step) => new(
        step.Job,
        RunAnswer.NameOf(step.State),
        step.Outcome,
        step.Produced is { } json ? JsonSerializer.Deserialize<JsonElement>(json) : null,
        step.StartedAt,
        step.EndedAt,
        step.Progress);
}
