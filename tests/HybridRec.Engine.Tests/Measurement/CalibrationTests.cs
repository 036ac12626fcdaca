using FsCheck;
using FsCheck.Fluent;
using HybridRec.Engine.Measurement;

namespace HybridRec.Engine.Tests.Measurement;

public sealed class CalibrationTests
{
    [Fact]
    public void Distance_HandWorked_RunsFromEqualToDisjoint()
    {
        Assert.Equal(0, JensenShannon.Distance([1, 3], [2, 6]), 12);
        Assert.Equal(1, JensenShannon.Distance([1, 0], [0, 5]), 12);
        // p = (1, 0), q = (½, ½), m = (¾, ¼): ½ log2(4/3) + ½ (½ log2(2/3) + ½ log2 2).
        double divergence = (0.5 * Math.Log2(4.0 / 3)) + (0.25 * Math.Log2(2.0 / 3)) + 0.25;
        Assert.Equal(Math.Sqrt(divergence), JensenShannon.Distance([1, 0], [1, 1]), 12);
    }

    [Fact]
    public void Distance_NoWeight_HasNoValue() => Assert.Equal(double.NaN, JensenShannon.Distance([0, 0], [1, 2]));

    [Fact]
    public void Distance_OtherLengths_Throws() =>
        Assert.Throws<ArgumentException>(() => JensenShannon.Distance([1], [1, 2]));

    [Fact]
    public void Distance_AnyDistributions_IsABoundedSymmetricMetric()
    {
        Prop.ForAll<byte[]>(bytes =>
        {
            double[] p = [.. bytes.Select(weight => (double)weight), 1];
            double[] q = [.. bytes.Reverse().Select(weight => (double)(weight / 3)), 2];
            double[] r = [.. bytes.Select(weight => (double)(weight % 7)), 3];
            double distance = JensenShannon.Distance(p, q);
            return distance is >= 0 and <= 1
                && Math.Abs(distance - JensenShannon.Distance(q, p)) < 1e-9
                && distance <= JensenShannon.Distance(p, r) + JensenShannon.Distance(r, q) + 1e-9
                && JensenShannon.Distance(p, p) < 1e-7;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void AddPopularity_HandWorked_PutsHundredIntoTheLastBin()
    {
        double[] histogram = new double[Calibration.PopularityBins];

        Calibration.AddPopularity([0, 1, 2, 3, 3], [0, 9.99, 10, 100], histogram);

        Assert.Equal([2, 1, 0, 0, 0, 0, 0, 0, 0, 2], histogram);
    }

    [Fact]
    public void AddTags_HandWorked_SharesAnItemOutAmongItsTags()
    {
        double[] histogram = new double[3];

        Calibration.AddTags([0, 1, 2], [[0, 2], [2], []], histogram);

        Assert.Equal([0.5, 0, 1.5], histogram);
    }
}
