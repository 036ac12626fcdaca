using HybridRec.Evaluation.Simulation;
using HybridRec.Evaluation.Simulation.Rounds;

namespace HybridRec.Evaluation.Tests.Simulation.Rounds;

public sealed class RoundsJudgeTests
{
    [Fact]
    public void ExposureGini_HandWorked_CountsTracksNeverShown()
    {
        Assert.Equal(0, RoundsJudge.ExposureGini([[0, 1], [2, 3]], 4), 12);
        Assert.Equal(1, RoundsJudge.ExposureGini([[0], [0]], 4), 12);

        // 0, 0, 1, 3: (−3·0 − 1·0 + 1·1 + 3·3) ÷ (3 · 4)
        Assert.Equal(10.0 / 12, RoundsJudge.ExposureGini([[2, 3], [3], [3]], 4), 12);
        Assert.Equal(0, RoundsJudge.ExposureGini([[]], 4));
    }

    [Fact]
    public void EffectiveStyles_HandWorked_CountsEvenStyles()
    {
        Assert.Equal(1, RoundsJudge.EffectiveStyles([0, 1, 0]), 12);
        Assert.Equal(2, RoundsJudge.EffectiveStyles([0.5, 0, 0.5]), 12);
        Assert.True(double.IsNaN(RoundsJudge.EffectiveStyles([0, 0])));
    }

    [Fact]
    public async Task Serendipity_CountsLikedTracksOfStylesNeverPlayed_Once()
    {
        // Likes styles 0 and 1, has played style 0 only. Round 1 shows one of each and one disliked; then style 1 is known.
        SimulatedWorld start = Worlds.Of([0, 0, 1, 1, 2, 2], [], ([0, 1], [0]));
        int[][] lists = [[1, 2, 4], [3]];

        (_, RoundsJudgement judgement) = await TinyRounds.RunAsync(
            start,
            new RoundsOptions { Rounds = 2, ListLength = 4, ChangeAt = 0 },
            TinyRounds.Honest,
            (_, _) => new TinyRounds.Scripted((_, round) => lists[round - 1]));

        Assert.Equal(2.0 / 4, judgement.Value("liked", 1, 0));
        Assert.Equal(1.0 / 4, judgement.Value("serendipity", 1, 0));
        Assert.Equal(1.0 / 4, judgement.Value("liked", 2, 0));
        Assert.Equal(0, judgement.Value("serendipity", 2, 0));
        Assert.Equal(3, judgement.Value("styles-shown", 1, 0), 12);
        Assert.Equal(2, judgement.Value("styles-played", 1, 0), 12);

        // Tracks 1, 2 and 3 are held back.
        Assert.Equal(2.0 / 3, judgement.Value("found", 1, 0), 12);
        Assert.Equal(1, judgement.Value("found", 2, 0), 12);
    }

    [Fact]
    public async Task EmptyListsAndNoPlays_HaveNoMixAndNoPopularity()
    {
        SimulatedWorld start = Worlds.Of([0, 1], [], ([0], [0]));

        (_, RoundsJudgement judgement) = await TinyRounds.RunAsync(
            start,
            new RoundsOptions { Rounds = 2, ChangeAt = 0 },
            TinyRounds.Honest,
            (_, _) => new TinyRounds.Scripted((_, _) => []));

        Assert.Equal(0, judgement.Value("liked", 1, 0));
        Assert.True(double.IsNaN(judgement.Value("found", 1, 0)));
        Assert.True(double.IsNaN(judgement.Value("mix-distance", 1, 0)));
        Assert.True(double.IsNaN(judgement.Value("popularity", 1, 0)));
    }

    [Theory]
    [InlineData(3, 0, 0)]
    [InlineData(4, 1, 2)]
    [InlineData(5, 2, 4)]
    [InlineData(6, null, 8)]
    [InlineData(99, null, 8)]
    public async Task TasteChange_IsFoundExactlyWhenTheListsFollow(int followsFrom, int? rounds, int plays)
    {
        // Style 0 is dropped at round 3 for style 1, the only other one there is with tracks to gain. Until the recommender
        // follows it shows style 0, of which two tracks a round are played all the same.
        SimulatedWorld start = Changing();
        BehaviourOptions polite = TinyRounds.Honest with { PlaysDisliked = 1 };
        RoundsOptions options = new() { Rounds = 6, ListLength = 2, ChangeAt = 3, ChangeShare = 1 };

        (_, RoundsJudgement judgement) = await TinyRounds.RunAsync(start, options, polite, (truth, _) =>
        {
            int gained = truth.Changes[0]!.Gained;
            Assert.Equal(0, truth.Changes[0]!.Dropped);
            return new TinyRounds.Scripted((_, round) => TwoOf(start, round >= followsFrom ? gained : 0, round));
        });

        TasteFollowing following = Assert.Single(judgement.Following);
        Assert.Equal(rounds, following.Rounds);
        Assert.Equal(plays, following.Plays);
    }

    [Fact]
    public async Task TasteChange_OneLuckyList_IsNotFollowing()
    {
        SimulatedWorld start = Changing();
        RoundsOptions options = new() { Rounds = 6, ListLength = 2, ChangeAt = 3, ChangeShare = 1 };

        (_, RoundsJudgement judgement) = await TinyRounds.RunAsync(start, options, TinyRounds.Honest, (truth, _) =>
            new TinyRounds.Scripted((_, round) => TwoOf(start, round is 3 or 5 ? truth.Changes[0]!.Gained : 0, round)));

        Assert.Null(Assert.Single(judgement.Following).Rounds);
    }

    // Twelve tracks of each style; the listener likes style 0 only.
    private static SimulatedWorld Changing() =>
        Worlds.Of([.. Enumerable.Range(0, 12 * LibraryPlan.StyleCount).Select(i => i % LibraryPlan.StyleCount)], [], ([0], []));

    private static int[] TwoOf(SimulatedWorld world, int style, int round) =>
        [.. world.Tracks.Where(track => track.Style == style).Select(track => track.Index).Skip(2 * (round - 1)).Take(2)];
}
