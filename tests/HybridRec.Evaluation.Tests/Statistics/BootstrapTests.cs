using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Tests.Statistics;

public sealed class BootstrapTests
{
    [Fact]
    public void OfMean_EqualValues_IntervalIsThePoint()
    {
        Interval interval = Bootstrap.OfMean([0.25, 0.25, 0.25], seed: 1);

        Assert.Equal(new Interval(0.25, 0.25, 0.25, 3), interval);
    }

    [Fact]
    public void OfMean_NormalValues_AgreesWithTheTextbookInterval()
    {
        // 400 values with standard deviation s have a standard error of s/20, so the interval is mean ± 1.96 s/20.
        Random chance = new(7);
        double[] values = [.. Enumerable.Range(0, 400).Select(_ => Enumerable.Range(0, 12).Sum(_ => chance.NextDouble()) - 6)];
        double mean = values.Average();
        double deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / values.Length);

        Interval interval = Bootstrap.OfMean(values, seed: 1, resamples: 5_000);

        Assert.Equal(mean, interval.Estimate, 12);
        Assert.Equal(mean - (1.96 * deviation / 20), interval.Low, tolerance: 0.01);
        Assert.Equal(mean + (1.96 * deviation / 20), interval.High, tolerance: 0.01);
    }

    [Fact]
    public void OfMean_TwoValues_EndsAreTheExtremes()
    {
        // Of the means 0, 1/2 and 1 (chances 1/4, 1/2, 1/4), the 2.5 % and 97.5 % quantiles are 0 and 1.
        Interval interval = Bootstrap.OfMean([0, 1], seed: 3);

        Assert.Equal(new Interval(0.5, 0, 1, 2), interval);
    }

    [Fact]
    public void OfMean_SameSeed_SameInterval()
    {
        double[] values = [0.1, 0.9, 0.4, 0.6, 0.3];

        Assert.Equal(Bootstrap.OfMean(values, seed: 5), Bootstrap.OfMean(values, seed: 5));
        Assert.NotEqual(
            Bootstrap.OfMean(values, seed: 5, resamples: 10), Bootstrap.OfMean(values, seed: 6, resamples: 10));
    }

    [Fact]
    public void OfMean_BadInput_Throws()
    {
        Assert.Throws<ArgumentException>(() => Bootstrap.OfMean([], seed: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bootstrap.OfMean([1], seed: 1, resamples: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bootstrap.OfMean([1], seed: 1, confidence: 1));
    }
}
