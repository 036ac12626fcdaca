using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Tests.Statistics;

public sealed class ResamplesTests
{
    [Fact]
    public void OfMeans_FullColumns_AgreeWithOneBootstrapEach()
    {
        Random chance = new(2);
        double[][] columns = [.. Enumerable.Range(0, 13).Select(_ => Enumerable.Range(0, 77).Select(_ => chance.NextDouble()).ToArray())];

        IReadOnlyList<Interval?> intervals = new Resamples(77, seed: 9, count: 210).OfMeans(columns);

        Assert.All(columns.Zip(intervals), pair =>
        {
            Interval one = Bootstrap.OfMean(pair.First, seed: 9, resamples: 210);
            Assert.Equal(one.Estimate, pair.Second!.Estimate, 12);
            Assert.Equal(one.Low, pair.Second.Low, 12);
            Assert.Equal(one.High, pair.Second.High, 12);
            Assert.Equal(77, pair.Second.Count);
        });
    }

    [Fact]
    public void OfMeans_GapsInAColumn_AreLeftOutOfEachMean()
    {
        double[] gaps = [0.5, double.NaN, 0.5, double.NaN];

        IReadOnlyList<Interval?> intervals = new Resamples(4, seed: 1).OfMeans([gaps, [1, 1, 1, 1]]);

        // Whoever is drawn, a mean over those with a value is 0.5; draws of nobody with a value are passed over.
        Assert.Equal(new Interval(0.5, 0.5, 0.5, 2), intervals[0]);
        Assert.Equal(new Interval(1, 1, 1, 4), intervals[1]);
    }

    [Fact]
    public void OfMeans_NobodyHasAValue_IsNull() =>
        Assert.Equal([null], new Resamples(2, seed: 1).OfMeans([[double.NaN, double.NaN]]));

    [Fact]
    public void OfMeans_ModelsThatShareResamples_KeepTheirDifferences()
    {
        // Values that differ by a constant differ by it in every resample: so paired intervals come from the same draws.
        Random chance = new(4);
        double[] first = [.. Enumerable.Range(0, 300).Select(_ => chance.NextDouble())];
        double[] second = [.. first.Select(value => value + 0.25)];

        IReadOnlyList<Interval?> intervals = new Resamples(300, seed: 1).OfMeans([first, second]);

        Assert.Equal(intervals[0]!.Low + 0.25, intervals[1]!.Low, 12);
        Assert.Equal(intervals[0]!.High + 0.25, intervals[1]!.High, 12);
    }

    [Fact]
    public void Resamples_BadInput_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Resamples(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Resamples(1, 1, 0));
        Assert.Contains("2 values for 3 users", Assert.Throws<ArgumentException>(() => new Resamples(3, 1).OfMeans([[1, 2]])).Message);
    }
}
