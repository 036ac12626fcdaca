using HybridRec.Engine.Interactions;

namespace HybridRec.Engine.Measurement;

/// <summary>Popularity π: the play-weighted mid-percentile, 0 to 100.</summary>
/// <remarks>
/// π_i = 100 × (training pairs on items with fewer users than i + half of those on items with equally many) ÷ all pairs.
/// The mean over all training pairs is 50, so 50 is what people really play; an item nobody played has 0.
/// </remarks>
public static class PopularityPercentile
{
    /// <summary>π of every item from its number of users.</summary>
    /// <param name="userCounts">n_i, shape (items), each ≥ 0.</param>
    /// <returns>π, shape (items); all 0 where nobody played anything.</returns>
    /// <exception cref="ArgumentException">A count is negative; the message names the item.</exception>
    /// <remarks>O(items · log items).</remarks>
    public static float[] Of(ReadOnlySpan<int> userCounts) => Array.ConvertAll(Exact(userCounts), exact => (float)exact);

    /// <summary>As above in double precision, for figures that others are to recompute.</summary>
    /// <param name="userCounts">n_i, shape (items), each ≥ 0.</param>
    /// <returns>π, shape (items).</returns>
    /// <exception cref="ArgumentException">A count is negative; the message names the item.</exception>
    public static double[] Exact(ReadOnlySpan<int> userCounts)
    {
        int[] counts = userCounts.ToArray();
        int[] order = new int[counts.Length];
        long pairs = 0;
        for (int item = 0; item < counts.Length; item++)
        {
            if (counts[item] < 0)
            {
                throw new ArgumentException($"Item {item} has {counts[item]} users.", nameof(userCounts));
            }

            order[item] = item;
            pairs += counts[item];
        }

        double[] percentiles = new double[counts.Length];
        if (pairs == 0)
        {
            return percentiles;
        }

        Array.Sort(counts, order);
        long fewer = 0;
        for (int start = 0; start < counts.Length;)
        {
            int end = start;
            while (end < counts.Length && counts[end] == counts[start])
            {
                end++;
            }

            long equal = (long)counts[start] * (end - start);
            double percentile = 100.0 * (fewer + (equal / 2.0)) / pairs;
            foreach (int item in order.AsSpan(start, end - start))
            {
                percentiles[item] = percentile;
            }

            fewer += equal;
            start = end;
        }

        return percentiles;
    }

    /// <summary>π of every item of a training matrix.</summary>
    /// <param name="interactions">Play counts, users × items.</param>
    /// <returns>π, shape (items).</returns>
    public static float[] Of(InteractionMatrix interactions)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        return Of(interactions.Transpose().CountPairsByRow());
    }
}
