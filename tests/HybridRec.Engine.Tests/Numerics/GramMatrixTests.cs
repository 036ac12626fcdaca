using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Tests.Numerics;

public sealed class GramMatrixTests
{
    [Fact]
    public void Compute_HandWorkedRows_SumsWeightedOuterProducts()
    {
        FactorMatrix rows = new([1f, 2f, 3f, -1f], 2, 2);

        float[] plain = GramMatrix.Compute(rows, default, 1, TestContext.Current.CancellationToken);
        float[] weighted = GramMatrix.Compute(rows, new[] { 1f, 4f }, 1, TestContext.Current.CancellationToken);

        Assert.Equal([10f, -1f, -1f, 5f], plain);
        Assert.Equal([37f, -10f, -10f, 8f], weighted);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(300, 5)]
    [InlineData(1_000, 64)]
    [InlineData(70, 19)]
    public void Compute_RandomRows_EqualsTheScalarTwin(int rowCount, int rank)
    {
        Random random = new(rank);
        FactorMatrix rows = new(Dense.Random(random, rowCount * rank), rowCount, rank);
        float[] weights = Array.ConvertAll(Dense.Random(random, rowCount), Math.Abs);

        float[] gram = GramMatrix.Compute(rows, weights, 2, TestContext.Current.CancellationToken);

        for (int i = 0; i < rank; i++)
        {
            for (int j = 0; j < rank; j++)
            {
                double expected = 0;
                for (int row = 0; row < rowCount; row++)
                {
                    expected += (double)weights[row] * rows.Row(row)[i] * rows.Row(row)[j];
                }

                Assert.Equal(expected, gram[(i * rank) + j], 1e-5 * rowCount);
            }
        }
    }

    [Fact]
    public void Compute_AnyThreadCount_GivesTheSameBits()
    {
        FactorMatrix rows = new(Dense.Random(new Random(3), 5_000 * 12), 5_000, 12);

        float[] one = GramMatrix.Compute(rows, default, 1, TestContext.Current.CancellationToken);

        Assert.Equal(one, GramMatrix.Compute(rows, default, 2, TestContext.Current.CancellationToken));
        Assert.Equal(one, GramMatrix.Compute(rows, default, 7, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Compute_NoRows_IsZero() =>
        Assert.Equal(new float[9], GramMatrix.Compute(new FactorMatrix(0, 3), default, 0, TestContext.Current.CancellationToken));

    [Theory]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    public void Compute_BadWeight_ThrowsNamingTheRow(float weight)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => GramMatrix.Compute(
            new FactorMatrix(2, 1), new[] { 1f, weight }, 1, TestContext.Current.CancellationToken));

        Assert.Contains("row 1", error.Message);
    }

    [Fact]
    public void Compute_Cancelled_Stops()
    {
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(
            () => GramMatrix.Compute(new FactorMatrix(10, 2), default, 1, cancelled.Token));
    }
}
