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
        ScoredRow[] best = new ScoredRow[4];

        Assert.Equal(4, ExactSearch.TopN([1f, 2f, 1f, 2f, 1f], [], best));

        Assert.Equal([1, 3, 0, 2], best.Select(b => b.Row));
        Assert.Equal([2f, 2f, 1f, 1f], best.Select(b => b.Score));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(30)]
    [InlineData(400)]
    [InlineData(256, 3_001)]
    [InlineData(1_000, 20_000)]
    public void TopN_RandomItems_EqualsSortingAllScores(int k, int rows = 300)
    {
        Random random = new(k);
        const int Rank = 21;
        FactorMatrix items = new(Dense.Random(random, rows * Rank), rows, Rank);
        float[] query = Dense.Random(random, Rank);
        bool[] excluded = Enumerable.Range(0, rows).Select(_ => random.NextDouble() < 0.3).ToArray();

        // Rows 10 to 20 are copies, so that ties occur at every length.
        for (int row = 11; row <= 20; row++)
        {
            items.Row(10).CopyTo(items.Row(row));
        }

        float[] scores = new float[rows];
        ExactSearch.ScoreAll(query, items, scores);
        ScoredRow[] best = new ScoredRow[k];

        int found = ExactSearch.TopN(scores, excluded, best);

        int[] expected = Enumerable.Range(0, rows).Where(row => !excluded[row])
            .OrderByDescending(row => scores[row]).ThenBy(row => row).Take(k).ToArray();
        Assert.Equal(expected, best.Take(found).Select(b => b.Row));
        Assert.All(best.Take(found), b => Assert.Equal(Scalar(query, items.Row(b.Row)), b.Score, 1e-4));
    }

    [Fact]
    public void TopN_AllExcluded_FindsNothing() =>
        Assert.Equal(0, ExactSearch.TopN([1f, 2f], [true, true], new ScoredRow[2]));

    [Fact]
    public void TopN_NaN_IsRejected()
    {
        Assert.Contains("row 1", Assert.Throws<ArgumentException>(
            () => ExactSearch.TopN([1f, float.NaN], [], new ScoredRow[1])).Message);
        Assert.Equal(1, ExactSearch.TopN([1f, float.NaN], [false, true], new ScoredRow[1]));

        float[] many = [.. Enumerable.Range(0, 5_000).Select(row => row == 4_321 ? float.NaN : 5_000f - row)];
        Assert.Contains("row 4321", Assert.Throws<ArgumentException>(() => ExactSearch.TopN(many, [], new ScoredRow[300])).Message);
    }

    [Fact]
    public void ExactSearch_ShapeMismatch_ThrowsNamingBothShapes()
    {
        Assert.Contains("(1) does not fit scores (2)", Assert.Throws<ArgumentException>(
            () => ExactSearch.TopN([1f, 1f], [true], new ScoredRow[1])).Message);
        Assert.Contains("(2, 2)", Assert.Throws<ArgumentException>(
            () => ExactSearch.ScoreAll([1f, 1f], new FactorMatrix(2, 2), new float[3])).Message);
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
