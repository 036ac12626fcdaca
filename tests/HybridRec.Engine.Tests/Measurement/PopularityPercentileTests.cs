using HybridRec.Engine.Interactions;
using HybridRec.Engine.Measurement;

namespace HybridRec.Engine.Tests.Measurement;

public sealed class PopularityPercentileTests
{
    [Fact]
    public void Of_HandWorkedCounts_GivesMidPercentiles()
    {
        // 10 pairs. One user: 2 pairs, (0 + 1) / 10. Three users: (2 + 1.5) / 10. Five users: (5 + 2.5) / 10.
        float[] percentiles = PopularityPercentile.Of([1, 5, 0, 3, 1]);

        Assert.Equal([10f, 75f, 0f, 35f, 10f], percentiles);
    }

    [Fact]
    public void Of_EverythingEquallyPopular_IsFiftyThroughout() =>
        Assert.Equal([50f, 50f, 50f], PopularityPercentile.Of([4, 4, 4]));

    [Fact]
    public void Of_NobodyPlayedAnything_IsZero() => Assert.Equal([0f, 0f], PopularityPercentile.Of([0, 0]));

    [Fact]
    public void Of_AnyCounts_HasPlayWeightedMeanFiftyAndFollowsTheOrder()
    {
        Random random = new(1);
        int[] counts = Enumerable.Range(0, 500).Select(_ => (int)(1 / (0.001 + random.NextDouble()))).ToArray();

        float[] percentiles = PopularityPercentile.Of(counts);

        double mean = counts.Zip(percentiles, (n, p) => (double)n * p).Sum() / counts.Sum();
        Assert.Equal(50, mean, 1e-3);
        Assert.All(percentiles, p => Assert.InRange(p, 0f, 100f));
        int[] byCount = Enumerable.Range(0, 500).OrderBy(i => counts[i]).ToArray();
        Assert.All(byCount.Zip(byCount.Skip(1)), pair => Assert.True(percentiles[pair.First] <= percentiles[pair.Second]));
    }

    [Fact]
    public void Of_Matrix_CountsUsersAndNotPlays()
    {
        InteractionMatrix plays = InteractionMatrix.Build(2, 3, [(0, 0, 1_000f), (0, 1, 1f), (1, 1, 1f)]);

        // Item 1 has two of three pairs; 1,000 plays of one user count once.
        float[] percentiles = PopularityPercentile.Of(plays);

        Assert.Equal(100f / 6f, percentiles[0], 1e-4f);
        Assert.Equal(200f / 3f, percentiles[1], 1e-4f);
        Assert.Equal(0f, percentiles[2]);
    }

    [Fact]
    public void Of_NegativeCount_ThrowsNamingTheItem() =>
        Assert.Contains("Item 1 has -2", Assert.Throws<ArgumentException>(() => PopularityPercentile.Of([0, -2])).Message);
}
