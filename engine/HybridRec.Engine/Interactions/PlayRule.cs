using HybridRec.Engine.Listens;

namespace HybridRec.Engine.Interactions;

/// <summary>The one rule by which listens become play counts, in training and in fold-in alike.</summary>
public static class PlayRule
{
    /// <summary>A listen that ended sooner than this counts as an early skip where the source says how long it played.</summary>
    public static readonly TimeSpan EarlySkip = TimeSpan.FromSeconds(30);

    /// <summary>How much one listen adds to r_ui: 0 for an early skip, else 1.</summary>
    /// <param name="listen">The listen.</param>
    /// <param name="trackDuration">The track's playing time, or null if unknown.</param>
    /// <remarks>
    /// An early skip is a listen that played under 30 s and under half of the track (if its length is known), or one
    /// marked as skipped whose played time is unknown. A skip says nothing for the track, so it adds nothing; what
    /// it says against it is for <see cref="TrackSignals.Weigh"/> to say.
    /// </remarks>
    public static float Weight(Listen listen, TimeSpan? trackDuration = null)
    {
        ArgumentNullException.ThrowIfNull(listen);
        if (listen.DurationPlayed is { } played)
        {
            bool shortOfHalf = trackDuration is not { } whole || played < whole / 2;
            return played < EarlySkip && shortOfHalf ? 0f : 1f;
        }

        return listen.Skipped == true ? 0f : 1f;
    }
}
