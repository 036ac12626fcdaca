using HybridRec.Engine.Listens;

namespace HybridRec.Engine.Interactions;

/// <summary>What one listener showed of one track, added up: what training and fold-in both take their evidence from.</summary>
/// <param name="Plays">r_ui: plays by <see cref="PlayRule"/> and counts without times, ≥ 0.</param>
/// <param name="Skips">Early skips, ≥ 0.</param>
/// <param name="Word">The newest word: Like, Dislike or Skip; null where nothing was said.</param>
/// <param name="LastPlayed">When the newest play that has a time started, unix seconds; null without one.</param>
public readonly record struct TrackSignals(double Plays, int Skips, FeedbackKind? Word, long? LastPlayed)
{
    /// <summary>When <see cref="Word"/> was said, unix seconds; null where nothing was said, or not when.</summary>
    public long? SaidAt { get; init; }

    /// <summary>Whether nothing is known.</summary>
    public bool IsEmpty => Plays == 0 && Skips == 0 && Word is null;

    /// <summary>Adds a listen: a play, or an early skip.</summary>
    /// <param name="listen">The listen.</param>
    /// <param name="trackDuration">The track's playing time, or null if unknown.</param>
    public TrackSignals With(Listen listen, TimeSpan? trackDuration)
    {
        ArgumentNullException.ThrowIfNull(listen);
        float plays = PlayRule.Weight(listen, trackDuration);
        long at = listen.ListenedAt.ToUnixTimeSeconds();
        return plays == 0
            ? this with { Skips = Skips + 1 }
            : this with { Plays = Plays + plays, LastPlayed = LastPlayed > at ? LastPlayed : at };
    }

    /// <summary>Adds a play count without times.</summary>
    /// <param name="count">The count.</param>
    /// <param name="lastPlayed">When the newest of them started, unix seconds, where that alone is known.</param>
    public TrackSignals With(PlayCount count, long? lastPlayed = null)
    {
        ArgumentNullException.ThrowIfNull(count);
        ArgumentOutOfRangeException.ThrowIfNegative(count.Count);
        return this with
        {
            Plays = Plays + count.Count,
            LastPlayed = LastPlayed >= lastPlayed || lastPlayed is null ? LastPlayed : lastPlayed,
        };
    }

    /// <summary>Takes a newer word; <see cref="FeedbackKind.Clear"/> takes the old one back.</summary>
    /// <param name="word">Like, Dislike, Skip or Clear.</param>
    /// <param name="saidAt">When, unix seconds; null where that does not matter.</param>
    public TrackSignals With(FeedbackKind word, long? saidAt = null) => word == FeedbackKind.Clear
        ? this with { Word = null, SaidAt = null }
        : this with { Word = word, SaidAt = saidAt };

    /// <summary>The rule: what speaks for the track and what against it.</summary>
    /// <param name="options">Weights.</param>
    /// <returns>
    /// <c>For</c>, in plays: the confidence c(For) of preference 1. <c>Against</c>, in confidences of one play: the
    /// confidence Against · c(1) of preference 0. Both enter the loss, c(1 − x·y)² + c⁻(0 − x·y)², so a skip lowers what
    /// the plays say, and is no play taken back.
    /// </returns>
    /// <remarks>
    /// <code>
    /// word        For               Against
    /// none, skip  plays             min(skips · SkipWeight, DislikeWeight)
    /// like        plays + LikePlays 0
    /// dislike     0                 DislikeWeight
    /// </code>
    /// A skip that was logged as a listen and told as a word as well is one skip.
    /// </remarks>
    public (float For, float Against) Weigh(EvidenceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        int skips = Word == FeedbackKind.Skip ? Math.Max(Skips, 1) : Skips;
        return Word switch
        {
            FeedbackKind.Like => ((float)(Plays + options.LikePlays), 0),
            FeedbackKind.Dislike => (0, options.DislikeWeight),
            _ => ((float)Plays, Math.Min(skips * options.SkipWeight, options.DislikeWeight)),
        };
    }
}
