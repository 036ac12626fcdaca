using FsCheck;
using FsCheck.Fluent;
using HybridRec.Engine.Measurement;

namespace HybridRec.Engine.Tests.Measurement;

public sealed class ListMetricsTests
{
    [Fact]
    public void MeanAt_HandWorked_AveragesTheItemsShown()
    {
        double[] values = [10, 20, 60, 90];

        Assert.Equal(40, ListMetrics.MeanAt([2, 1, 3], values, 2), 12);
        Assert.Equal(60, ListMetrics.MeanAt([2], values, 2), 12);
        Assert.Equal(double.NaN, ListMetrics.MeanAt([], values, 2));
    }

    [Fact]
    public void MeanAt_PermutedList_StaysTheSameAndWithinItsItems()
    {
        double[] values = [.. Enumerable.Range(0, 50).Select(item => (double)item * item)];
        Prop.ForAll<byte[]>(bytes =>
        {
            int[] list = [.. bytes.Select(item => item % 50).Distinct()];
            int[] turned = [.. list.Reverse()];
            double mean = ListMetrics.MeanAt(list, values, 256);
            return list.Length == 0
                ? double.IsNaN(mean)
                : Math.Abs(mean - ListMetrics.MeanAt(turned, values, 256)) < 1e-9
                    && mean >= values[list.Min()] - 1e-9 && mean <= values[list.Max()] + 1e-9;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Novelty_HandWorked_IsSelfInformation()
    {
        // 8 users: all, half, one, none (counted as half a user).
        Assert.Equal([0, 1, 3, 4], Novelty.Of([8, 4, 1, 0], users: 8));
    }

    [Fact]
    public void Novelty_MoreUsers_NeverMoreNovel()
    {
        double[] novelty = Novelty.Of([.. Enumerable.Range(0, 101)], users: 100);

        Assert.All(novelty.Zip(novelty.Skip(1)), pair => Assert.True(pair.First > pair.Second));
        Assert.Equal(0, novelty[^1]);
    }

    [Fact]
    public void Novelty_ImpossibleCounts_ThrowNamingTheItem()
    {
        Assert.Contains("Item 1 has 9 of 8", Assert.Throws<ArgumentException>(() => Novelty.Of([1, 9], 8)).Message);
        Assert.Throws<ArgumentException>(() => Novelty.Of([-1], 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => Novelty.Of([0], 0));
    }

    [Fact]
    public void Serendipity_HandWorked_CountsUnexpectedHitsAndDividesByK()
    {
        double[] unexpectedness = [0.5, 0.75, 1];
        bool[] hits = [true, false, true];

        Assert.Equal(0.5 / 2, ListMetrics.SerendipityAt(unexpectedness, hits, 2), 12);
        Assert.Equal(1.5 / 3, ListMetrics.SerendipityAt(unexpectedness, hits, 3), 12);
        Assert.Equal(1.5 / 10, ListMetrics.SerendipityAt(unexpectedness, hits, 10), 12);
        Assert.Equal(0, ListMetrics.SerendipityAt([], [], 10));
        Assert.Equal(2.25 / 3, ListMetrics.UnexpectednessAt(unexpectedness, 10), 12);
        Assert.Equal(double.NaN, ListMetrics.UnexpectednessAt([], 10));
    }

    [Fact]
    public void OverlapAt_HandWorked_CountsItemsOfEitherBaseline()
    {
        // The top 3 of the baselines are {1, 2, 3} and {3, 4, 5}; 6 comes too late in the second.
        Assert.Equal(2.0 / 3, ListMetrics.OverlapAt([5, 6, 2, 1], [1, 2, 3], [3, 4, 5, 6], 3), 12);
        Assert.Equal(1.0 / 3, ListMetrics.OverlapAt([4], [1, 2, 3], [3, 4, 5], 3), 12);
        Assert.Equal(0, ListMetrics.OverlapAt([], [1], [2], 3));
        Assert.Equal(1, ListMetrics.OverlapAt([1, 2], [1, 2], [], 2));
    }

    [Fact]
    public void ArtistsAt_HandWorked_CountsKnownArtistsOnce()
    {
        int[] artists = [7, 7, 8, -1, 9];

        Assert.Equal(3, ListMetrics.ArtistsAt([0, 1, 2, 3, 4], artists, 5));
        Assert.Equal(1, ListMetrics.ArtistsAt([0, 1, 2], artists, 2));
        Assert.Equal(0, ListMetrics.ArtistsAt([3], artists, 2));
        Assert.Equal(0, ListMetrics.ArtistsAt([], artists, 2));
    }

    [Fact]
    public void NeverHeardShareAt_HandWorked_IsAShareOfTheItemsShown()
    {
        Assert.Equal(2.0 / 3, ListMetrics.NeverHeardShareAt([true, false, false, true], 3), 12);
        Assert.Equal(0.5, ListMetrics.NeverHeardShareAt([true, false], 10), 12);
        Assert.Equal(double.NaN, ListMetrics.NeverHeardShareAt([], 10));
    }

    [Fact]
    public void AllMetrics_KNotPositive_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ListMetrics.MeanAt([0], [1.0], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ListMetrics.OverlapAt([0], [1], [2], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ListMetrics.SerendipityAt([1.0], [true], 0));
    }
}
