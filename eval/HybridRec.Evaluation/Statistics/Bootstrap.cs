namespace HybridRec.Evaluation.Statistics;

/// <summary>Bootstrap intervals (Efron 1979; Efron &amp; Tibshirani 1993, ch. 13: percentile method).</summary>
public static class Bootstrap
{
    /// <summary>The mean of some values and the interval in which it would lie had other users been drawn.</summary>
    /// <param name="values">One value per user, finite; at least one.</param>
    /// <param name="seed">Seed of the resampling.</param>
    /// <param name="resamples">How many times users are drawn anew, with replacement; default 1,000.</param>
    /// <param name="confidence">Share of resampled means inside, (0, 1); default 0.95.</param>
    /// <exception cref="ArgumentException">There are no values.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    /// <remarks>
    /// O(values · resamples). For the difference of two models give the differences by user: that is the paired
    /// bootstrap. The ends are quantiles of the resampled means, interpolated linearly.
    /// </remarks>
    public static Interval OfMean(
        ReadOnlySpan<double> values, int seed, int resamples = 1_000, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(confidence, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(confidence, 1);
        if (values.IsEmpty)
        {
            throw new ArgumentException("A mean of no values does not exist.", nameof(values));
        }

        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        Random chance = new(seed);
        double[] means = new double[resamples];
        for (int i = 0; i < resamples; i++)
        {
            double drawn = 0;
            for (int n = 0; n < values.Length; n++)
            {
                drawn += values[chance.Next(values.Length)];
            }

            means[i] = drawn / values.Length;
        }

        return Percentiles(means, sum / values.Length, values.Length, confidence);
    }

    /// <summary>The ratio of two sums over users, and the interval in which it would lie had other users been drawn.</summary>
    /// <param name="above">One value per user, finite; at least one.</param>
    /// <param name="below">One value per user, ≥ 0, not all 0; draws of users that have none are left out.</param>
    /// <param name="seed">Seed of the resampling.</param>
    /// <param name="resamples">How many times users are drawn anew, with replacement; default 1,000.</param>
    /// <exception cref="ArgumentException">The lengths differ, or there are no values.</exception>
    /// <remarks>O(users · resamples). With <paramref name="below"/> all 1 it is <see cref="OfMean"/>.</remarks>
    public static Interval OfRatio(ReadOnlySpan<double> above, ReadOnlySpan<double> below, int seed, int resamples = 1_000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        if (above.IsEmpty || above.Length != below.Length)
        {
            throw new ArgumentException($"above ({above.Length}) and below ({below.Length}) do not fit.", nameof(above));
        }

        Random chance = new(seed);
        List<double> ratios = [];
        double top;
        double bottom;
        for (int i = 0; i < resamples; i++)
        {
            top = 0;
            bottom = 0;
            for (int n = 0; n < above.Length; n++)
            {
                int user = chance.Next(above.Length);
                top += above[user];
                bottom += below[user];
            }

            if (bottom > 0)
            {
                ratios.Add(top / bottom);
            }
        }

        top = 0;
        bottom = 0;
        for (int n = 0; n < above.Length; n++)
        {
            top += above[n];
            bottom += below[n];
        }

        return Percentiles([.. ratios], top / bottom, above.Length, confidence: 0.95);
    }

    /// <summary>The interval between two quantiles of resampled means, which are sorted in place.</summary>
    internal static Interval Percentiles(double[] means, double estimate, int count, double confidence)
    {
        Array.Sort(means);
        double tail = (1 - confidence) / 2;
        // No resample drew anybody with a value: nothing is known of the spread.
        return means.Length == 0
            ? new Interval(estimate, double.NegativeInfinity, double.PositiveInfinity, count)
            : new Interval(estimate, Quantile(means, tail), Quantile(means, 1 - tail), count);
    }

    private static double Quantile(double[] sorted, double share)
    {
        double at = share * (sorted.Length - 1);
        int below = (int)at;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((at - below) * (sorted[above] - sorted[below]));
    }
}
