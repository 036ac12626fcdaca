using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Tests.Numerics;

public sealed class BlockedCholeskyTests
{
    [Theory]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(144)]
    public void Solve_RandomSystem_EqualsTheScalarTwinAndNeverReadsBelowTheDiagonal(int order)
    {
        Random random = new(order);
        float[] a = Dense.RandomPositiveDefinite(random, order);
        float[] b = Dense.Random(random, order);
        double[] expected = Dense.Solve(a, b);
        float[] narrow = [.. a];
        Assert.True(Cholesky.TryFactor(narrow, order, out _));
        for (int i = 0; i < order; i++)
        {
            a.AsSpan(i * order, i).Fill(float.NaN);
        }

        float[] inverses = new float[order * BlockedCholesky.Block];
        Assert.True(BlockedCholesky.TryFactor(a, order, b, inverses, out int failedPivot));
        BlockedCholesky.SolveUpper(a, order, inverses, b);

        Assert.Equal(-1, failedPivot);
        for (int i = 0; i < order; i++)
        {
            Assert.Equal(expected[i], b[i], 1e-3 * (1 + Math.Abs(expected[i])));
            for (int j = i; j < order; j++)
            {
                Assert.Equal(narrow[(i * order) + j], a[(i * order) + j], 1e-3);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(16)]
    [InlineData(31)]
    public void TryFactor_RowIsTheSumOfOthers_NamesThePivot(int singular)
    {
        const int Order = 32;
        float[] rows = Dense.Random(new Random(singular), Order * Order);
        for (int d = 0; d < Order; d++)
        {
            rows[(d * Order) + singular] = Enumerable.Range(0, singular).Sum(other => rows[(d * Order) + other]);
        }

        float[] a = new float[Order * Order];
        SymmetricUpdate.Accumulate(a, Order, Order, rows, Order, Order, 1f);

        Assert.False(BlockedCholesky.TryFactor(
            a, Order, new float[Order], new float[Order * BlockedCholesky.Block], out int failedPivot));
        Assert.Equal(singular, failedPivot);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(-1f)]
    public void TryFactor_BadPivot_Fails(float pivot)
    {
        float[] a = new float[16 * 16];
        for (int i = 0; i < 16; i++)
        {
            a[i * 17] = i == 7 ? pivot : 1f;
        }

        Assert.False(BlockedCholesky.TryFactor(a, 16, new float[16], new float[256], out int failedPivot));
        Assert.Equal(7, failedPivot);
    }
}
