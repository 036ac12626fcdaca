using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Neighbours;

/// <summary>Finds what to multiply λ of ALS by: no rule from the size of the data knows how noisy they are.</summary>
internal static class RidgeSearch
{
    private const int UsersPerBlock = 16;

    /// <summary>A step; half as much changes no ranking worth the time.</summary>
    private static readonly float Step = MathF.Sqrt(2);

    private const int HighestRank = 64;

    /// <summary>Steps at most in the better direction: from a half to twice.</summary>
    private const int Steps = 2;

    /// <summary>Climbs from 1 as long as NDCG on the plays held out gets better.</summary>
    /// <param name="heldOut">The plays.</param>
    /// <param name="als">The options to start from.</param>
    /// <param name="options">List length and threads.</param>
    /// <param name="progress">Told of every iteration.</param>
    /// <param name="cancellationToken">Stops within an iteration.</param>
    /// <returns>½, 1/√2, 1, √2 or 2.</returns>
    /// <remarks>At most four models of half the rank, 64 at most: the best λ hardly depends on the rank.</remarks>
    public static float Find(
        HeldOutPlays heldOut,
        ImplicitAlsOptions als,
        CollaborativeOptions options,
        IProgress<StageProgress>? progress,
        CancellationToken cancellationToken)
    {
        ImplicitAlsOptions half = als with { Rank = Math.Clamp(als.Rank / 2, 1, HighestRank) };
        double Value(float scale)
        {
            FactorModel model = new ImplicitAls(half with { Regularization = half.Regularization * scale })
                .Fit(heldOut.Train, default, progress, cancellationToken);
            return Ndcg(heldOut, new FactorScorer(model.UserFactors, model.ItemFactors), options, cancellationToken);
        }

        float best = 1f;
        double value = Value(best);
        foreach (float step in new[] { 1 / Step, Step })
        {
            for (int taken = 0; taken < Steps; taken++)
            {
                double next = Value(best * step);
                if (!(next > value))
                {
                    break;
                }

                (best, value) = (best * step, next);
            }

            if (best != 1f)
            {
                break;
            }
        }

        return best;
    }

    private static double Ndcg(
        HeldOutPlays heldOut, FactorScorer scorer, CollaborativeOptions options, CancellationToken cancellationToken)
    {
        double[] values = new double[heldOut.UserRows.Length];
        ParallelBlocks.For(
            values.Length,
            UsersPerBlock,
            options.Threads,
            () => (Scores: new float[UsersPerBlock * scorer.ItemCount], Best: new ScoredRow[options.ListLength]),
            (scratch, _, start, end) =>
            {
                Span<float> scores = scratch.Scores.AsSpan(0, (end - start) * scorer.ItemCount);
                scorer.Score(heldOut.UserRows.AsSpan(start, end - start), scores);
                for (int at = start; at < end; at++)
                {
                    Span<float> row = scores.Slice((at - start) * scorer.ItemCount, scorer.ItemCount);
                    values[at] = heldOut.Ndcg(at, Best(row, heldOut.Train.Columns(heldOut.UserRows[at]), scratch.Best), options.ListLength);
                }
            },
            cancellationToken);
        return values.Average();
    }

    private static int[] Best(Span<float> scores, ReadOnlySpan<int> played, ScoredRow[] best)
    {
        foreach (int item in played)
        {
            scores[item] = float.NegativeInfinity;
        }

        BoundedHeap heap = new(best);
        for (int item = 0; item < scores.Length; item++)
        {
            heap.Offer(item, scores[item]);
        }

        return [.. best.Take(heap.Finish()).Select(row => row.Row)];
    }
}
