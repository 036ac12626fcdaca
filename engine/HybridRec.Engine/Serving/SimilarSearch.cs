using HybridRec.Engine.Numerics;
using HybridRec.Engine.Retrieval;

namespace HybridRec.Engine.Serving;

/// <summary>Finds the rows most similar to one row. O(tracks · rank).</summary>
internal static class SimilarSearch
{
    /// <returns>Rows and cosines, most similar first; empty where the row cannot be compared in that sense.</returns>
    public static ScoredRow[] Find(ServingModel model, int row, SimilarBy by, int count, Func<int, bool> isUnwanted)
    {
        bool byEar = by == SimilarBy.Audio || (by == SimilarBy.Blend && model.BlendedNorms[row] == 0);
        FactorMatrix? vectors = byEar ? model.AudioEmbeddings : model.BlendedItems;
        ReadOnlySpan<float> norms = byEar ? model.AudioNorms : model.BlendedNorms;
        if (vectors is null || !Qualifies(model, norms, row, by))
        {
            return [];
        }

        float[] scores = new float[norms.Length];
        ExactSearch.ScoreAll(vectors.Row(row), vectors, scores);
        bool[] excluded = new bool[norms.Length];
        for (int other = 0; other < scores.Length; other++)
        {
            excluded[other] = other == row
                || !Qualifies(model, norms, other, by)
                || isUnwanted(other);
            scores[other] = excluded[other] ? 0 : Math.Clamp(scores[other] / (norms[row] * norms[other]), -1, 1);
        }

        ScoredRow[] best = new ScoredRow[count];
        return best[..ExactSearch.TopN(scores, excluded, best)];
    }

    /// <summary>In what two rows are similar, in words.</summary>
    public static string Why(ServingModel model, int row, int other, SimilarBy by)
    {
        bool played = model.UserCounts[row] > 0 && model.UserCounts[other] > 0;
        bool heard = model.AudioNorms[row] > 0 && model.AudioNorms[other] > 0;
        return by switch
        {
            SimilarBy.Audio => "sounds alike",
            SimilarBy.Listening => "played by the same listeners",
            _ when played && heard && model.AudioCosine(row, other) > 0.5f => "played by the same listeners and sounds alike",
            _ when played => "played by the same listeners",
            _ when heard => "sounds alike",
            _ => "sounds like what the same listeners play",
        };
    }

    private static bool Qualifies(ServingModel model, ReadOnlySpan<float> norms, int row, SimilarBy by) =>
        norms[row] > 0 && (by != SimilarBy.Listening || model.UserCounts[row] > 0);
}
