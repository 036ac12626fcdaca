using HybridRec.Engine.Reranking;

namespace HybridRec.Engine.Tests.Reranking;

public sealed class DialTargetsTests
{
    [Theory]
    [InlineData(0, 80)]
    [InlineData(0.25, 70)]
    [InlineData(0.5, 60)]
    [InlineData(0.75, 47.5)]
    [InlineData(1, 35)]
    public void At_PopularListAndAverageListener_GoesDownToHistoryAndThen25Below(double discovery, double expected)
    {
        DialTargets targets = new(relevanceOnly: 80, history: 60);

        Assert.Equal(expected, targets.At(discovery), 10);
    }

    [Theory]
    [InlineData(40, 60.0, 40, 15)]
    [InlineData(40, null, 40, 15)]
    [InlineData(80, 20.0, 20, 5)]
    [InlineData(80, 3.0, 3, 3)]
    [InlineData(0, 0.0, 0, 0)]
    public void Constructor_Corners_SetsMiddleAndFarOut(double relevance, double? history, double middle, double farOut)
    {
        DialTargets targets = new(relevance, history);

        Assert.Equal(relevance, targets.Safe);
        Assert.Equal(middle, targets.Middle);
        Assert.Equal(farOut, targets.FarOut);
    }

    [Fact]
    public void At_AnyTargets_NeverRises()
    {
        Random random = new(1);
        for (int i = 0; i < 200; i++)
        {
            DialTargets targets = new(100 * random.NextDouble(), random.Next(4) == 0 ? null : 100 * random.NextDouble());
            double[] asked = [.. Enumerable.Range(0, 101).Select(step => targets.At(step / 100.0))];
            Assert.Equal(asked.OrderDescending(), asked);
        }
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void At_OffTheDial_Throws(double discovery) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new DialTargets(50, 50).At(discovery));

    [Theory]
    [InlineData(double.NaN, 50.0)]
    [InlineData(101, 50.0)]
    [InlineData(50, -1.0)]
    public void Constructor_NoPercentile_Throws(double relevance, double? history) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new DialTargets(relevance, history));
}
