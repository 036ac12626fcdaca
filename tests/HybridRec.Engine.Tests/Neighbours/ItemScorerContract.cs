using HybridRec.Engine.Interactions;

namespace HybridRec.Engine.Tests.Neighbours;

/// <summary>What every <see cref="IItemScorer"/> must do. One subclass per recommender.</summary>
public abstract class ItemScorerContract
{
    private static readonly int[] AllUsers = [.. Enumerable.Range(0, TwoTastes.Users)];

    /// <summary>How far a score may move, as a share of the largest, when the users come in another order.</summary>
    protected virtual float ReorderingTolerance => 1e-4f;

    /// <summary>Fits the recommender with options that suit a few dozen users.</summary>
    /// <param name="plays">Play counts.</param>
    /// <param name="threads">Workers at most.</param>
    private protected abstract IItemScorer Fit(InteractionMatrix plays, int threads);

    [Fact]
    public void Score_ItemNobodyPlayed_StandsAboveNoUnheardItemOfTheOwnTaste()
    {
        float[] scores = ScoreAll(Fit(TwoTastes.Plays(), 1));

        for (int user = 0; user < TwoTastes.SilentUser; user++)
        {
            float[] row = Row(scores, user);
            Assert.All(
                Items.Where(item => TwoTastes.Unheard(user, item)),
                item => Assert.True(row[TwoTastes.UnplayedItem] < row[item]));
        }
    }

    [Fact]
    public void Score_UserWithoutPlays_GivesZeros()
    {
        float[] scores = ScoreAll(Fit(TwoTastes.Plays(), 1));

        Assert.All(Row(scores, TwoTastes.SilentUser), score => Assert.Equal(0f, score));
    }

    [Fact]
    public void Score_UsersAtOnce_HasTheBitsOfOneByOne()
    {
        IItemScorer scorer = Fit(RandomPlays(), 1);
        int[] users = [7, 3, 39, 3, 0];
        float[] together = Fill(users.Length * scorer.ItemCount);
        scorer.Score(users, together);

        for (int at = 0; at < users.Length; at++)
        {
            float[] alone = Fill(scorer.ItemCount);
            scorer.Score([users[at]], alone);
            Assert.Equal(alone, together.AsSpan(at * alone.Length, alone.Length));
        }
    }

    [Fact]
    public void Fit_OneThreadOrFour_GivesTheSameBits()
    {
        InteractionMatrix plays = RandomPlays();
        int[] users = [.. Enumerable.Range(0, plays.RowCount)];
        float[] one = Fill(plays.RowCount * plays.ColumnCount);
        float[] four = Fill(plays.RowCount * plays.ColumnCount);

        Fit(plays, 1).Score(users, one);
        Fit(plays, 4).Score(users, four);

        Assert.Equal(one, four);
        Assert.All(one, score => Assert.True(float.IsFinite(score)));
    }

    [Fact]
    public void Fit_UsersInAnotherOrder_GivesThemTheSameScores()
    {
        int[] order = [.. AllUsers];
        new Random(5).Shuffle(order);
        float[] expected = ScoreAll(Fit(TwoTastes.Plays(), 1));
        float[] actual = ScoreAll(Fit(TwoTastes.Plays(order), 1));

        float tolerance = ReorderingTolerance * expected.Max(MathF.Abs);
        for (int row = 0; row < order.Length; row++)
        {
            float[] user = Row(expected, order[row]);
            Assert.All(Row(actual, row), (score, item) => Assert.Equal(user[item], score, tolerance));
        }
    }

    [Fact]
    public void Score_WrongShapeOrUser_Throws()
    {
        IItemScorer scorer = Fit(TwoTastes.Plays(), 1);

        Assert.Equal(TwoTastes.Items, scorer.ItemCount);
        Assert.Throws<ArgumentException>(() => scorer.Score([0], new float[TwoTastes.Items - 1]));
        Assert.Throws<ArgumentException>(() => scorer.Score([0, 1], new float[TwoTastes.Items]));
        Assert.Throws<ArgumentException>(() => scorer.Score([TwoTastes.Users], new float[TwoTastes.Items]));
        Assert.Throws<ArgumentException>(() => scorer.Score([-1], new float[TwoTastes.Items]));
        scorer.Score([], []);
    }

    [Fact]
    public void Fit_NoPlaysAtAll_GivesZeros()
    {
        float[] scores = Fill(6);

        Fit(InteractionMatrix.Build(2, 3, []), 1).Score([0, 1], scores);

        Assert.Equal(new float[6], scores);
    }

    /// <summary>40 users and 60 items with a long tail; two users play nothing, and some items have no plays.</summary>
    private protected static InteractionMatrix RandomPlays()
    {
        Random random = new(11);
        return InteractionMatrix.Build(
            40, 60, Enumerable.Range(0, 500).Select(_ => (random.Next(38), (int)(60 * Math.Pow(random.NextDouble(), 2)), 1f)));
    }

    private protected static IEnumerable<int> Items => Enumerable.Range(0, TwoTastes.UnplayedItem);

    // Every score must be written, so none may be left as it was.
    private static float[] Fill(int count) => [.. Enumerable.Repeat(float.NaN, count)];

    private protected static float[] Row(float[] scores, int user) =>
        scores[(user * TwoTastes.Items)..((user + 1) * TwoTastes.Items)];

    private protected static float[] ScoreAll(IItemScorer scorer)
    {
        float[] scores = Fill(TwoTastes.Users * TwoTastes.Items);
        scorer.Score(AllUsers, scores);
        return scores;
    }
}
