namespace HybridRec.Engine.Measurement;

/// <summary>What one ranked list is like, whether or not it is right. Averages over users are the caller's.</summary>
/// <remarks>
/// Means are over the items shown, so that a list shorter than k is not taken for one of unpopular or ordinary items; an
/// empty list has no mean (NaN) and its user is left out of this metric. Sums that the protocol divides by k
/// (serendipity, overlap) are divided by k even if the list is shorter. Each is O(k).
/// </remarks>
public static class ListMetrics
{
    /// <summary>Mean of a figure of the items in the first k: mean π with <see cref="PopularityPercentile"/>, novelty with <see cref="Novelty"/>.</summary>
    /// <param name="list">Item rows, best first.</param>
    /// <param name="values">The figure by item row.</param>
    /// <param name="k">Positions that count, ≥ 1.</param>
    /// <returns>The mean, or NaN for an empty list.</returns>
    public static double MeanAt(ReadOnlySpan<int> list, ReadOnlySpan<double> values, int k)
    {
        ReadOnlySpan<int> shown = Shown(list, k);
        double sum = 0;
        foreach (int item in shown)
        {
            sum += values[item];
        }

        return sum / shown.Length;
    }

    /// <summary>Unexpectedness@k: mean over the items shown (Adamopoulos &amp; Tuzhilin, TIST 2014; ours is a distance from the whole history).</summary>
    /// <param name="unexpectedness">Of each item of the list, best first, see <see cref="Unexpectedness"/>.</param>
    /// <param name="k">Positions that count, ≥ 1.</param>
    /// <returns>In [0, 1], or NaN for an empty list.</returns>
    public static double UnexpectednessAt(ReadOnlySpan<double> unexpectedness, int k)
    {
        ReadOnlySpan<double> shown = Shown(unexpectedness, k);
        double sum = 0;
        foreach (double value in shown)
        {
            sum += value;
        }

        return sum / shown.Length;
    }

    /// <summary>Serendipity@k = (1/k) Σ unexpectedness · hit: what was both not to be expected and right.</summary>
    /// <param name="unexpectedness">Of each item of the list, best first.</param>
    /// <param name="hits">Which places are hits, see <see cref="RankingMetrics.Hits"/>.</param>
    /// <param name="k">Positions that count, ≥ 1; also what is divided by.</param>
    /// <returns>In [0, 1]; 0 for an empty list.</returns>
    /// <remarks>The product form of Ge, Delgado-Battenfeld &amp; Jannach, RecSys 2010 (unexpected and useful).</remarks>
    public static double SerendipityAt(ReadOnlySpan<double> unexpectedness, ReadOnlySpan<bool> hits, int k)
    {
        ReadOnlySpan<bool> shown = Shown(hits, k);
        double sum = 0;
        for (int at = 0; at < shown.Length; at++)
        {
            sum += shown[at] ? unexpectedness[at] : 0;
        }

        return sum / k;
    }

    /// <summary>Baseline overlap@k = |L ∩ (A ∪ B)| ÷ k: how much two plain baselines would have shown as well.</summary>
    /// <param name="list">L, item rows, best first.</param>
    /// <param name="first">A baseline's list for the same user; its first k count.</param>
    /// <param name="second">Another baseline's list; its first k count.</param>
    /// <param name="k">Positions that count, ≥ 1; also what is divided by.</param>
    /// <returns>In [0, 1]; 0 for an empty list.</returns>
    /// <remarks>Kaminskas &amp; Bridge, TiiS 2016: surprise as distance from a primitive recommender. O(k²), vectorised.</remarks>
    public static double OverlapAt(ReadOnlySpan<int> list, ReadOnlySpan<int> first, ReadOnlySpan<int> second, int k)
    {
        ReadOnlySpan<int> firstShown = Shown(first, k);
        ReadOnlySpan<int> secondShown = Shown(second, k);
        int both = 0;
        foreach (int item in Shown(list, k))
        {
            both += firstShown.Contains(item) || secondShown.Contains(item) ? 1 : 0;
        }

        return (double)both / k;
    }

    /// <summary>Artists per list: distinct artists among the first k.</summary>
    /// <param name="list">Item rows, best first.</param>
    /// <param name="artists">Artist number by item row, -1 where unknown: such items do not count.</param>
    /// <param name="k">Positions that count, ≥ 1.</param>
    /// <returns>0 to k; 0 for an empty list.</returns>
    public static int ArtistsAt(ReadOnlySpan<int> list, ReadOnlySpan<int> artists, int k)
    {
        ReadOnlySpan<int> shown = Shown(list, k);
        Span<int> own = shown.Length <= 256 ? stackalloc int[shown.Length] : new int[shown.Length];
        for (int at = 0; at < own.Length; at++)
        {
            own[at] = artists[shown[at]];
        }

        own.Sort();
        int distinct = 0;
        for (int at = 0; at < own.Length; at++)
        {
            distinct += own[at] >= 0 && (at == 0 || own[at] != own[at - 1]) ? 1 : 0;
        }

        return distinct;
    }

    /// <summary>Never-heard share@k: share of the items shown that the user had not played in training.</summary>
    /// <param name="heard">For each item of the list, best first, whether it is in the user's history.</param>
    /// <param name="k">Positions that count, ≥ 1.</param>
    /// <returns>In [0, 1], or NaN for an empty list. Always 1 where only unheard items are candidates: then it measures nothing.</returns>
    public static double NeverHeardShareAt(ReadOnlySpan<bool> heard, int k)
    {
        ReadOnlySpan<bool> shown = Shown(heard, k);
        return (double)shown.Count(false) / shown.Length;
    }

    private static ReadOnlySpan<T> Shown<T>(ReadOnlySpan<T> list, int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        return list[..Math.Min(k, list.Length)];
    }
}
