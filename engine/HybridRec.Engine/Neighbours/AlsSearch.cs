using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Neighbours;

/// <summary>Fits λ, w₀, α and the rank of ALS to plays held out: no rule from the size of the data knows how noisy they are.</summary>
internal static class AlsSearch
{
    private const int UsersPerBlock = 16;

    /// <summary>Ranks that trials are made with: above, a better rank is worth less than the time that trials take.</summary>
    private const int LowRank = 64;
    private const int HighRank = 128;

    /// <summary>Enough to tell settings apart.</summary>
    private const int Iterations = 8;

    /// <summary>By how much fewer dimensions must rank better to be taken: within this, more of them gain from averaging models.</summary>
    private const double ClearlyBetter = 1.01;

    /// <summary>Steps of λ and of w₀; half as much changes no ranking worth the time.</summary>
    private static readonly float RidgeStep = MathF.Sqrt(2);
    private const float UnobservedStep = 2f;

    /// <summary>Step of α, which tells a play from a hundred: two of them go from 0.2, where both count alike, to 5.</summary>
    private const float AlphaStep = 5f;

    /// <summary>Steps at most in the better direction.</summary>
    private const int Steps = 2;

    /// <summary>Climbs from the given options as long as NDCG on the plays held out gets better.</summary>
    /// <param name="heldOut">The plays.</param>
    /// <param name="als">The options to start from.</param>
    /// <param name="options">List length and threads.</param>
    /// <param name="progress">Told of every iteration.</param>
    /// <param name="cancellationToken">Stops within an iteration.</param>
    /// <returns>The options with α times 1/25 to 25, λ and w₀ each times ¼ to 4 beside what α moves them by, and the rank or 64.</returns>
    /// <remarks>
    /// At most thirteen models of half the rank, 64 at most, for λ, w₀ and α, whose best values hardly depend on the rank:
    /// λ and w₀ one after the other, α where play counts differ, and λ again where w₀ or α has changed. Where the rank is
    /// above 64 one of 64 and one of twice that: if twice as many dimensions rank clearly worse, so would still more.
    /// </remarks>
    public static ImplicitAlsOptions Find(
        HeldOutPlays heldOut,
        ImplicitAlsOptions als,
        CollaborativeOptions options,
        IProgress<StageProgress>? progress,
        CancellationToken cancellationToken)
    {
        double Value(ImplicitAlsOptions tried)
        {
            FactorModel model = new ImplicitAls(tried).Fit(heldOut.Train, default, progress, cancellationToken);
            return Ndcg(heldOut, new FactorScorer(model.UserFactors, model.ItemFactors), options, cancellationToken);
        }

        ImplicitAlsOptions best = als with
        {
            Rank = Math.Clamp(als.Rank / 2, 1, LowRank),
            Iterations = Math.Min(als.Iterations, Iterations),
        };
        double value = Value(best);
        Climb(ref best, ref value, Value, WithRidge);
        ImplicitAlsOptions first = best;
        Climb(ref best, ref value, Value, (was, up) => was with
        {
            UnobservedWeight = up ? was.UnobservedWeight * UnobservedStep : was.UnobservedWeight / UnobservedStep,
        });
        if (CountsDiffer(heldOut.Train))
        {
            Climb(ref best, ref value, Value, (was, up) =>
                WithAlpha(was, up ? was.Alpha * AlphaStep : was.Alpha / AlphaStep, heldOut.Train));
        }

        if (best != first)
        {
            Climb(ref best, ref value, Value, WithRidge);
        }

        int rank = als.Rank;
        if (rank > LowRank)
        {
            double low = best.Rank == LowRank ? value : Value(best with { Rank = LowRank });
            rank = low > ClearlyBetter * Value(best with { Rank = Math.Min(rank, HighRank) }) ? LowRank : rank;
        }

        return best with { Rank = rank, Iterations = als.Iterations };
    }

    private static ImplicitAlsOptions WithRidge(ImplicitAlsOptions was, bool up) => was with
    {
        Regularization = up ? was.Regularization * RidgeStep : was.Regularization / RidgeStep,
    };

    /// <summary>Another α in a loss of the same shape: w₀ and the ridges grow as the mean confidence does.</summary>
    /// <remarks>λ_u = λ(n + w₀m)^ν, in which w₀m outweighs n: to grow by s with w₀, λ grows by s^(1 − ν).</remarks>
    private static ImplicitAlsOptions WithAlpha(ImplicitAlsOptions was, float alpha, InteractionMatrix plays)
    {
        ImplicitAlsOptions tried = was with { Alpha = alpha };
        double scale = MeanConfidence(tried, plays) / MeanConfidence(was, plays);
        return tried with
        {
            UnobservedWeight = (float)(was.UnobservedWeight * scale),
            Regularization = (float)(was.Regularization * Math.Pow(scale, 1 - was.FrequencyExponent)),
        };
    }

    private static double MeanConfidence(ImplicitAlsOptions als, InteractionMatrix plays)
    {
        double sum = 0;
        for (int user = 0; user < plays.RowCount; user++)
        {
            foreach (float count in plays.Values(user))
            {
                sum += als.Confidence(count);
            }
        }

        return sum / plays.Count;
    }

    private static bool CountsDiffer(InteractionMatrix plays)
    {
        float? first = null;
        for (int user = 0; user < plays.RowCount; user++)
        {
            ReadOnlySpan<float> counts = plays.Values(user);
            if (!counts.IsEmpty && counts.ContainsAnyExcept(first ??= counts[0]))
            {
                return true;
            }
        }

        return false;
    }

    private static void Climb(
        ref ImplicitAlsOptions best,
        ref double value,
        Func<ImplicitAlsOptions, double> valueOf,
        Func<ImplicitAlsOptions, bool, ImplicitAlsOptions> step)
    {
        ImplicitAlsOptions start = best;
        foreach (bool up in (ReadOnlySpan<bool>)[false, true])
        {
            for (int taken = 0; taken < Steps; taken++)
            {
                ImplicitAlsOptions tried = step(best, up);
                double next = valueOf(tried);
                if (!(next > value))
                {
                    break;
                }

                (best, value) = (tried, next);
            }

            if (best != start)
            {
                return;
            }
        }
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
                    int listed = Best(row, heldOut.Train.Columns(heldOut.UserRows[at]), scratch.Best);
                    values[at] = heldOut.Ndcg(at, scratch.Best.AsSpan(0, listed), options.ListLength);
                }
            },
            cancellationToken);
        return values.Average();
    }

    private static int Best(Span<float> scores, ReadOnlySpan<int> played, ScoredRow[] best)
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

        return heap.Finish();
    }
}
