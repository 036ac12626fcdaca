using HybridRec.Engine.Interactions;
using HybridRec.Engine.Neighbours;

namespace HybridRec.Engine.Tests.Neighbours;

public sealed class PopularityScorerTests : ItemScorerContract
{
    private protected override IItemScorer Fit(InteractionMatrix plays, int threads) => PopularityScorer.Fit(plays);

    [Fact]
    public void Score_HandWorkedTimes_CountsOldUsersLess()
    {
        const long Day = 86_400;
        (int, int, float)[] plays = [(0, 0, 9f), (0, 1, 1f), (1, 1, 1f), (2, 1, 1f), (2, 2, 1f)];
        InteractionMatrix matrix = InteractionMatrix.Build(3, 3, plays);
        PlayTimes times = PlayTimes.Of(
            matrix, [(0, 0, 100 * Day), (0, 1, 70 * Day), (1, 1, 80 * Day), (1, 1, 90 * Day), (2, 1, null), (2, 2, 80 * Day)]);
        float[] scores = new float[3];

        PopularityScorer.Fit(matrix, new PopularityOptions { HalfLifeDays = 10 }, times).Score([0], scores);

        // Item 1: 30 days, 10 days, and one without a time, which is as old as the oldest.
        Assert.Equal([1f, 0.125f + 0.5f + 0.125f, 0.25f], scores);
        Assert.Contains(
            "needs to know when",
            Assert.Throws<ArgumentException>(() => PopularityScorer.Fit(matrix, new PopularityOptions { HalfLifeDays = 1 })).Message);
    }

    [Fact]
    public void Score_HandWorkedPlays_CountsUsersAndNotPlays()
    {
        PopularityScorer scorer = PopularityScorer.Fit(
            InteractionMatrix.Build(3, 3, [(0, 0, 9f), (1, 1, 1f), (2, 1, 1f)]));
        float[] scores = new float[6];

        scorer.Score([0, 2], scores);

        Assert.Equal([1f, 2f, 0f, 1f, 2f, 0f], scores);
    }
}

/// <summary>The same contract where age counts: user u played everything u days after the first.</summary>
public sealed class RecentPopularityScorerTests : ItemScorerContract
{
    // The order of the users is their age here, so with so long a half-life it hardly matters, as the contract asks.
    private protected override IItemScorer Fit(InteractionMatrix plays, int threads) => PopularityScorer.Fit(
        plays,
        new PopularityOptions { HalfLifeDays = 1e5 },
        PlayTimes.Of(plays, plays.Pairs().Select(pair => (pair.Row, pair.Column, (long?)(86_400L * pair.Row)))));

    protected override float ReorderingTolerance => 1e-3f;
}
