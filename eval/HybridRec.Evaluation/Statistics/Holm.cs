namespace HybridRec.Evaluation.Statistics;

/// <summary>Holm's step-down correction of many tests at once (Holm, Scandinavian Journal of Statistics 1979).</summary>
public static class Holm
{
    /// <summary>Level at which a corrected p counts as significant.</summary>
    public const double Level = 0.05;

    /// <summary>Corrects p values so that the chance of any false alarm among all tests stays below the level asked for.</summary>
    /// <param name="p">p values, each in [0, 1], any order.</param>
    /// <returns>
    /// Corrected values in the same order: the i-th smallest of m becomes min(1, (m − i + 1) · p), and none is smaller than
    /// that of a smaller p.
    /// </returns>
    public static double[] Adjust(IReadOnlyList<double> p)
    {
        ArgumentNullException.ThrowIfNull(p);
        double[] adjusted = new double[p.Count];
        double largest = 0;
        int left = p.Count;
        foreach (int test in Enumerable.Range(0, p.Count).OrderBy(test => p[test]))
        {
            largest = Math.Max(largest, Math.Min(1, left * p[test]));
            adjusted[test] = largest;
            left--;
        }

        return adjusted;
    }
}
