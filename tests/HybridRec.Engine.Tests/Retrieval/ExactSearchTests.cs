using HybridRec.Engine.Numerics;
using HybridRec.Engine.Retrieval;
using HybridRec.Engine.Tests.Numerics;

namespace HybridRec.Engine.Tests.Retrieval;

public sealed class ExactSearchTests
{
    [Fact]
    public void ScoreAll_HandWorkedFactors_GivesInnerProducts()
    {
        float[] scores = new float[2];

        ExactSearch.ScoreAll([3f, 5f], new FactorMatrix([1f, 0f, 0f, 2f], 2, 2), scores);

        Assert.Equal([3f, 10f], scores);
    }

    [Fact]
    public void TopN_EqualScores_OrdersByRow()
    {
        FactorMatrix items = new([1f, 2f, 1f, 2f, 1f], 5, 1);
        ScoredRow[] best = new ScoredRow[4];

        Assert.Equal(4, ExactSearch.TopN([1f], items, [], best));

        Assert.Equal([1, 3, 0, 2], best.Select(b => b.Row));
        Assert.Equal([2f, 2f, 1f, 1f], best.Select(b => b.Score));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(30)]
    [InlineData(400)]
    public void TopN_RandomItems_EqualsSortingAllScores(int k)
    {
        Random random = new(k);
        const int Rows = 300;
        const int Rank = 21;
        FactorMatrix items = new(Dense.Random(random, Rows * Rank), Rows, Rank);
        float[] query = Dense.Random(random, Rank);
        bool[] excluded = Enumerable.Range(0, Rows).Select(_ => random.NextDouble() < 0.3).ToArray();

        // Rows 10 to 20 are copies, so that ties occur at every length.
        for (int row = 11; row <= 20; row++)
        {
            items.Row(10).CopyTo(items.Row(row));
        }

        float[] scores = new float[Rows];
        ExactSearch.ScoreAll(query, items, scores);
        ScoredRow[] best = new ScoredRow[k];
        ScoredRow[] fromScores = new ScoredRow[k];

        int found = ExactSearch.TopN(query, items, excluded, best);
        int foundAgain = ExactSearch.TopN(scores, excluded, fromScores);

        int[] expected = Enumerable.Range(0, Rows).Where(row => !excluded[row])
            .OrderByDescending(row => scores[row]).ThenBy(row => row).Take(k).ToArray();
        Assert.Equal(expected, best.Take(found).Select(b => b.Row));
        Assert.Equal(best.Take(found), fromScores.Take(foundAgain));
        Assert.All(best.Take(found), b => Assert.Equal(Scalar(query, items.Row(b.Row)), b.Score, 1e-4));
    }

    [Fact]
    public void TopN_AllExcluded_FindsNothing() =>
        Assert.Equal(0, ExactSearch.TopN([1f], new FactorMatrix([1f, 2f], 2, 1), [true, true], new ScoredRow[2]));

    [Fact]
    public void TopN_NaN_IsRejected()
    {
        FactorMatrix items = new([1f, float.NaN], 2, 1);

        Assert.Contains("query", Assert.Throws<ArgumentException>(
            () => ExactSearch.TopN([float.NaN], items, [], new ScoredRow[1])).Message);
        Assert.Contains("row 1", Assert.Throws<ArgumentException>(
            () => ExactSearch.TopN([1f], items, [], new ScoredRow[1])).Message);
        Assert.Equal(1, ExactSearch.TopN([1f], items, [false, true], new ScoredRow[1]));
    }

    [Fact]
    public void TopN_ShapeMismatch_ThrowsNamingBothShapes()
    {
        FactorMatrix items = new(2, 2);

        Assert.Contains("(2, 2)", Assert.Throws<ArgumentException>(
            () => ExactSearch.TopN([1f], items, [], new ScoredRow[1])).Message);
        Assert.Contains("(2, 2)", Assert.Throws<ArgumentException>(
            () => ExactSearch.TopN([1f, 1f], items, [true], new ScoredRow[1])).Message);
        Assert.Contains("(2, 2)", Assert.Throws<ArgumentException>(
            () => ExactSearch.ScoreAll([1f, 1f], items, new float[3])).Message);
    }

    private static double Scalar(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            sum += (double)x[i] * y[i];
        }

        return sum;
    }
}
