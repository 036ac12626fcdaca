using FsCheck;
using FsCheck.Fluent;
using HybridRec.Engine.Measurement;

namespace HybridRec.Engine.Tests.Measurement;

public sealed class RankingMetricsTests
{
    private static readonly HashSet<int> HeldOut = [3, 7, 9];

    /// <summary>Hits at positions 1 and 3 of four.</summary>
    private static readonly bool[] TwoHits = [true, false, true, false];

    [Fact]
    public void RecallAt_HandWorked_DividesByAllHeldOutItems()
    {
        Assert.Equal(2.0 / 3, RankingMetrics.RecallAt([7, 1, 3, 9], HeldOut, 3), 12);
        Assert.Equal(1.0 / 3, RankingMetrics.RecallAt([7, 1, 3, 9], HeldOut, 1), 12);
        Assert.Equal(1, RankingMetrics.RecallAt([7, 1, 3, 9], HeldOut, 100), 12);
        Assert.Equal(2.0 / 5, RankingMetrics.RecallAt(TwoHits, 5, 4), 12);
    }

    [Fact]
    public void CappedRecallAt_MoreHeldOutThanPositions_DividesByK()
    {
        Assert.Equal(2.0 / 4, RankingMetrics.CappedRecallAt(TwoHits, 5, 4), 12);
        Assert.Equal(1, RankingMetrics.CappedRecallAt(TwoHits, 5, 1), 12);
        Assert.Equal(2.0 / 3, RankingMetrics.CappedRecallAt(TwoHits, 3, 4), 12);
    }

    [Fact]
    public void NdcgAt_HandWorked_DiscountsByPosition()
    {
        // Hits at positions 1 and 3: 1 + 1/2; ideal of three: 1 + 1/log2(3) + 1/2.
        Assert.Equal(1.5 / (1.5 + (1 / Math.Log2(3))), RankingMetrics.NdcgAt([7, 1, 3], HeldOut, 3), 12);
        Assert.Equal(1.5 / (1 + (1 / Math.Log2(3))), RankingMetrics.NdcgAt(TwoHits, 2, 4), 12);
    }

    [Fact]
    public void NdcgAt_MoreHeldOutThanPositions_CutsTheIdealAtK() =>
        Assert.Equal(1, RankingMetrics.NdcgAt([9, 3], HeldOut, 2), 12);

    [Fact]
    public void NdcgAt_BeyondTheTableOfDiscounts_StillFollowsTheFormula()
    {
        bool[] late = new bool[1_200];
        late[1_199] = true;

        Assert.Equal(1 / Math.Log2(1_201), RankingMetrics.NdcgAt(late, 1, 1_200), 12);
    }

    [Fact]
    public void AveragePrecisionAt_HandWorked_AveragesPrecisionAtHits()
    {
        // Precision 1/1 at the first hit, 2/3 at the second; at most min(k, |T|) hits were possible.
        Assert.Equal((1 + (2.0 / 3)) / 3, RankingMetrics.AveragePrecisionAt(TwoHits, 3, 4), 12);
        Assert.Equal((1 + (2.0 / 3)) / 4, RankingMetrics.AveragePrecisionAt(TwoHits, 9, 4), 12);
        Assert.Equal(1.0 / 2, RankingMetrics.AveragePrecisionAt(TwoHits, 9, 2), 12);
    }

    [Fact]
    public void ReciprocalRankAndHitRate_HandWorked_LookAtTheFirstHit()
    {
        bool[] third = [false, false, true, true];

        Assert.Equal(1.0 / 3, RankingMetrics.ReciprocalRankAt(third, 4), 12);
        Assert.Equal(0, RankingMetrics.ReciprocalRankAt(third, 2));
        Assert.Equal(1, RankingMetrics.HitRateAt(third, 3));
        Assert.Equal(0, RankingMetrics.HitRateAt(third, 2));
    }

    [Fact]
    public void AllMetrics_NoHitOrEmptyList_AreZero()
    {
        foreach (bool[] hits in (bool[][])[[false, false], []])
        {
            Assert.All(All(hits, 3, 2), value => Assert.Equal(0, value));
        }
    }

    [Fact]
    public void AllMetrics_AnyList_LieInBoundsAndOneHitMoreNeverHurts()
    {
        Prop.ForAll<bool[], int, int>((hits, at, extra) =>
        {
            int k = 1 + Math.Abs(extra % 20);
            int heldOut = hits.Count(hit => hit) + 1 + Math.Abs(at % 5);
            double[] before = All(hits, heldOut, k);
            bool[] better = [.. hits];
            if (better.Length > 0)
            {
                better[Math.Abs(at % better.Length)] = true;
            }

            double[] after = All(better, heldOut, k);
            return before.All(value => value is >= 0 and <= 1 + 1e-12) && before.Zip(after).All(pair => pair.Second >= pair.First - 1e-12);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void AllMetrics_HitMovedUp_NeverFallAndPerfectListsHaveOne()
    {
        Prop.ForAll<bool[]>(hits =>
        {
            int k = hits.Length + 1;
            int heldOut = Math.Max(1, hits.Count(hit => hit));
            bool[] sorted = [.. hits.OrderByDescending(hit => hit)];
            double[] before = All(hits, heldOut, k);
            double[] after = All(sorted, heldOut, k);
            bool perfect = !hits.Contains(true) || after.All(value => Math.Abs(value - 1) < 1e-12);
            return perfect && before.Zip(after).All(pair => pair.Second >= pair.First - 1e-12);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void SetMetrics_PermutedWithinK_StayTheSame()
    {
        Prop.ForAll<bool[]>(hits =>
        {
            bool[] permuted = [.. hits];
            new Random(hits.Length).Shuffle(permuted);
            int k = Math.Max(1, hits.Length);
            return RankingMetrics.RecallAt(hits, 7, k) == RankingMetrics.RecallAt(permuted, 7, k)
                && RankingMetrics.CappedRecallAt(hits, 7, k) == RankingMetrics.CappedRecallAt(permuted, 7, k)
                && RankingMetrics.HitRateAt(hits, k) == RankingMetrics.HitRateAt(permuted, k);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void AllMetrics_BadArguments_Throw()
    {
        Assert.Throws<ArgumentException>(() => RankingMetrics.RecallAt([1], new HashSet<int>(), 1));
        Assert.Throws<ArgumentException>(() => RankingMetrics.NdcgAt([1], new HashSet<int>(), 1));
        Assert.Throws<ArgumentException>(() => RankingMetrics.CappedRecallAt(TwoHits, 0, 1));
        Assert.Throws<ArgumentException>(() => RankingMetrics.AveragePrecisionAt(TwoHits, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => RankingMetrics.RecallAt([1], HeldOut, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => RankingMetrics.NdcgAt([1], HeldOut, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => RankingMetrics.ReciprocalRankAt(TwoHits, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => RankingMetrics.HitRateAt(TwoHits, 0));
    }

    private static double[] All(bool[] hits, int heldOut, int k) =>
    [
        RankingMetrics.RecallAt(hits, heldOut, k),
        RankingMetrics.CappedRecallAt(hits, heldOut, k),
        RankingMetrics.NdcgAt(hits, heldOut, k),
        RankingMetrics.AveragePrecisionAt(hits, heldOut, k),
        RankingMetrics.ReciprocalRankAt(hits, k),
        RankingMetrics.HitRateAt(hits, k),
    ];
}
