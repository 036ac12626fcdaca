using HybridRec.Engine.Measurement;

namespace HybridRec.Engine.Tests.Measurement;

public sealed class RankingMetricsTests
{
    private static readonly HashSet<int> HeldOut = [3, 7, 9];

    [Fact]
    public void RecallAt_HandWorked_DividesByAllHeldOutItems()
    {
        Assert.Equal(2.0 / 3, RankingMetrics.RecallAt([7, 1, 3, 9], HeldOut, 3), 12);
        Assert.Equal(1.0 / 3, RankingMetrics.RecallAt([7, 1, 3, 9], HeldOut, 1), 12);
        Assert.Equal(1, RankingMetrics.RecallAt([7, 1, 3, 9], HeldOut, 100), 12);
    }

    [Fact]
    public void NdcgAt_HandWorked_DiscountsByPosition()
    {
        // Hits at positions 1 and 3: 1 + 1/2; ideal of three: 1 + 1/log2(3) + 1/2.
        Assert.Equal(1.5 / (1.5 + (1 / Math.Log2(3))), RankingMetrics.NdcgAt([7, 1, 3], HeldOut, 3), 12);
    }

    [Fact]
    public void NdcgAt_MoreHeldOutThanPositions_CutsTheIdealAtK() =>
        Assert.Equal(1, RankingMetrics.NdcgAt([9, 3], HeldOut, 2), 12);

    [Fact]
    public void BothMetrics_NoHit_AreZero()
    {
        Assert.Equal(0, RankingMetrics.RecallAt([1, 2], HeldOut, 2));
        Assert.Equal(0, RankingMetrics.NdcgAt([], HeldOut, 2));
    }

    [Fact]
    public void BothMetrics_BadArguments_Throw()
    {
        Assert.Throws<ArgumentException>(() => RankingMetrics.RecallAt([1], new HashSet<int>(), 1));
        Assert.Throws<ArgumentException>(() => RankingMetrics.NdcgAt([1], new HashSet<int>(), 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => RankingMetrics.RecallAt([1], HeldOut, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => RankingMetrics.NdcgAt([1], HeldOut, 0));
    }
}
