using HybridRec.Engine.Interactions;
using HybridRec.Engine.Neighbours;

namespace HybridRec.Engine.Tests.Neighbours;

public sealed class ItemKnnTests : CoPlayScorerContract
{
    private static readonly InteractionMatrix Triangle =
        InteractionMatrix.Build(3, 3, [(0, 0, 5f), (0, 1, 1f), (1, 0, 1f), (1, 1, 2f), (2, 1, 1f), (2, 2, 3f)]);

    private static readonly InteractionMatrix Uneven =
        InteractionMatrix.Build(3, 3, [(0, 0, 4f), (0, 1, 1f), (1, 1, 1f), (1, 2, 1f), (2, 1, 1f)]);

    [Fact]
    public void Score_BinaryWithoutShrinkage_SumsTheSharesOfCosines()
    {
        // n = 2, 3, 1; n₀₁ = 2, n₁₂ = 1, n₀₂ = 0.
        float[] scores = new float[6];

        Learn(Triangle, new ItemKnnOptions { Weighting = PairWeighting.Binary, Shrinkage = 0f }).Score([0, 2], scores);

        // Items 0 and 2 have one neighbour each; the cosines of item 1 are shares of their sum.
        float near = 2 / MathF.Sqrt(6);
        float far = 1 / MathF.Sqrt(3);
        float share = near / (near + far);
        Equal([share, 1f, 1 - share, share, 1f, 1 - share], scores);
    }

    [Fact]
    public void Score_Shrinkage_AddsUsersToTheNorms()
    {
        float[] scores = new float[3];

        Learn(Triangle, new ItemKnnOptions { Weighting = PairWeighting.Binary, Shrinkage = 4f })
            .ScoreHistory([1], scores);

        float near = 2 / (MathF.Sqrt(6) + 4);
        float far = 1 / (MathF.Sqrt(3) + 4);
        Equal([near / (near + far), 0f, far / (near + far)], scores);
    }

    [Fact]
    public void Score_OneNeighbour_KeepsTheMostSimilar()
    {
        float[] scores = new float[3];

        Learn(Triangle, new ItemKnnOptions { Weighting = PairWeighting.Binary, Shrinkage = 0f, Neighbours = 1 })
            .ScoreHistory([1], scores);

        Equal([1f, 0f, 0f], scores);
    }

    [Fact]
    public void Score_TfIdf_TrustsListenersOfFewItemsMore()
    {
        // w₀₀ = √4·ln 2.5, w₀₁ = w₁₁ = w₁₂ = ln 2.5, w₂₁ = ln 4 (user, item): the users have 2, 2 and 1 of three items.
        double two = Math.Log(2.5);
        double one = Math.Log(4);
        double near = 2 * two * two / (2 * two * Math.Sqrt((2 * two * two) + (one * one)));
        double far = two * two / (two * Math.Sqrt((2 * two * two) + (one * one)));

        Equal([(float)(near / (near + far)), 0f, (float)(far / (near + far))], Shares(PairWeighting.TfIdf, 0f));
    }

    [Fact]
    public void Score_Bm25_SaturatesPlaysAndWeighsPopularItemsLess()
    {
        // Users an item: 1, 3, 1, mean 5/3; so the lengths are 0.7 and 1.6.
        double rare = 0.25 + (0.75 * 3 / 5);
        double common = 0.25 + (0.75 * 9 / 5);
        double first = 4 * 2.2 / (4 + (1.2 * rare)) * Math.Log(2.5);
        double last = 2.2 / (1 + (1.2 * rare)) * Math.Log(2.5);
        double middle = 2.2 / (1 + (1.2 * common)) * Math.Log(2.5);
        double alone = 2.2 / (1 + (1.2 * common)) * Math.Log(4);
        double norm = Math.Sqrt((2 * middle * middle) + (alone * alone));
        double unit = ((first * first) + (last * last) + (norm * norm)) / 5;
        double near = first * middle / ((first * norm) + (3 * unit));
        double far = last * middle / ((last * norm) + (3 * unit));

        Equal([(float)(near / (near + far)), 0f, (float)(far / (near + far))], Shares(PairWeighting.Bm25, 3f));
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

    private static float[] Shares(PairWeighting weighting, float shrinkage)
    {
        float[] scores = new float[3];
        Learn(Uneven, new ItemKnnOptions { Weighting = weighting, Shrinkage = shrinkage }).ScoreHistory([1], scores);
        return scores;
    }

    private static void Equal(float[] expected, float[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
}
