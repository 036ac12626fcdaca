using HybridRec.Engine.Interactions;

namespace HybridRec.Engine.Tests.Interactions;

public sealed class PlayTimesTests
{
    private const long Day = 86_400;

    [Fact]
    public void Weights_HandWorkedAges_HalveEachHalfLife()
    {
        // The newest is what ages count from; what has no time is as old as the oldest that has one.
        float[] weights = PlayTimes.Weights([90 * Day, null, 100 * Day, 70 * Day, 100 * Day], halfLifeDays: 10);

        Assert.Equal([0.5f, 0.125f, 1f, 0.125f, 1f], weights);
    }

    [Fact]
    public void Weights_NoHalfLifeOrNoTimes_AreOne()
    {
        Assert.Equal([1f, 1f], PlayTimes.Weights([0, 100 * Day], halfLifeDays: 0));
        Assert.Equal([1f, 1f], PlayTimes.Weights([null, null], halfLifeDays: 1));
        Assert.Empty(PlayTimes.Weights([], halfLifeDays: 1));
    }

    [Fact]
    public void Weights_LongForgotten_StayAboveZero() =>
        Assert.Equal([1e-6f, 1f], PlayTimes.Weights([0, 100_000 * Day], halfLifeDays: 1));

    [Fact]
    public void Of_PlaysInAnyOrder_KeepsTheNewestOfEachPair()
    {
        InteractionMatrix matrix = InteractionMatrix.Build(2, 4, [(0, 1, 2f), (0, 3, 1f), (1, 0, 1f)]);

        PlayTimes times = PlayTimes.Of(
            matrix, [(0, 3, 7), (0, 1, 9), (0, 1, 5), (0, 1, null), (0, 2, 99), (1, 0, null), (1, 3, 1)]);

        Assert.Equal([9, 7], times.Row(0).ToArray());
        Assert.Equal([null], times.Row(1).ToArray());
        Assert.Equal((9, 5), (times.Newest, times.Oldest));
    }
}
