namespace HybridRec.Engine.Measurement;

/// <summary>Accuracy of one ranked list against held-out items. Averages over users are the caller's.</summary>
/// <remarks>
/// Notation: L the list, T the held-out items, hit(p) 1 if the item at position p (1-based) is in T, else 0. All are in
/// [0, 1]. A list shorter than k counts as it is: what is not shown is not found; an empty list has 0 throughout.
/// A user without held-out items has no accuracy: leave such users out and say how many. Each is O(k).
/// </remarks>
public static class RankingMetrics
{
    // Logarithms take longer than all the rest; lists beyond the table are rare.
    private static readonly double[] Discounts = [.. Enumerable.Range(1, 1_000).Select(position => 1 / Math.Log2(position + 1))];

    /// <summary>Marks which places of a list are hits.</summary>
    /// <param name="list">Item rows, best first, each at most once.</param>
    /// <param name="heldOut">T.</param>
    /// <returns>Shape (list).</returns>
    public static bool[] Hits(ReadOnlySpan<int> list, IReadOnlySet<int> heldOut)
    {
        ArgumentNullException.ThrowIfNull(heldOut);
        bool[] hits = new bool[list.Length];
        for (int at = 0; at < list.Length; at++)
        {
            hits[at] = heldOut.Contains(list[at]);
        }

        return hits;
    }

    /// <summary>Recall@k = hits among the first k ÷ |T|. Not capped at k: with |T| &gt; k it cannot reach 1.</summary>
    /// <param name="hits">Which places are hits, see <see cref="Hits"/>.</param>
    /// <param name="heldOut">|T|, ≥ 1.</param>
    /// <param name="k">Positions that count, ≥ 1.</param>
    /// <exception cref="ArgumentException">T is empty or k is not positive.</exception>
    /// <remarks>RecPack's <c>RecallK</c>; LensKit's <c>Recall</c> is our <see cref="CappedRecallAt"/>.</remarks>
    public static double RecallAt(ReadOnlySpan<bool> hits, int heldOut, int k)
    {
        ThrowIfBad(heldOut, k);
        return (double)CountHits(hits, k) / heldOut;
    }

    /// <summary>Recall@k of a list, as above.</summary>
    /// <param name="list">Item rows, best first, each at most once; a list shorter than k counts as it is.</param>
    /// <param name="heldOut">T, one item or more.</param>
    /// <param name="k">Positions that count, ≥ 1.</param>
    /// <exception cref="ArgumentException">T is empty or k is not positive.</exception>
    public static double RecallAt(ReadOnlySpan<int> list, IReadOnlySet<int> heldOut, int k) =>
        RecallAt(Hits(list, heldOut), heldOut.Count, k);

    /// <summary>Capped recall@k = hits among the first k ÷ min(k, |T|), which can reach 1 whatever |T|.</summary>
    /// <param name="hits">Which places are hits.</param>
    /// <param name="heldOut">|T|, ≥ 1.</param>
    /// <param name="k">Positions that count, ≥ 1.</param>
    /// <exception cref="ArgumentException">T is empty or k is not positive.</exception>
    /// <remarks>
    /// LensKit's <c>Recall</c> with k, RecPack's <c>CalibratedRecallK</c>. implicit's <c>precision_at_k</c> pools hits and
    /// denominators over users instead of averaging: do not compare by name.
    /// </remarks>
    public static double CappedRecallAt(ReadOnlySpan<bool> hits, int heldOut, int k)
    {
        ThrowIfBad(heldOut, k);
        return (double)CountHits(hits, k) / Math.Min(k, heldOut);
    }

    /// <summary>NDCG@k, binary: Σ over hits of 1 ÷ log₂(position + 1), ÷ the same sum for min(k, |T|) hits on top.</summary>
    /// <param name="hits">Which places are hits.</param>
    /// <param name="heldOut">|T|, ≥ 1.</param>
    /// <param name="k">Positions that count, ≥ 1.</param>
    /// <exception cref="ArgumentException">T is empty or k is not positive.</exception>
    /// <remarks>Järvelin &amp; Kekäläinen, TOIS 2002; ideal cut at min(k, |T|) as in implicit and LensKit, not at |T| as in MyMediaLite.</remarks>
    public static double NdcgAt(ReadOnlySpan<bool> hits, int heldOut, int k)
    {
        ThrowIfBad(heldOut, k);
        double gain = 0;
        for (int at = 0; at < Math.Min(k, hits.Length); at++)
        {
            gain += hits[at] ? Discount(at + 1) : 0;
        }

        double ideal = 0;
        for (int at = 0; at < Math.Min(k, heldOut); at++)
        {
            ideal += Discount(at + 1);
        }

        return gain / ideal;
    }

    /// <summary>NDCG@k of a list, as above.</summary>
    /// <param name="list">Item rows, best first, each at most once.</param>
    /// <param name="heldOut">T, one item or more.</param>
    /// <param name="k">Positions that count, ≥ 1.</param>
    /// <exception cref="ArgumentException">T is empty or k is not positive.</exception>
    public static double NdcgAt(ReadOnlySpan<int> list, IReadOnlySet<int> heldOut, int k) =>
        NdcgAt(Hits(list, heldOut), heldOut.Count, k);

    /// <summary>AP@k = Σ over hits of (hits up to this position ÷ position), ÷ min(k, |T|); MAP@k is its mean over users.</summary>
    /// <param name="hits">Which places are hits.</param>
    /// <param name="heldOut">|T|, ≥ 1.</param>
    /// <param name="k">Positions that count, ≥ 1.</param>
    /// <exception cref="ArgumentException">T is empty or k is not positive.</exception>
    /// <remarks>
    /// Average precision: Buckley &amp; Voorhees, SIGIR 2000. Divided by the most hits the list can hold, so that 1 is
    /// reachable, as in implicit's <c>mean_average_precision_at_k</c>; TREC divides by |T|.
    /// </remarks>
    public static double AveragePrecisionAt(ReadOnlySpan<bool> hits, int heldOut, int k)
    {
        ThrowIfBad(heldOut, k);
        int found = 0;
        double sum = 0;
        for (int at = 0; at < Math.Min(k, hits.Length); at++)
        {
            if (hits[at])
            {
                found++;
                sum += (double)found / (at + 1);
            }
        }

        return sum / Math.Min(k, heldOut);
    }

    /// <summary>RR@k = 1 ÷ the position of the first hit, 0 if there is none in the first k; MRR@k is its mean over users.</summary>
    /// <param name="hits">Which places are hits.</param>
    /// <param name="k">Positions that count, ≥ 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">k is not positive.</exception>
    /// <remarks>Voorhees, "The TREC-8 Question Answering Track Report", TREC 1999.</remarks>
    public static double ReciprocalRankAt(ReadOnlySpan<bool> hits, int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        int first = hits[..Math.Min(k, hits.Length)].IndexOf(true);
        return first < 0 ? 0 : 1.0 / (first + 1);
    }

    /// <summary>Hit rate@k: 1 if any of the first k is a hit, else 0.</summary>
    /// <param name="hits">Which places are hits.</param>
    /// <param name="k">Positions that count, ≥ 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">k is not positive.</exception>
    /// <remarks>Deshpande &amp; Karypis, "Item-based top-N recommendation algorithms", TOIS 2004, for any |T|.</remarks>
    public static double HitRateAt(ReadOnlySpan<bool> hits, int k) => ReciprocalRankAt(hits, k) > 0 ? 1 : 0;

    private static int CountHits(ReadOnlySpan<bool> hits, int k) => hits[..Math.Min(k, hits.Length)].Count(true);

    private static double Discount(int position) =>
        position <= Discounts.Length ? Discounts[position - 1] : 1 / Math.Log2(position + 1);

    private static void ThrowIfBad(int heldOut, int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        if (heldOut < 1)
        {
            throw new ArgumentException("A user without held-out items has no accuracy; leave them out.", nameof(heldOut));
        }
    }
}
