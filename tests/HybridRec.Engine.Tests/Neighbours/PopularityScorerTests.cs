using HybridRec.Engine.Interactions;
using HybridRec.Engine.Neighbours;

namespace HybridRec.Engine.Tests.Neighbours;

public sealed class PopularityScorerTests : ItemScorerContract
{
    private protected override IItemScorer Fit(InteractionMatrix plays, int threads) => PopularityScorer.Fit(plays);

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
