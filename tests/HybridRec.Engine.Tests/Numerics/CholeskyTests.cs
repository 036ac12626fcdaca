using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Tests.Numerics;

public sealed class CholeskyTests
{
    [Fact]
    public void Solve_HandWorkedSystem_GivesTheSolution()
    {
        // [4 2; 2 5] x = [8, 9] has x = [22/16, 20/16].
        float[] a = [4f, 2f, 2f, 5f];
        float[] b = [8f, 9f];

        Assert.True(Cholesky.TryFactor(a, 2, out int failedPivot));
        Cholesky.Solve(a, 2, b);

        Assert.Equal(-1, failedPivot);
        Assert.Equal([2f, 1f, 2f], new[] { a[0], a[1], a[3] });
        Assert.Equal(1.375f, b[0], 1e-6f);
        Assert.Equal(1.25f, b[1], 1e-6f);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(13)]
    [InlineData(64)]
    [InlineData(101)]
    public void Solve_RandomSystem_EqualsTheScalarTwin(int order)
    {
        Random random = new(order);
        float[] a = Dense.RandomPositiveDefinite(random, order);
        float[] b = Dense.Random(random, order);
        double[] expected = Dense.Solve(a, b);

        Assert.True(Cholesky.TryFactor(a, order, out _));
        Cholesky.Solve(a, order, b);

        for (int i = 0; i < order; i++)
        {
            Assert.Equal(expected[i], b[i], 1e-3 * (1 + Math.Abs(expected[i])));
        }
    }

    [Fact]
    public void TryFactor_LowerTriangleIsNaN_IsNeverRead()
    {
        float[] a = [4f, 2f, float.NaN, 5f];

        Assert.True(Cholesky.TryFactor(a, 2, out _));
    }

    [Fact]
    public void TryFactor_SingularMatrix_NamesThePivot()
    {
        // Row 2 is the sum of rows 0 and 1.
        float[] a = [2f, 1f, 3f, 1f, 2f, 3f, 3f, 3f, 6f];

        Assert.False(Cholesky.TryFactor(a, 3, out int failedPivot));
        Assert.Equal(2, failedPivot);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(-1f)]
    [InlineData(0f)]
    public void TryFactor_BadPivot_Fails(float pivot)
    {
        float[] a = [1f, 0f, 0f, pivot];

        Assert.False(Cholesky.TryFactor(a, 2, out int failedPivot));
        Assert.Equal(1, failedPivot);
    }

    [Fact]
    public void Solve_WrongShape_ThrowsNamingIt()
    {
        float[] a = [1f, 0f, 0f, 1f];

        Assert.Contains("order 2", Assert.Throws<ArgumentException>(() => Cholesky.Solve(a, 2, new float[3])).Message);
        Assert.Contains("order 3", Assert.Throws<ArgumentException>(() => Cholesky.TryFactor(a, 3, out _)).Message);
    }
}
