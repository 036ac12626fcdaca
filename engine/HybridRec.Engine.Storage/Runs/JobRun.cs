using HybridRec.Engine.Diagnostics;

namespace HybridRec.Engine.Storage;

/// <summary>Where a run, or a step of one, stands.</summary>
public enum RunState
{
    /// <summary>Asked for and not begun, or waiting to be tried again.</summary>
    Queued,

    /// <summary>Under way; after a crash also a run whose process is gone, until the next worker takes it up again.</summary>
    Running,

    /// <summary>Done.</summary>
    Succeeded,

    /// <summary>Given up; the outcome says why.</summary>
    Failed,

    /// <summary>Stopped because somebody asked for it.</summary>
    Cancelled,
}

/// <summary>One run of a job: what was asked, how far it is, how it ended.</summary>
public sealed record JobRun
{
    /// <summary>Its number, ≥ 1; later runs have higher ones.</summary>
    public required long Id { get; init; }

    /// <summary>What was asked for: a job, or a chain of them such as "train".</summary>
    public required string Job { get; init; }

    /// <summary>Options of the run by name, e.g. "seed".</summary>
    public required IReadOnlyDictionary<string, string> Arguments { get; init; }

    /// <summary>Who asked: "schedule", "command line" or a user's name.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>Where it stands.</summary>
    public required RunState State { get; init; }

    /// <summary>Times it was begun, ≥ 0: once, and once more after each failure, crash or stop.</summary>
    public required int Attempts { get; init; }

    /// <summary>Times it failed by itself and was tried again, ≥ 0.</summary>
    public required int Failures { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset QueuedAt { get; init; }

    /// <summary>When it was first begun; null before.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended; null before.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Not to be begun again before this moment; null for at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Whether somebody asked to stop it.</summary>
    public bool CancelRequested { get; init; }

    /// <summary>How it ended or why it waits, in a sentence; null before.</summary>
    public string? Outcome { get; init; }

    /// <summary>Its steps, in order; a job that nothing follows from has one.</summary>
    public required IReadOnlyList<JobStep> Steps { get; init; }

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => State is RunState.Succeeded or RunState.Failed or RunState.Cancelled;
}

/// <summary>One job of a run.</summary>
/// <param name="Position">Its place in the run, from 1.</param>
/// <param name="Job">The job.</param>
/// <param name="State">Where it stands.</param>
public sealed record JobStep(int Position, string Job, RunState State)
{
    /// <summary>When it was last begun; null before.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended; null before.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The last progress it reported; null before the first.</summary>
    public StageProgress? Progress { get; init; }

    /// <summary>What it did, in a sentence; null before its end.</summary>
    public string? Outcome { get; init; }

    /// <summary>What it made, as JSON; null for nothing.</summary>
    public string? Produced { get; init; }
}

/// <summary>One line of a run's log.</summary>
/// <param name="At">When it was written.</param>
/// <param name="Text">The line.</param>
public sealed record RunLogLine(DateTimeOffset At, string Text);

/// <summary>That a model version was made the one to serve.</summary>
/// <param name="At">When.</param>
/// <param name="Version">The version.</param>
/// <param name="Before">The version served before; null if there was none.</param>
/// <param name="By">Who did it: a user's name, or who asked for the run that did.</param>
/// <param name="Reason">Why.</param>
public sealed record ModelPromotion(DateTimeOffset At, string Version, string? Before, string By, string Reason);

/// <summary>That a model version was refused: by the gate, or by a person.</summary>
/// <param name="At">When.</param>
/// <param name="Version">The version.</param>
/// <param name="By">Who did it: a user's name, or who asked for the run that did.</param>
/// <param name="Reason">Why.</param>
public sealed record ModelRejection(DateTimeOffset At, string Version, string By, string Reason);
