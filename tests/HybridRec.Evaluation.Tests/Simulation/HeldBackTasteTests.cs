using HybridRec.Evaluation.Simulation;
using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Tests.Simulation;

public sealed class HeldBackTasteTests
{
    // Tracks 0–5 in styles 0, 0, 0, 1, 1, 1; tracks 2 and 5 are cold. The first listener likes style 0 and played 0 and 3;
    // the second likes style 1 and played 3.
    private static readonly SimulatedWorld World = Worlds.Of([0, 0, 0, 1, 1, 1], [2, 5], ([0], [0, 3]), ([1], [3]));

    [Fact]
    public void Measure_HandWorkedLists_AveragesSharesOverListeners()
    {
        // First: 1 and 2 are held back, 4 is not: 2/4 of a list of four that has only three. Second: 4 of (1, 4): 1/4.
        Interval share = HeldBackTaste.Measure(World, [[1, 4, 2], [1, 4]], k: 4, coldOnly: false, seed: 1);

        Assert.Equal(((2.0 / 4) + (1.0 / 4)) / 2, share.Estimate, 12);
        Assert.Equal(2, share.Count);
    }

    [Fact]
    public void Measure_ListLongerThanK_CountsOnlyTheTop()
    {
        Interval share = HeldBackTaste.Measure(World, [[4, 1, 2], [0, 4, 5]], k: 1, coldOnly: false, seed: 1);

        Assert.Equal(0, share.Estimate);
    }

    [Fact]
    public void Measure_PlayedTrackOfALikedStyle_IsNotHeldBack()
    {
        Interval share = HeldBackTaste.Measure(World, [[0], [3]], k: 1, coldOnly: false, seed: 1);

        Assert.Equal(0, share.Estimate);
    }

    [Fact]
    public void Measure_ColdOnly_CountsOnlyColdTracks()
    {
        Interval share = HeldBackTaste.Measure(World, [[2, 1], [4, 5]], k: 2, coldOnly: true, seed: 1);

        Assert.Equal(0.5, share.Estimate);
    }

    [Fact]
    public void Measure_ListenerWithNothingHeldBack_IsNotAveraged()
    {
        SimulatedWorld world = Worlds.Of([0, 1], [], ([0], [0]), ([0], [1]));

        Interval share = HeldBackTaste.Measure(world, [[1], [0]], k: 1, coldOnly: false, seed: 1);

        Assert.Equal(1, share.Count);
        Assert.Equal(1, share.Estimate);
    }

    [Fact]
    public void Measure_BadLists_Throws()
    {
        Assert.Throws<ArgumentException>(() => HeldBackTaste.Measure(World, [[1]], k: 1, coldOnly: false, seed: 1));
        Assert.Throws<ArgumentException>(() => HeldBackTaste.Measure(World, [[1, 1], [2]], k: 2, coldOnly: false, seed: 1));
    }

    [Fact]
    public void PopularityLists_MostPlayedFirst_LeavesOutWhatWasHeard()
    {
        // Track 3 was played twice, track 0 once, the rest never.
        Assert.Equal([[1, 2], [0, 1]], HeldBackTaste.PopularityLists(World, 2));
    }

    [Fact]
    public void RandomLists_ColdOnly_OrdersTheColdTracks()
    {
        IReadOnlyList<IReadOnlyList<int>> lists = HeldBackTaste.RandomLists(World, 10, coldOnly: true, seed: 1);

        Assert.All(lists, list => Assert.Equal([2, 5], list.Order()));
    }

    [Fact]
    public void RandomLists_AllTracks_LeavesOutWhatWasHeard()
    {
        IReadOnlyList<IReadOnlyList<int>> lists = HeldBackTaste.RandomLists(World, 10, coldOnly: false, seed: 1);

        Assert.Equal([1, 2, 4, 5], lists[0].Order());
        Assert.Equal([0, 1, 2, 4, 5], lists[1].Order());
    }

    [Theory]
    [InlineData(0.5, 0.24, 0.3, 0.5, 0.3, 0)]
    [InlineData(0.5, 0.26, 0.3, 0.5, 0.3, 1)]
    [InlineData(0.3, 0.1, 0.3, 0.5, 0.3, 1)]
    [InlineData(0.5, 0.1, 0.3, 0.3, 0.3, 1)]
    [InlineData(0.2, 0.2, 0.3, 0.2, 0.3, 3)]
    public void BrokenPromises_AreThoseOfTheIssue(
        double hybrid, double popularity, double random, double hybridCold, double randomCold, int broken)
    {
        HeldBackReport report = new(Of(hybrid), Of(popularity), Of(random), Of(hybridCold), Of(randomCold));

        Assert.Equal(broken, report.BrokenPromises.Count);

        static Interval Of(double share) => new(share, share, share, 1);
    }
}
