using HybridRec.Engine.Catalogue;

namespace HybridRec.Engine.Listens;

/// <summary>One play of one track by one user; an immutable event, never edited after it is logged.</summary>
/// <param name="User">Who listened.</param>
/// <param name="Track">What was played.</param>
/// <param name="ListenedAt">When playback started, UTC, whole seconds.</param>
public sealed record Listen(UserId User, TrackId Track, DateTimeOffset ListenedAt)
{
    /// <summary>How long it played, ≥ 0, or null if the source does not say.</summary>
    public TimeSpan? DurationPlayed { get; init; }

    /// <summary>Whether the listener skipped on; null if the source does not say.</summary>
    public bool? Skipped { get; init; }

    /// <summary>Where it came from, e.g. "submit-listens", "spotify"; never empty.</summary>
    public string Source { get; init; } = "unknown";

    /// <summary>The <c>track_metadata</c> as submitted, as JSON, so that nothing a client sent is lost; null if none.</summary>
    public string? Metadata { get; init; }
}

/// <summary>A play count without times: how often a user played a track according to one import source.</summary>
/// <param name="User">Who listened.</param>
/// <param name="Track">What was played.</param>
/// <param name="Count">How often, 1 to 2^53.</param>
public sealed record PlayCount(UserId User, TrackId Track, long Count);

/// <summary>What became of one submitted listen.</summary>
public enum IngestOutcome
{
    /// <summary>Appended to the play log; it is on disk.</summary>
    Accepted,

    /// <summary>The same user, track and start time were already logged (or occur twice in the batch); nothing changed.</summary>
    Duplicate,
}
