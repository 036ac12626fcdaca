using HybridRec.Engine.Interactions;
using HybridRec.Engine.Neighbours;

namespace HybridRec.Engine.Tests.Neighbours;

public sealed class UserKnnTests : CoPlayScorerContract
{
    private static readonly InteractionMatrix Plays = InteractionMatrix.Build(
        4, 4, [(0, 0, 9f), (0, 1, 1f), (1, 0, 1f), (1, 2, 1f), (2, 0, 1f), (2, 1, 1f), (2, 3, 7f), (3, 3, 1f)]);

    [Fact]
    public void Score_HandWorkedPlays_SumsTheCosinesOfThosePlayingIt()
    {
        // cos(0, 1) = 1/2, cos(0, 2) = 2/√6, cos(0, 3) = 0.
        float[] scores = new float[4];

        UserKnn.Fit(Plays, new UserKnnOptions()).Score([0], scores);

        float near = 2 / MathF.Sqrt(6);
        Assert.All(
            scores.Zip([near + 0.5f, near, 0.5f, near]), pair => Assert.Equal(pair.Second, pair.First, 1e-6f));
    }

    [Fact]
    public void Score_OneNeighbour_AsksTheMostSimilarOnly()
    {
        float[] scores = new float[4];

        UserKnn.Fit(Plays, new UserKnnOptions { Neighbours = 1 }).Score([1], scores);

        // cos(1, 0) = 1/2, cos(1, 2) = 1/√6.
        Assert.Equal([0.5f, 0.5f, 0f, 0f], scores);
    }

    private protected override IItemScorer Fit(InteractionMatrix plays, int threads) =>
        UserKnn.Fit(plays, new UserKnnOptions());
}
