namespace HybridRec.Engine.Measurement;

/// <summary>How a catalogue is shown by all lists together.</summary>
public static class Exposure
{
    /// <summary>How often each item stands among the first k of any list.</summary>
    /// <param name="lists">The lists.</param>
    /// <param name="k">Positions that count, ≥ 1.</param>
    /// <param name="items">Size of the catalogue.</param>
    /// <returns>Shape (items).</returns>
    public static int[] CountAt(RankedLists lists, int k, int items)
    {
        ArgumentNullException.ThrowIfNull(lists);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        int[] shown = new int[items];
        for (int index = 0; index < lists.Count; index++)
        {
            ReadOnlySpan<int> list = lists.Items(index);
            foreach (int item in list[..Math.Min(k, list.Length)])
            {
                shown[item]++;
            }
        }

        return shown;
    }

    /// <summary>Catalogue coverage@k: share of the catalogue, cold items too, that stands in any list.</summary>
    /// <param name="shown">How often each item is shown.</param>
    /// <returns>In [0, 1]; 0 for an empty catalogue. Depends on the number of lists: compare at equal numbers only.</returns>
    /// <remarks>Ge, Delgado-Battenfeld &amp; Jannach, RecSys 2010.</remarks>
    public static double CatalogueCoverageAt(ReadOnlySpan<int> shown) =>
        shown.IsEmpty ? 0 : (double)(shown.Length - shown.Count(0)) / shown.Length;

    /// <summary>Gini index of exposure over the whole catalogue: 0 if all items are shown equally often, 1 if one item is all that is shown.</summary>
    /// <param name="shown">x_i, how often each item is shown, never-shown items too.</param>
    /// <returns>In [0, 1]; 0 where nothing is shown or the catalogue has one item.</returns>
    /// <remarks>
    /// Σ_j (2j − n − 1) x_(j) ÷ ((n − 1) Σ x), x_(j) ascending, j from 1 (Castells, Hurley &amp; Vargas, Recommender
    /// Systems Handbook 2015, ch. 26). The n − 1 makes 1 reachable; with n it would end at 1 − 1/n. O(n log n).
    /// </remarks>
    public static double Gini(ReadOnlySpan<int> shown)
    {
        int[] ascending = shown.ToArray();
        Array.Sort(ascending);
        double weighted = 0;
        double all = 0;
        for (int at = 0; at < ascending.Length; at++)
        {
            weighted += ((2.0 * (at + 1)) - ascending.Length - 1) * ascending[at];
            all += ascending[at];
        }

        return all == 0 || ascending.Length < 2 ? 0 : weighted / ((ascending.Length - 1) * all);
    }
}
