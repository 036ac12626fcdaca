using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Measurement;
using HybridRec.Engine.Numerics;
using HybridRec.Evaluation.Lineup;

namespace HybridRec.Evaluation.Tests.Lineup;

public sealed class ScoreRankerTests
{
    private static readonly InteractionMatrix Train = InteractionMatrix.Build(2, 4, [(0, 1, 1f), (1, 0, 1f), (1, 3, 1f)]);

    [Fact]
    public void Rank_Unheard_LeavesOutTheHistoryAndBreaksTiesByRow()
    {
        RankedLists lists = Rank(new RankingRequest([1, 0], 3, IncludeHeard: false, []), 5, 9, 5, 5);

        Assert.Equal([1, 2], lists.Items(0).ToArray());
        Assert.Equal([0, 2, 3], lists.Items(1).ToArray());
        Assert.Equal([9f, 5f], lists.Scores(0).ToArray());
    }

    [Fact]
    public void Rank_All_ListsTheHistoryToo() =>
        Assert.Equal([1, 0], Rank(new RankingRequest([0], 2, IncludeHeard: true, []), 5, 9, 5, 5).Items(0).ToArray());

    [Fact]
    public void Rank_Excluded_IsNotListed() => Assert.Equal(
        [3], Rank(new RankingRequest([0], 4, IncludeHeard: false, [true, false, true, false]), 5, 9, 5, 5).Items(0).ToArray());

    [Fact]
    public void Rank_ManyUsers_GivesEachTheirOwn()
    {
        const int users = 100;
        InteractionMatrix train = InteractionMatrix.Build(users, users, Enumerable.Range(0, users).Select(i => (i, i, 1f)));
        int[] rows = [.. Enumerable.Range(0, users).Reverse()];

        RankedLists lists = new ScoreRanker(new NextItem(users), train).Rank(
            new RankingRequest(rows, 1, IncludeHeard: false, []), TestContext.Current.CancellationToken);

        Assert.All(Enumerable.Range(0, users), i => Assert.Equal((rows[i] + 1) % users, lists.Items(i)[0]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rank_Factors_GivesTheListsOfTheirScores(bool includeHeard)
    {
        const int users = 300;
        const int items = 70;
        Random random = new(4);
        FactorScorer factors = new(Factors(users), Factors(items));
        InteractionMatrix train = InteractionMatrix.Build(
            users, items, Enumerable.Range(0, 3_000).Select(_ => (random.Next(users), random.Next(items), 1f)));
        bool[] excluded = [.. Enumerable.Range(0, items).Select(item => item % 9 == 0)];
        RankingRequest request = new([.. Enumerable.Range(0, users).Reverse()], 20, includeHeard, excluded);

        RankedLists found = new ScoreRanker(factors, train).Rank(request, TestContext.Current.CancellationToken);

        RankedLists expected = new ScoreRanker(new Hidden(factors), train).Rank(request, TestContext.Current.CancellationToken);
        for (int index = 0; index < users; index++)
        {
            Assert.Equal(expected.Items(index).ToArray(), found.Items(index).ToArray());
            Assert.Equal(expected.Scores(index).ToArray(), found.Scores(index).ToArray());
        }

        FactorMatrix Factors(int rows) => new([.. Enumerable.Range(0, rows * 5).Select(_ => (float)random.Next(-3, 4))], rows, 5);
    }

    private static RankedLists Rank(RankingRequest request, params float[] scores) =>
        new ScoreRanker(new Fixed(scores), Train).Rank(request, TestContext.Current.CancellationToken);

    /// <summary>Factors that do not show themselves as such, so that all items are scored.</summary>
    private sealed class Hidden(FactorScorer factors) : IItemScorer
    {
        public int ItemCount => factors.ItemCount;

        public void Score(ReadOnlySpan<int> userRows, Span<float> scores) => factors.Score(userRows, scores);
    }

    private sealed class Fixed(float[] values) : IItemScorer
    {
        public int ItemCount => values.Length;

        public void Score(ReadOnlySpan<int> userRows, Span<float> scores)
        {
            for (int i = 0; i < userRows.Length; i++)
            {
                values.CopyTo(scores[(i * values.Length)..]);
            }
        }
    }

    private sealed class NextItem(int items) : IItemScorer
    {
        public int ItemCount => items;

        public void Score(ReadOnlySpan<int> userRows, Span<float> scores)
        {
            scores.Clear();
            for (int i = 0; i < userRows.Length; i++)
            {
                scores[(i * items) + ((userRows[i] + 1) % items)] = 1;
            }
        }
    }
}
