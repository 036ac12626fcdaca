using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Tests.Numerics;

public sealed class CholeskyInverseTests
{
    private const int Block = UpperTiles.Size;

    public static TheoryData<int> Orders => [1, 2, 13, Block - 1, Block, Block + 1, (2 * Block) + 16, (3 * Block) + 5];

    [Fact]
    public void TryInvert_HandWorkedMatrix_GivesBothTriangles()
    {
        // The inverse of [4 2; 2 5] is [5 −2; −2 4] ÷ 16; the lower triangle is never read.
        float[] a = [4f, 2f, float.NaN, 5f];

        Assert.True(Invert(a, 2, 1, out int failedPivot));

        Assert.Equal(-1, failedPivot);
        Assert.All(a.Zip([0.3125f, -0.125f, -0.125f, 0.25f]), pair => Assert.Equal(pair.Second, pair.First, 1e-6f));
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void TryInvert_RandomMatrix_EqualsTheScalarTwin(int order)
    {
        float[] a = Dense.RandomPositiveDefinite(new Random(order), order);
        double[] expected = ScalarTwin(a, order);
        for (int i = 0; i < order; i++)
        {
            a.AsSpan(i * order, i).Fill(float.NaN);
        }

        Assert.True(Invert(a, order, 1, out _));

        double largest = expected.Max(Math.Abs);
        for (int at = 0; at < a.Length; at++)
        {
            Assert.True(Math.Abs(expected[at] - a[at]) < 2e-3 * largest, $"({at / order}, {at % order}): {a[at]}, not {expected[at]}.");
        }
    }

    [Fact]
    public void TryInvert_OneThreadOrFour_HasTheSameBits()
    {
        const int Order = (3 * Block) + 5;
        float[] one = Dense.RandomPositiveDefinite(new Random(9), Order);
        float[] four = [.. one];

        Invert(one, Order, 1, out _);
        Invert(four, Order, 4, out _);

        Assert.Equal(one, four);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Block + 3)]
    public void TryInvert_SingularMatrix_NamesThePivot(int pivot)
    {
        const int Order = Block + 10;
        float[] a = new float[Order * Order];
        for (int i = 0; i < Order; i++)
        {
            a[(i * Order) + i] = i == pivot ? 0f : 1f;
        }

        Assert.False(Invert(a, Order, 2, out int failedPivot));
        Assert.Equal(pivot, failedPivot);
    }

    [Fact]
    public void TryInvert_Cancelled_Stops()
    {
        float[] a = Dense.RandomPositiveDefinite(new Random(1), Block + 1);

        Assert.ThrowsAny<OperationCanceledException>(
            () => CholeskyInverse.TryInvert(a, Block + 1, 1, out _, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void TryInvert_WrongShape_ThrowsNamingIt()
    {
        Assert.Contains("order 3", Assert.Throws<ArgumentException>(() => Invert(new float[4], 3, 1, out _)).Message);
        Assert.True(Invert([], 0, 1, out _));
    }

    private static bool Invert(float[] a, int order, int threads, out int failedPivot) =>
        CholeskyInverse.TryInvert(a, order, threads, out failedPivot, TestContext.Current.CancellationToken);

    /// <summary>Gauss–Jordan elimination in double precision; pivots of a positive definite matrix need no exchange.</summary>
    private static double[] ScalarTwin(float[] matrix, int order)
    {
        double[] a = [.. matrix.Select(value => (double)value)];
        for (int k = 0; k < order; k++)
        {
            double pivot = 1 / a[(k * order) + k];
            a[(k * order) + k] = 1;
            for (int j = 0; j < order; j++)
            {
                a[(k * order) + j] *= pivot;
            }

            for (int i = 0; i < order; i++)
            {
                double factor = a[(i * order) + k];
                if (i == k)
                {
                    continue;
                }

                a[(i * order) + k] = 0;
                for (int j = 0; j < order; j++)
                {
                    a[(i * order) + j] -= factor * a[(k * order) + j];
                }
            }
        }

        return a;
    }
}
