using HybridRec.Engine.Interactions;
using HybridRec.Engine.Neighbours;

namespace HybridRec.Engine.Tests.Neighbours;

public sealed class SlimTests : CoPlayScorerContract
{
    [Fact]
    public void ScoreHistory_OneItem_GivesTheHandWorkedWeights()
    {
        // Two users play items 0 and 1, one item 0 alone, one items 1 and 2; w₀ = ½, λ = 1, ν = 0.
        InteractionMatrix plays = InteractionMatrix.Build(
            4, 3, [(0, 0, 1f), (0, 1, 1f), (1, 0, 1f), (1, 1, 4f), (2, 0, 1f), (3, 1, 1f), (3, 2, 1f)]);
        Slim slim = Learn(plays, new SlimOptions { UnobservedWeight = 0.5f, Regularization = 1f, FrequencyExponent = 0f });
        float[] first = new float[3];
        float[] second = new float[3];

        slim.ScoreHistory([0], first);
        slim.ScoreHistory([1], second);

        // Item 0 from item 1: users 0 and 1 weigh 1, user 3 ½; b = 2 ÷ (2½ + 1). Item 2 from item 1: b = 1 ÷ (1 + 2·½ + 1).
        Equal([2 / 3.5f, 0f, 1f / 3], second);

        // Item 1 from items 0 and 2, which nobody plays both of: b₀ = 2 ÷ (2 + ½ + 1).
        Equal([0f, 2 / 3.5f, 0f], first);
    }

    [Fact]
    public void Fit_AllNeighbours_SolvesTheWeightedLeastSquares()
    {
        // At the minimum the gradient Σ_u c_uj (x_uj − x_u b) x_ui − λ_j b_i is 0 for every neighbour.
        InteractionMatrix plays = RandomPlays();
        SlimOptions options = new() { UnobservedWeight = 0.2f, Regularization = 2f, FrequencyExponent = 0.5f };
        Slim slim = Learn(plays, options);
        int users = plays.CountRowsWithPlays();
        for (int item = 0; item < plays.ColumnCount; item++)
        {
            int count = plays.Transpose().Columns(item).Length;
            double ridge = 2 * Math.Sqrt(count + (0.2 * users));
            for (int other = 0; other < plays.ColumnCount; other++)
            {
                double gradient = -ridge * slim.Weight(other, item);
                bool together = false;
                foreach (int user in plays.Transpose().Columns(other))
                {
                    bool played = plays.Contains(user, item);
                    together |= played;
                    double residual = (played ? 1 : 0) - Predict(slim, plays.Columns(user), item);
                    gradient += (played ? 1 : 0.2) * residual;
                }

                if (together && other != item)
                {
                    Assert.Equal(0, gradient, 1e-3);
                }
                else
                {
                    Assert.Equal(0f, slim.Weight(other, item));
                }
            }
        }
    }

    [Fact]
    public void Fit_OneNeighbour_TakesTheOneOftenestPlayedTogetherForItsPopularity()
    {
        // Item 0 is played with item 1 (3 users in all) twice and with item 2 (15 users) three times: 2/√8 > 3/√20.
        List<(int, int, float)> plays = [(0, 0, 1f), (1, 0, 1f), (2, 0, 1f), (0, 1, 1f), (1, 1, 1f), (20, 1, 1f)];
        plays.AddRange(Enumerable.Range(0, 15).Select(user => (user, 2, 1f)));
        Slim slim = Learn(InteractionMatrix.Build(21, 3, plays), new SlimOptions { Neighbours = 1 });

        Assert.True(slim.Weight(1, 0) > 0);
        Assert.Equal(0f, slim.Weight(2, 0));
    }

    [Fact]
    public void ScoreHistory_OfAUser_IsTheUsersScore()
    {
        InteractionMatrix plays = RandomPlays();
        Slim slim = Learn(plays, new SlimOptions { Neighbours = 5 });
        float[] user = new float[60];
        float[] history = new float[60];

        slim.Score([4], user);
        slim.ScoreHistory(plays.Columns(4), history);

        Assert.Equal(user, history);
        Assert.Throws<ArgumentException>(() => slim.ScoreHistory([60], history));
    }

    [Fact]
    public void Fit_OptionOutOfRange_NamesIt() => Assert.Contains(
        "UnobservedWeight",
        Assert.Throws<ArgumentException>(() => Learn(RandomPlays(), new SlimOptions { UnobservedWeight = 0f })).Message);

    [Fact]
    public void Fit_Cancelled_Stops() => Assert.ThrowsAny<OperationCanceledException>(
        () => Slim.Fit(RandomPlays(), new SlimOptions(), new CancellationToken(canceled: true)));

    private protected override IItemScorer Fit(InteractionMatrix plays, int threads) =>
        Learn(plays, new SlimOptions { Neighbours = 20, Threads = threads });

    private static double Predict(Slim slim, ReadOnlySpan<int> history, int item)
    {
        double sum = 0;
        foreach (int played in history)
        {
            sum += slim.Weight(played, item);
        }

        return sum;
    }

    private static Slim Learn(InteractionMatrix plays, SlimOptions options) =>
        Slim.Fit(plays, options, TestContext.Current.CancellationToken);

    private static void Equal(float[] expected, float[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
}
