using System.Numerics.Tensors;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;

namespace HybridRec.Evaluation.Lineup.Rivals;

/// <summary>Picks a list among one listener's candidates. Thread-safe.</summary>
internal abstract class RivalRule
{
    /// <summary>Picks.</summary>
    /// <param name="userRow">The listener.</param>
    /// <param name="items">Candidates, item rows, most relevant first.</param>
    /// <param name="relevance">s of each.</param>
    /// <param name="count">Positions wanted; fewer where there are fewer candidates.</param>
    /// <returns>Indexes into the candidates, in the order of the list.</returns>
    public abstract int[] Pick(int userRow, int[] items, float[] relevance, int count);

    /// <summary>The best by a value that does not change: (1 − a)·s + a·other, both standardised over the candidates.</summary>
    protected static int[] Mixed(float[] relevance, float[] other, double share, int count)
    {
        float[] s = Standardised(relevance);
        float[] o = Standardised(other);
        return
        [
            .. Enumerable.Range(0, s.Length)
                .OrderByDescending(i => ((1 - share) * s[i]) + (share * o[i]))
                .ThenBy(i => i)
                .Take(count),
        ];
    }

    /// <summary>Relevance from 0, the least of the candidates, to 1; 1 for all where all are alike.</summary>
    protected static double[] Scaled(float[] relevance)
    {
        if (relevance.Length == 0)
        {
            return [];
        }

        float low = relevance.Min();
        float range = relevance.Max() - low;
        return Array.ConvertAll(relevance, value => range > 0 ? (value - low) / (double)range : 1);
    }

    /// <summary>Picks the highest value again and again; a lower index first among equals.</summary>
    /// <param name="candidates">Their number.</param>
    /// <param name="count">Positions wanted.</param>
    /// <param name="value">Value of a candidate as things stand.</param>
    /// <param name="picked">Told what was picked.</param>
    protected static int[] Greedy(int candidates, int count, Func<int, double> value, Action<int> picked)
    {
        bool[] used = new bool[candidates];
        int[] picks = new int[Math.Min(count, candidates)];
        for (int place = 0; place < picks.Length; place++)
        {
            int best = -1;
            double highest = double.NegativeInfinity;
            for (int i = 0; i < candidates; i++)
            {
                if (!used[i] && value(i) is var own && (best < 0 || own > highest))
                {
                    (best, highest) = (i, own);
                }
            }

            picks[place] = best;
            used[best] = true;
            picked(best);
        }

        return picks;
    }

    private static float[] Standardised(float[] values)
    {
        if (values.Length == 0)
        {
            return [];
        }

        float mean = TensorPrimitives.Average<float>(values);
        float deviation = TensorPrimitives.StdDev<float>(values);
        return Array.ConvertAll(values, value => deviation > 0 ? (value - mean) / deviation : 0);
    }
}

/// <summary>The probe: (1 − a)·s + a·z, z the popularity-free relevance (Decision 3 of the architecture).</summary>
internal sealed class RelativeMix(RelativePreference relative, double share) : RivalRule
{
    public override int[] Pick(int userRow, int[] items, float[] relevance, int count) => Mixed(
        relevance, [.. items.Select((item, i) => relative.Of(item, relevance[i]))], share, count);
}

/// <summary>(1 − a)·s − a·ln(1 + n_i): relevance less the logarithm of the number of listeners (after Steck, RecSys 2011).</summary>
internal sealed class PopularityDiscount(int[] listeners, double share) : RivalRule
{
    public override int[] Pick(int userRow, int[] items, float[] relevance, int count) => Mixed(
        relevance, Array.ConvertAll(items, item => -MathF.Log(1 + listeners[item])), share, count);
}

/// <summary>MMR: (1 − λ)·s − λ·the largest cosine with anything picked (Carbonell &amp; Goldstein, SIGIR 1998).</summary>
internal sealed class MaximalMarginalRelevance(FactorMatrix factors, double share) : RivalRule
{
    private readonly float[] _norms =
        [.. Enumerable.Range(0, factors.Rows).Select(item => TensorPrimitives.Norm<float>(factors.Row(item)))];

    public override int[] Pick(int userRow, int[] items, float[] relevance, int count)
    {
        double[] s = Scaled(relevance);
        double[] closest = new double[items.Length];
        return Greedy(
            items.Length,
            count,
            i => ((1 - share) * s[i]) - (share * closest[i]),
            pick =>
            {
                for (int i = 0; i < items.Length; i++)
                {
                    double norms = _norms[items[i]] * (double)_norms[items[pick]];
                    double cosine = norms > 0 ? TensorPrimitives.Dot<float>(factors.Row(items[i]), factors.Row(items[pick])) / norms : 0;
                    closest[i] = Math.Max(closest[i], cosine);
                }
            });
    }
}

/// <summary>
/// xQuAD: (1 − λ)·s + λ·Σ_t P(t|u)·P(i|t)·Π_j (1 − P(j|t)) over the picked j, aspects t of the listener's history, P(i|t) = s of
/// an item that has t (Santos, Macdonald &amp; Ounis, WWW 2010).
/// </summary>
internal sealed class ExplicitAspects(Aspects aspects, InteractionMatrix train, double share) : RivalRule
{
    public override int[] Pick(int userRow, int[] items, float[] relevance, int count)
    {
        double[] s = Scaled(relevance);
        double[] wanted = aspects.SharesOf(train, userRow);
        return Greedy(
            items.Length,
            count,
            i => ((1 - share) * s[i]) + (share * s[i] * Sum(aspects.Of[items[i]], wanted)),
            pick =>
            {
                foreach (int aspect in aspects.Of[items[pick]])
                {
                    wanted[aspect] *= 1 - s[pick];
                }
            });
    }

    private static double Sum(int[] own, double[] wanted)
    {
        double sum = 0;
        foreach (int aspect in own)
        {
            sum += wanted[aspect];
        }

        return sum;
    }
}
