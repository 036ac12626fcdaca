namespace HybridRec.Engine.Measurement;

/// <summary>Jensen–Shannon distance between two distributions.</summary>
public static class JensenShannon
{
    /// <summary>√(½ KL(p ‖ m) + ½ KL(q ‖ m)) with m = (p + q) ÷ 2 and logarithms to base 2.</summary>
    /// <param name="p">Weights ≥ 0, any sum: they are normalised.</param>
    /// <param name="q">Weights ≥ 0 over the same events.</param>
    /// <returns>In [0, 1]: 0 for equal distributions, 1 for disjoint ones; NaN if either has no weight at all.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <remarks>
    /// A metric (Endres &amp; Schindelin, IEEE Trans. Inf. Theory 2003), finite where one side is zero, which the
    /// Kullback–Leibler divergence of Steck (RecSys 2018) is not. O(events).
    /// </remarks>
    public static double Distance(ReadOnlySpan<double> p, ReadOnlySpan<double> q)
    {
        if (p.Length != q.Length)
        {
            throw new ArgumentException($"{p.Length} and {q.Length} weights are not over the same events.", nameof(q));
        }

        double pAll = 0;
        double qAll = 0;
        for (int at = 0; at < p.Length; at++)
        {
            pAll += p[at];
            qAll += q[at];
        }

        if (pAll == 0 || qAll == 0)
        {
            return double.NaN;
        }

        double sum = 0;
        for (int at = 0; at < p.Length; at++)
        {
            double left = p[at] / pAll;
            double right = q[at] / qAll;
            sum += Half(left, right) + Half(right, left);
        }

        // Rounding may leave a hair below 0 or above 1.
        return Math.Sqrt(Math.Clamp(sum, 0, 1));
    }

    private static double Half(double p, double q) => p == 0 ? 0 : 0.5 * p * Math.Log2(2 * p / (p + q));
}
