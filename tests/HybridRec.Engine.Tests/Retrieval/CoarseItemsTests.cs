using HybridRec.Engine.Factorization;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Retrieval;

namespace HybridRec.Engine.Tests.Retrieval;

public sealed class CoarseItemsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(128)]
    [InlineData(200)]
    [InlineData(2_000)]
    public void ScoreAll_AnyRank_IsWithinAHundredthOfTheSpread(int rank)
    {
        (FactorMatrix items, float[] query) = Random(300, rank);
        items.Row(7).Clear();
        float[] exact = new float[300];
        float[] coarse = new float[300];

        ExactSearch.ScoreAll(query, items, exact);
        new CoarseItems(items).ScoreAll(query, coarse);

        double spread = Math.Sqrt(exact.Average(score => (double)score * score));
        double error = Math.Sqrt(exact.Zip(coarse).Average(pair => Math.Pow(pair.First - pair.Second, 2)));
        Assert.InRange(error, 0, 0.01 * spread);
        Assert.Equal(0, coarse[7]);
    }

    [Fact]
    public void ScoreAll_WideAndNarrow_GiveTheSumOfTheRoundedProducts()
    {
        (FactorMatrix items, float[] query) = Random(20, 45);
        CoarseItems coarse = new(items);
        short[] x = [.. Enumerable.Range(0, 64).Select(k => (short)(k < 45 ? (k * 700) - 15_000 : 0))];
        float[] narrow = new float[20];
        float[] all = new float[20];

        coarse.ScoreNarrow(x, 1, narrow);
        coarse.ScoreAll([.. x[..45].Select(value => (float)value)], all);

        for (int row = 0; row < 20; row++)
        {
            float largest = items.Row(row).ToArray().Max(MathF.Abs);
            long sum = 0;
            for (int k = 0; k < 45; k++)
            {
                sum += (long)x[k] * (long)MathF.Round(items.Row(row)[k] / largest * 127);
            }

            Assert.Equal(sum * (largest / 127), narrow[row], Math.Abs(narrow[row]) * 1e-5);
            Assert.Equal(narrow[row], all[row], 0.002 * 15_800 * largest);
        }
    }

    [Fact]
    public void ScoreAll_ZeroQuery_IsZero()
    {
        float[] scores = [.. Enumerable.Repeat(5f, 20)];

        new CoarseItems(Random(20, 9).Items).ScoreAll(new float[9], scores);

        Assert.All(scores, score => Assert.Equal(0, score));
    }

    [Fact]
    public void ScoreAll_OtherShape_ThrowsStatingBoth() => Assert.Contains(
        "query (3) and scores (20) do not fit items (20, 9)",
        Assert.Throws<ArgumentException>(() => new CoarseItems(Random(20, 9).Items).ScoreAll(new float[3], new float[20])).Message);

    [Fact]
    public void Of_LargeLibrary_LooksCoarselyAndScoresSingleTracksExactly()
    {
        FactorMatrix items = Random(RelevanceSpace.CoarseFrom, 8).Items;
        float[] scales = [.. Enumerable.Range(0, items.Rows).Select(row => 0.5f + (row % 3))];
        RelevanceSpace space = new(
            new FoldIn(items, default, new ImplicitAlsOptions { Rank = 8 }), scales, new float[items.Rows], null, EarSpace.Of(items),
            new RelevanceWeights(0.5f, 0, 0.3f));
        Evidence[] history = [new(3, 2, 1), new(77, 4, 1), new(500, 1, 0.5f)];
        using RowBuffers.Loan loan = new RowBuffers(items.Rows).Borrow();
        ListenerRelevance exact = space.Of(history);
        ListenerRelevance coarse = space.Of(history, space.Weights, loan);
        float[] expected = new float[items.Rows];
        float[] actual = new float[items.Rows];

        exact.ScoreAll(expected);
        coarse.ScoreAll(actual);

        double spread = Math.Sqrt(expected.Average(score => (double)score * score));
        Assert.NotEqual(expected, actual);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 0.05 * spread));
        for (int row = 0; row < items.Rows; row += 997)
        {
            float[] contributions = new float[history.Length];
            coarse.AddContributions(row, contributions);
            Assert.Equal(expected[row], coarse.Score(row), 0.002 * spread);
            Assert.Equal(coarse.Score(row), contributions.Sum(), 1e-3 * spread);
        }
    }

    [Fact]
    public void Loan_TakenAgain_IsTheSameArrayOfZeros()
    {
        RowBuffers buffers = new(4);
        float[] first;
        using (RowBuffers.Loan loan = buffers.Borrow())
        {
            first = loan.Take();
            first.AsSpan().Fill(3);
            Assert.NotSame(first, loan.Take());
        }

        using RowBuffers.Loan next = buffers.Borrow();
        float[][] taken = [next.Take(), next.Take()];
        Assert.Contains(first, taken);
        Assert.All(taken, values => Assert.Equal(new float[4], values));
    }

    private static (FactorMatrix Items, float[] Query) Random(int rows, int rank)
    {
        Random random = new(rank);
        FactorMatrix items = new(rows, rank);
        foreach (ref float value in items.Values.AsSpan())
        {
            value = 0.01f * random.NextGaussian();
        }

        return (items, [.. Enumerable.Range(0, rank).Select(_ => random.NextGaussian())]);
    }
}
