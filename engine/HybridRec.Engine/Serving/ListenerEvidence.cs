using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Listens;

namespace HybridRec.Engine.Serving;

/// <summary>A listener's history as evidence on the rows of one model: one piece per track, by ascending row.</summary>
/// <remarks>
/// The rule is <see cref="TrackSignals.Weigh"/>, as in training: what speaks for and what speaks against a track are both
/// parts of the loss, c(1 − x·y)² + c⁻(0 − x·y)² = (c + c⁻)(p − x·y)² + const. with p = c ÷ (c + c⁻). With a half-life, c
/// falls with the time since the track was last played. A dislike asks for a preference below 0, which pushes what is near away, and
/// fades by a half-life of its own. Tracks the model does not know, and tracks of artists never to be
/// shown, are left out.
/// </remarks>
internal static class ListenerEvidence
{
    /// <summary>A piece of evidence, the plays that speak for the track, and when the last of them was, unix seconds, if known.</summary>
    public readonly record struct Piece(Evidence Evidence, float Plays, long? LastPlayed)
    {
        /// <summary>c·p: the confidence that speaks for the track.</summary>
        public float Positive => Evidence.Confidence * Math.Max(0, Evidence.Preference);
    }

    public static List<Piece> From(ServingModel model, ListenerHistory history, IReadOnlySet<int> neverArtists)
    {
        ImplicitAlsOptions confidence = model.FoldInOptions;
        List<Piece> pieces = [];
        float[] recency = PlayTimes.Weights(
            [.. history.Signals.Values.Select(signals => signals.LastPlayed)], model.Evidence.HalfLifeDays);
        long? newest = history.Signals.Values.Max(signals => signals.LastPlayed > signals.SaidAt ? signals.LastPlayed : signals.SaidAt ?? signals.LastPlayed);
        int at = 0;
        foreach ((TrackId track, TrackSignals signals) in history.Signals)
        {
            float weight = recency[at++];
            if (!model.Tracks.TryGetRow(track, out int row) || model.Credits(row, neverArtists))
            {
                continue;
            }

            (float plays, float against) = signals.Weigh(model.Evidence);
            if (signals.Word == FeedbackKind.Dislike && against > 0)
            {
                float fading = PlayTimes.Weight(signals.SaidAt, newest, model.Evidence.DislikeHalfLifeDays);
                float confidenceAgainst = fading * confidence.ConfidenceAgainst(against);
                pieces.Add(new Piece(new Evidence(row, confidenceAgainst, -model.Evidence.DislikePush), 0, null));
                continue;
            }

            float speaksFor = plays > 0 ? weight * confidence.Confidence(plays) : 0;
            float total = speaksFor + confidence.ConfidenceAgainst(against);
            if (total > 0)
            {
                pieces.Add(new Piece(new Evidence(row, total, speaksFor / total), plays, signals.LastPlayed));
            }
        }

        pieces.Sort((left, right) => left.Evidence.Row.CompareTo(right.Evidence.Row));
        return pieces;
    }
}
