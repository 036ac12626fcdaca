using System.Text;

namespace HybridRec.Engine.Listens;

/// <summary>What a listen must satisfy to be logged, wherever it comes from. Thread-safe.</summary>
/// <remarks>The limits are those of ListenBrainz's <c>submit-listens</c>, so that a history moves between the two whole.</remarks>
public static class ListenRules
{
    /// <summary>Bytes one listen may take on the wire or in an export: 10,240.</summary>
    public const int MaxListenBytes = 10_240;

    /// <summary>The earliest start of playback: 2002-10-01, UTC, when the first such service began.</summary>
    public static readonly DateTimeOffset Earliest = new(2002, 10, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How far a sender's clock may run ahead of ours: 1 h.</summary>
    public static readonly TimeSpan MaxLead = TimeSpan.FromHours(1);

    /// <summary>The longest duration of a track, and of what was played of it: 24 days.</summary>
    public static readonly TimeSpan MaxDuration = TimeSpan.FromDays(24);

    /// <summary>The rule that a start of playback breaks, in words that fit behind its name; null if none.</summary>
    /// <param name="listenedAt">When playback started.</param>
    /// <param name="now">The present.</param>
    public static string? TimeBrokenBy(DateTimeOffset listenedAt, DateTimeOffset now) =>
        listenedAt < Earliest ? "is before 2002-10-01"
        : listenedAt > now + MaxLead ? "is more than 1 h in the future"
        : null;

    /// <summary>Whether a user may be called so: 1 to 100 characters, no control character, no '/'.</summary>
    /// <param name="name">The name, trimmed.</param>
    public static bool IsUserName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length is >= 1 and <= 100
            && !name.Contains('/', StringComparison.Ordinal)
            && !name.EnumerateRunes().Any(rune => Rune.IsControl(rune) || rune == Rune.ReplacementChar);
    }
}
