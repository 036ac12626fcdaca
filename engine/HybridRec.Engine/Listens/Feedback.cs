using HybridRec.Engine.Catalogue;

namespace HybridRec.Engine.Listens;

/// <summary>What a listener says of a track or an artist.</summary>
public enum FeedbackKind
{
    /// <summary>More like this.</summary>
    Like,

    /// <summary>Never this track again.</summary>
    Dislike,

    /// <summary>Skipped on; weak evidence against.</summary>
    Skip,

    /// <summary>Never anything by this artist.</summary>
    NeverArtist,

    /// <summary>Takes back whatever was said of this track (or, with an artist only, of the artist).</summary>
    Clear,
}

/// <summary>One feedback event, immutable; the newest about a track or an artist counts.</summary>
/// <param name="User">Whose feedback.</param>
/// <param name="Kind">What they say.</param>
/// <param name="Track">The track; null only for feedback about an artist.</param>
/// <param name="Artist">The artist's name for <see cref="FeedbackKind.NeverArtist"/> (and its Clear); else null.</param>
/// <param name="At">When.</param>
public sealed record Feedback(UserId User, FeedbackKind Kind, TrackId? Track, string? Artist, DateTimeOffset At);
