using HybridRec.Engine.Catalogue;

namespace HybridRec.Jobs.Imports;

/// <summary>What one entry of an imported file turned out to be. A closed set: match all cases.</summary>
/// <param name="Number">1-based number of the line (or of the entry, in a JSON array) it came from.</param>
internal abstract record ImportRow(long Number)
{
    /// <summary>One play with its time.</summary>
    /// <param name="Number">See <see cref="ImportRow.Number"/>.</param>
    /// <param name="User">The listener's name; null where the file is of one listener and does not say.</param>
    /// <param name="Track">What was played.</param>
    /// <param name="ListenedAt">When playback started, whole seconds.</param>
    internal sealed record Play(long Number, string? User, TrackDescription Track, DateTimeOffset ListenedAt)
        : ImportRow(Number)
    {
        public TimeSpan? DurationPlayed { get; init; }

        public bool? Skipped { get; init; }

        public string? Metadata { get; init; }
    }

    /// <summary>How often somebody played an item, without times.</summary>
    /// <param name="Number">See <see cref="ImportRow.Number"/>.</param>
    /// <param name="User">The listener's name.</param>
    /// <param name="Track">The item; its external id is never null.</param>
    /// <param name="PlayCount">How often, 1 to 2^53.</param>
    internal sealed record Count(long Number, string User, TrackDescription Track, long PlayCount) : ImportRow(Number);

    /// <summary>An entry that cannot be used.</summary>
    /// <param name="Number">See <see cref="ImportRow.Number"/>.</param>
    /// <param name="Reason">Why, from a small fixed set of sentences, so that reasons can be counted.</param>
    /// <param name="Value">The offending value, or null.</param>
    internal sealed record Rejected(long Number, string Reason, string? Value = null) : ImportRow(Number);
}
