using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Listens;

namespace HybridRec.Engine.Serving;

/// <summary>A listener's history as evidence on the rows of one model: one piece per track, by ascending row.</summary>
/// <remarks>
/// Plays (with <see cref="RecommenderOptions.LikePlays"/> more for a like) are evidence for a track, c(1 − x·y)². A skip
/// adds evidence against, c(0 − x·y)², and takes no play back: both together are c(p − x·y)² with the summed confidence
/// and the share of the play in it. A dislike replaces the plays. Tracks the model does not know, and plays of artists
/// never to be shown, are left out.
/// </remarks>
internal static class ListenerEvidence
{
    /// <summary>A piece of evidence and the part of its confidence that speaks for the track.</summary>
    public readonly record struct Piece(Evidence Evidence, float Plays)
    {
        /// <summary>c·p: the confidence that speaks for the track.</summary>
        public float Positive => Evidence.Confidence * Evidence.Preference;
    }

    public static List<Piece> From(
        ServingModel model, ListenerHistory history, IReadOnlySet<int> neverArtists, RecommenderOptions options)
    {
        ImplicitAlsOptions confidence = model.FoldInOptions;
        List<Piece> pieces = [];
        foreach (TrackId track in history.PlayCounts.Keys.Union(history.Feedback.Keys))
        {
            if (!model.Tracks.TryGetRow(track, out int row))
            {
                continue;
            }

            float plays = history.PlayCounts.GetValueOrDefault(track);
            FeedbackKind? word = history.Feedback.TryGetValue(track, out FeedbackKind kind) ? kind : null;
            plays += word == FeedbackKind.Like ? options.LikePlays : 0;
            if (word == FeedbackKind.Dislike || neverArtists.Contains(model.Artists[row]))
            {
                plays = 0;
            }

            float speaksFor = plays > 0 ? confidence.Confidence(plays) : 0;
            float against = word switch
            {
                FeedbackKind.Dislike => confidence.Confidence(options.DislikePlays),
                FeedbackKind.Skip => options.SkipShare * confidence.Confidence(1),
                _ => 0,
            };
            float total = speaksFor + against;
            if (total > 0)
            {
                pieces.Add(new Piece(new Evidence(row, total, speaksFor / total), plays));
            }
        }

        pieces.Sort((left, right) => left.Evidence.Row.CompareTo(right.Evidence.Row));
        return pieces;
    }
}
