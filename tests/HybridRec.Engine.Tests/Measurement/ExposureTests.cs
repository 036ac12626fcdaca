using FsCheck;
using FsCheck.Fluent;
using HybridRec.Engine.Measurement;

namespace HybridRec.Engine.Tests.Measurement;

public sealed class ExposureTests
{
    [Fact]
    public void CountAt_HandWorkedLists_CountsTheFirstKOnly()
    {
        RankedLists lists = new([4, 9], 3);
        lists.Set(0, 0, 2, 1);
        lists.Set(0, 1, 0, 1);
        lists.Set(1, 0, 2, 1);

        Assert.Equal([0, 0, 2, 0], Exposure.CountAt(lists, 1, 4));
        Assert.Equal([1, 0, 2, 0], Exposure.CountAt(lists, 3, 4));
    }

    [Fact]
    public void CatalogueCoverageAt_HandWorked_IsAShareOfTheCatalogue()
    {
        Assert.Equal(0.5, Exposure.CatalogueCoverageAt([1, 0, 2, 0]));
        Assert.Equal(0, Exposure.CatalogueCoverageAt([]));
    }

    [Fact]
    public void Gini_HandWorked_RunsFromEvenToOneItem()
    {
        Assert.Equal(0, Exposure.Gini([5, 5, 5]), 12);
        Assert.Equal(1, Exposure.Gini([0, 7, 0]), 12);
        // Ascending 0, 1, 2, 3: (−3·0 − 1·1 + 1·2 + 3·3) ÷ (3 · 6).
        Assert.Equal(10.0 / 18, Exposure.Gini([3, 0, 2, 1]), 12);
        Assert.Equal(0, Exposure.Gini([0, 0]));
        Assert.Equal(0, Exposure.Gini([9]));
    }

    [Fact]
    public void Gini_AnyExposure_LiesInBoundsIgnoresOrderAndGrowsWhenTheRichGain()
    {
        Prop.ForAll<byte[]>(bytes =>
        {
            int[] shown = [.. bytes.Select(times => (int)times), 1, 2];
            double gini = Exposure.Gini(shown);
            int[] turned = [.. shown.Reverse()];
            int[] richer = [.. shown];
            richer[Array.IndexOf(richer, richer.Max())] += 10;
            return gini is >= 0 and <= 1 && Math.Abs(gini - Exposure.Gini(turned)) < 1e-12 && Exposure.Gini(richer) >= gini - 1e-12;
        }).QuickCheckThrowOnFailure();
    }
}
