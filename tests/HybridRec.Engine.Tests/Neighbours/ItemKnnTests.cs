using HybridRec.Engine.Interactions;
using HybridRec.Engine.Neighbours;

namespace HybridRec.Engine.Tests.Neighbours;

public sealed class ItemKnnTests : CoPlayScorerContract
{
    private static readonly InteractionMatrix Triangle =
        InteractionMatrix.Build(3, 3, [(0, 0, 5f), (0, 1, 1f), (1, 0, 1f), (1, 1, 2f), (2, 1, 1f), (2, 2, 3f)]);

    private static readonly InteractionMatrix Uneven = InteractionMatrix.Build(2, 2, [(0, 0, 4f), (0, 1, 1f), (1, 1, 1f)]);

    [Fact]
    public void Score_BinaryWithoutShrinkage_IsTheSumOfCosines()
    {
        // n = 2, 3, 1; n₀₁ = 2, n₁₂ = 1, n₀₂ = 0.
        float[] scores = new float[6];

        Learn(Triangle, new ItemKnnOptions { Weighting = PairWeighting.Binary, Shrinkage = 0f }).Score([0, 2], scores);

        float near = 2 / MathF.Sqrt(6);
        float far = 1 / MathF.Sqrt(3);
        Equal([near, near, far, near, far, far], scores);
    }

    [Fact]
    public void Score_Shrinkage_AddsUsersToTheNorms()
    {
        float[] scores = new float[3];

        Learn(Triangle, new ItemKnnOptions { Weighting = PairWeighting.Binary, Shrinkage = 4f })
            .ScoreHistory([1], scores);

        Equal([2 / (MathF.Sqrt(6) + 4), 0f, 1 / (MathF.Sqrt(3) + 4)], scores);
    }

    [Fact]
    public void Score_OneNeighbour_KeepsTheMostSimilar()
    {
        float[] scores = new float[3];

        Learn(Triangle, new ItemKnnOptions { Weighting = PairWeighting.Binary, Shrinkage = 0f, Neighbours = 1 })
            .ScoreHistory([1], scores);

        Equal([2 / MathF.Sqrt(6), 0f, 0f], scores);
    }

    [Fact]
    public void Score_TfIdf_TrustsListenersOfFewItemsMore()
    {
        // w₀₀ = √4·ln 2, w₀₁ = ln 2, w₁₁ = ln 3.
        float[] scores = new float[2];

        Learn(Uneven, new ItemKnnOptions { Weighting = PairWeighting.TfIdf, Shrinkage = 0f })
            .ScoreHistory([0], scores);

        Equal([0f, MathF.Log(2) / MathF.Sqrt((MathF.Log(2) * MathF.Log(2)) + (MathF.Log(3) * MathF.Log(3)))], scores);
    }

    [Fact]
    public void Score_Bm25_SaturatesPlaysAndWeighsPopularItemsLess()
    {
        // n̄ = 1.5, so the lengths are 0.75 and 1.25: w₀₀ = 4·2.2 ÷ (4 + 0.9)·ln 2, w₀₁ = 2.2 ÷ (1 + 1.5)·ln 2, w₁₁ likewise.
        double first = 8.8 / 4.9 * Math.Log(2);
        double second = 0.88 * Math.Log(2);
        double third = 0.88 * Math.Log(3);
        double unit = ((first * first) + (second * second) + (third * third)) / 3;
        float[] scores = new float[2];

        Learn(Uneven, new ItemKnnOptions { Weighting = PairWeighting.Bm25, Shrinkage = 1f }).ScoreHistory([0], scores);

        double norms = first * Math.Sqrt((second * second) + (third * third));
        Equal([0f, (float)(first * second / (norms + unit))], scores);
    }

    [Fact]
    public void ScoreHistory_OfAUser_IsTheUsersScore()
    {
        InteractionMatrix plays = RandomPlays();
        ItemKnn knn = Learn(plays, new ItemKnnOptions { Neighbours = 5 });
        float[] user = new float[60];
        float[] history = new float[60];

        knn.Score([4], user);
        knn.ScoreHistory(plays.Columns(4), history);

        Assert.Equal(user, history);
    }

    [Fact]
    public void ScoreHistory_WrongShapeOrItem_Throws()
    {
        ItemKnn knn = Learn(Triangle, new ItemKnnOptions());

        Assert.Throws<ArgumentException>(() => knn.ScoreHistory([0], new float[2]));
        Assert.Throws<ArgumentException>(() => knn.ScoreHistory([3], new float[3]));
    }

    [Fact]
    public void Fit_OptionOutOfRange_NamesIt()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => Learn(Triangle, new ItemKnnOptions { Neighbours = 0 }));

        Assert.Contains("Neighbours", error.Message);
    }

    [Fact]
    public void Fit_Cancelled_Stops()
    {
        Assert.ThrowsAny<OperationCanceledException>(
            () => ItemKnn.Fit(Triangle, new ItemKnnOptions(), new CancellationToken(canceled: true)));
    }

    private protected override IItemScorer Fit(InteractionMatrix plays, int threads) =>
        Learn(plays, new ItemKnnOptions { Neighbours = 20, Threads = threads });

    private static ItemKnn Learn(InteractionMatrix plays, ItemKnnOptions options) =>
        ItemKnn.Fit(plays, options, TestContext.Current.CancellationToken);

    private static void Equal(float[] expected, float[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
}
