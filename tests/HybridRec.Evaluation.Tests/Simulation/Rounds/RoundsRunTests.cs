using HybridRec.Evaluation.Simulation;
using HybridRec.Evaluation.Simulation.Rounds;

namespace HybridRec.Evaluation.Tests.Simulation.Rounds;

public sealed class RoundsRunTests
{
    private static readonly RoundsOptions ThreeRounds = new() { Rounds = 3, ListLength = 2, ChangeAt = 0 };

    // Six tracks of style 0, six of style 1. The first listener likes style 0, the second style 1; each has played one of it.
    private static readonly SimulatedWorld TwoTastes =
        Worlds.Of([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1], [], ([0], [0]), ([1], [6]));

    [Fact]
    public async Task Oracle_InAWorldWithoutNoise_FindsAllHeldBackTasteInAsFewListsAsItTakes()
    {
        (_, RoundsJudgement judgement) = await TinyRounds.RunAsync(
            TwoTastes, ThreeRounds, TinyRounds.Honest, (truth, draws) => new OracleRecommender(truth, draws));

        // Five tracks are held back of each; lists of two find 2, 4 and 5 of them.
        foreach (int listener in (int[])[0, 1])
        {
            Assert.Equal(2.0 / 5, judgement.Value("found", 1, listener), 12);
            Assert.Equal(4.0 / 5, judgement.Value("found", 2, listener), 12);
            Assert.Equal(1, judgement.Value("found", 3, listener), 12);
            Assert.Equal(1, judgement.Value("liked", 1, listener));
            Assert.Equal(0.5, judgement.Value("liked", 3, listener));
            Assert.Equal(0, judgement.Value("mix-distance", 1, listener), 12);
            Assert.Equal(1, judgement.Value("styles-played", 1, listener), 12);
        }
    }

    [Fact]
    public async Task Popularity_WithoutOtherListens_ShowsTheSameHitsToAll()
    {
        // Of twenty tracks the first two were played by two of four listeners who had nothing else.
        SimulatedWorld start = Worlds.Of(
            [.. Enumerable.Repeat(0, 20)], [], ([0], [0]), ([0], [0, 1]), ([0], [1]), ([0], [2]));
        RoundsOptions options = new() { Rounds = 2, ListLength = 1, ChangeAt = 0 };

        (RoundsLog popular, RoundsJudgement unequal) = await TinyRounds.RunAsync(
            start, options, TinyRounds.Honest, (_, _) => new PopularityRecommender());
        (_, RoundsJudgement even) = await TinyRounds.RunAsync(
            start, options, TinyRounds.Honest, (_, _) => new TinyRounds.Scripted((listener, round) => [3 + (4 * round) + listener]));

        Assert.Equal([1, 2, 0, 0], popular.Shown[0].Select(list => list[0]));
        Assert.True(unequal.Gini[0] > even.Gini[0]);
    }

    [Fact]
    public async Task Popularity_WhenPeopleFollowTheCharts_RaisesTheExposureGiniAboveRandomLists()
    {
        SimulatedWorld start = Worlds.Simulated(tracks: 120, listeners: 60);
        RoundsOptions options = new() { Rounds = 4, ListLength = 5, ChangeAt = 0 };

        (_, RoundsJudgement popular) = await TinyRounds.RunAsync(
            start, options, new BehaviourOptions(), (_, _) => new PopularityRecommender());
        (_, RoundsJudgement random) = await TinyRounds.RunAsync(
            start, options, new BehaviourOptions(), (_, draws) => new RandomRecommender(draws));

        Assert.All(popular.Gini.Zip(random.Gini), pair => Assert.True(pair.First > pair.Second + 0.2));
    }

    [Fact]
    public async Task Listening_WithoutPatience_HearsTheFirstTrackAlone()
    {
        (RoundsLog log, _) = await TinyRounds.RunAsync(
            TwoTastes,
            ThreeRounds,
            TinyRounds.Honest with { GoesOn = 0 },
            (truth, draws) => new OracleRecommender(truth, draws));

        Assert.All(log.Shown.Zip(log.Played), round =>
            Assert.All(round.First.Zip(round.Second), pair => Assert.Equal(pair.First[..1], pair.Second)));
    }

    [Fact]
    public async Task Listening_OfDislikedTracks_SkipsAndHearsThem()
    {
        // Shown everything there is, the first listener skips the other's style and is shown none of it again.
        (RoundsLog log, RoundsJudgement judgement) = await TinyRounds.RunAsync(
            TwoTastes, ThreeRounds with { ListLength = 6 }, TinyRounds.Honest, (_, draws) => new RandomRecommender(draws));

        int[] first = [.. log.Shown.SelectMany(round => round[0])];
        Assert.Equal(first.Length, first.Distinct().Count());
        Assert.Equal(11, first.Length);
        Assert.DoesNotContain(log.Played.SelectMany(round => round[0]), track => track >= 6);
        Assert.Equal(1, judgement.Value("found", 3, 0));
    }

    [Fact]
    public async Task OwnListens_NeverGoByTasteToAStyleNotMet()
    {
        // Likes both styles, has met one; without charts and lists the other stays unmet.
        SimulatedWorld start = Worlds.Of([0, 0, 0, 1, 1, 1], [], ([0, 1], [0]));
        BehaviourOptions alone = TinyRounds.Honest with { OwnListens = 5, FollowsCharts = 0 };

        (RoundsLog log, _) = await TinyRounds.RunAsync(
            start, ThreeRounds, alone, (_, _) => new TinyRounds.Scripted((_, _) => []));

        Assert.All(log.Played, round => Assert.All(round[0], track => Assert.True(track < 3)));
        Assert.Equal(15, log.Played.Sum(round => round[0].Length));
    }

    [Fact]
    public async Task CommonRandomNumbers_SameTrackSameReaction_WhicheverRecommenderBringsIt()
    {
        SimulatedWorld start = Worlds.Of([.. Enumerable.Range(0, 40).Select(track => track % 2)], [], ([0], [0]), ([1], [1]));
        BehaviourOptions moody = TinyRounds.Honest with { SkipsLiked = 0.5, PlaysDisliked = 0.5, DislikedWithin = 0.5 };
        RoundsOptions options = ThreeRounds with { ListLength = 10 };

        (RoundsLog up, _) = await TinyRounds.RunAsync(start, options, moody, (_, _) =>
            new TinyRounds.Scripted((_, round) => [.. Enumerable.Range(10 * round, 10)]));
        (RoundsLog down, _) = await TinyRounds.RunAsync(start, options, moody, (_, _) =>
            new TinyRounds.Scripted((_, round) => [.. Enumerable.Range(40 - (10 * round), 10)]));

        foreach (int listener in (int[])[0, 1])
        {
            Assert.Equal(
                up.Played.SelectMany(round => round[listener]).Order(), down.Played.SelectMany(round => round[listener]).Order());
        }
    }
}
