using HybridRec.Engine.Catalogue;

namespace HybridRec.Api.ListenBrainz;

/// <summary>What a submission is about: the <c>listen_type</c> of the wire.</summary>
internal enum SubmissionType
{
    Single,
    PlayingNow,
    Import,
}

/// <summary>One valid submitted listen.</summary>
/// <param name="ListenedAt">When playback started; null for a track playing now.</param>
/// <param name="Track">The track by this server's own id, where the client knows it.</param>
/// <param name="Description">The track in words.</param>
/// <param name="Metadata">The <c>track_metadata</c> as submitted, as JSON.</param>
internal sealed record SubmittedListen(
    DateTimeOffset? ListenedAt, TrackId? Track, TrackDescription Description, string Metadata)
{
    /// <summary>How long it played, or null if the client does not say.</summary>
    public TimeSpan? DurationPlayed { get; init; }

    /// <summary>Whether the listener skipped on, or null if the client does not say.</summary>
    public bool? Skipped { get; init; }
}

/// <summary>A valid submission.</summary>
/// <param name="Type">Its type; single and playing-now carry exactly one listen.</param>
/// <param name="Listens">The listens in the order sent.</param>
internal sealed record Submission(SubmissionType Type, IReadOnlyList<SubmittedListen> Listens);
