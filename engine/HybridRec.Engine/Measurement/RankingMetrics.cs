namespace HybridRec.Engine.Measurement;

/// <summary>Accuracy of one ranked list against held-out items. Averages over users are the caller's.</summary>
/// <remarks>A user without held-out items has no accuracy: leave such users out and say how many.</remarks>
public static class RankingMetrics
{
    /// <summary>Recall@k = hits among the first k ÷ |T|. Not capped at k: with |T| &gt; k it cannot reach 1.</summary>
    /// <param name="list">Item rows, best first, each at most once; a list shorter than k counts as it is.</param>
    /// <param name="heldOut">T, one item or more.</param>
    /// <param name="k">Positions that count, ≥ 1.</param>
    /// <exception cref="ArgumentException">T is empty or k is not positive.</exception>
    public static double RecallAt(ReadOnlySpan<int> list, IReadOnlySet<int> heldOut, int k)
    {
        ThrowIfBad(heldOut, k);
        int hits = 0;
        foreach (int item in list[..Math.Min(k, list.Length)])
        {
            hits += heldOut.Contains(item) ? 1 : 0;
        }

        return (double)hits / heldOut.Count;
    }

    /// <summary>NDCG@k, binary: Σ over hits of 1 ÷ log₂(position + 1), ÷ the same sum for min(k, |T|) hits on top.</summary>
    /// <param name="list">Item rows, best first, each at most once.</param>
    /// <param name="heldOut">T, one item or more.</param>
    /// <param name="k">Positions that count, ≥ 1.</param>
    /// <exception cref="ArgumentException">T is empty or k is not positive.</exception>
    /// <remarks>Järvelin &amp; Kekäläinen, TOIS 2002; ideal cut at min(k, |T|) as in implicit and LensKit, not at |T| as in MyMediaLite.</remarks>
    public static double NdcgAt(ReadOnlySpan<int> list, IReadOnlySet<int> heldOut, int k)
    {
        ThrowIfBad(heldOut, k);
        double gain = 0;
        for (int at = 0; at < Math.Min(k, list.Length); at++)
        {
            gain += heldOut.Contains(list[at]) ? Discount(at + 1) : 0;
        }

        double ideal = 0;
        for (int at = 0; at < Math.Min(k, heldOut.Count); at++)
        {
            ideal += Discount(at + 1);
        }

        return gain / ideal;
    }

    private static double Discount(int position) => 1 / Math.Log2(position + 1);

    private static void ThrowIfBad(IReadOnlySet<int> heldOut, int k)
    {
        ArgumentNullException.ThrowIfNull(heldOut);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        if (heldOut.Count == 0)
        {
            throw new ArgumentException("A user without held-out items has no accuracy; leave them out.", nameof(heldOut));
        }
    }
}
