using HybridRec.Engine.Interactions;
using HybridRec.Engine.Neighbours;

namespace HybridRec.Engine.Tests.Neighbours;

public sealed class EaseTests : CoPlayScorerContract
{
    /// <summary>Two users play items 0 and 2, one plays items 2 and 3; nobody plays item 1.</summary>
    private static readonly InteractionMatrix Plays =
        InteractionMatrix.Build(3, 4, [(0, 0, 9f), (0, 2, 1f), (1, 0, 1f), (1, 2, 1f), (2, 2, 1f), (2, 3, 1f)]);

    [Fact]
    public void ScoreHistory_TwoItems_GivesTheHandWorkedWeights()
    {
        // Items 0 and 2: XᵀX + I = [3 2; 2 4], so P = [4 −2; −2 3] ÷ 8, B₀₂ = 2 ÷ 3 and B₂₀ = 2 ÷ 4.
        Ease ease = Learn(Plays, new EaseOptions { Regularization = 1f, MaxItems = 2 });
        float[] first = new float[4];
        float[] both = new float[4];

        ease.ScoreHistory([0], first);
        ease.ScoreHistory([0, 2, 3], both);

        Equal([0f, -1f, 2f / 3, -1f], first);
        Equal([0.5f, -0.5f, 2f / 3, -0.5f], both);
    }

    [Fact]
    public void ScoreHistory_AllPlayedItems_ModelsNoOther()
    {
        // XᵀX + I = [3 2 0; 2 4 1; 0 1 2], determinant 13; P = [7 −4 2; −4 6 −3; 2 −3 8] ÷ 13.
        Ease ease = Learn(Plays, new EaseOptions { Regularization = 1f });
        float[] scores = new float[4];

        ease.ScoreHistory([3], scores);

        Equal([-2f / 7, -9f / 7, 0.5f, 0f], scores);
    }

    [Fact]
    public void Score_OfAUser_IsThatOfTheHistory()
    {
        InteractionMatrix plays = RandomPlays();
        Ease ease = Learn(plays, new EaseOptions { MaxItems = 30 });
        float[] user = new float[60];
        float[] history = new float[60];

        ease.Score([2], user);
        ease.ScoreHistory(plays.Columns(2), history);

        Assert.Equal(user, history);
        Assert.Throws<ArgumentException>(() => ease.ScoreHistory([60], history));
    }

    [Fact]
    public void Score_HistoryOfItemsNotModelled_PutsTheModelledFirst()
    {
        float[] scores = new float[4];

        Learn(Plays, new EaseOptions { MaxItems = 1 }).ScoreHistory([0], scores);

        Assert.Equal([-1f, -1f, 0f, -1f], scores);
    }

    [Fact]
    public void Fit_MoreItemsThanTheLimit_ThrowsNamingIt()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => Learn(Plays, new EaseOptions { MaxItems = EaseOptions.Limit + 1 }));

        Assert.Contains("MaxItems", error.Message);
        Assert.Contains("20000", error.Message);
    }

    private protected override IItemScorer Fit(InteractionMatrix plays, int threads) =>
        Learn(plays, new EaseOptions { Regularization = 2f, Threads = threads });

    private static Ease Learn(InteractionMatrix plays, EaseOptions options) =>
        Ease.Fit(plays, options, TestContext.Current.CancellationToken);

    private static void Equal(float[] expected, float[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
}
