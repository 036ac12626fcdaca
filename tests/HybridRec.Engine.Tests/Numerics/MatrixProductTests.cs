using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Tests.Numerics;

public sealed class MatrixProductTests
{
    public static TheoryData<int, int, int> Shapes => new()
    {
        { 1, 1, 1 }, { 6, 16, 8 }, { 6, 32, 193 }, { 7, 17, 5 }, { 5, 15, 192 }, { 13, 33, 400 }, { 64, 48, 200 }, { 2, 100, 3 },
        { 12, 16, 9 }, { 25, 16, 193 }, { 11, 3, 400 }, { 3, 16, 0 },
    };

    [Fact]
    public void Multiply_TwoByTwo_GivesHandWorkedProduct()
    {
        float[] c = [9f, 9f, 9f, 9f];

        MatrixProduct.Multiply(
            MatrixView.Dense([1f, 2f, 3f, 4f], 2, 2), MatrixView.Dense([5f, 6f, 7f, 8f], 2, 2), c, 2, accumulate: false);

        Assert.Equal([19f, 22f, 43f, 50f], c);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Multiply_AnyShapeStrideAndWidth_HasTheBitsOfTheScalarTwin(int m, int n, int k)
    {
        Random random = new(m + n + k);
        float[] a = Draw(random, m * k);
        float[] b = Draw(random, k * n);
        float[] start = Draw(random, m * (n + 3));
        foreach (bool transposeA in new[] { false, true })
        {
            foreach (bool transposeB in new[] { false, true })
            {
                foreach (bool accumulate in new[] { false, true })
                {
                    MatrixView left = transposeA ? MatrixView.Dense(a, k, m).Transposed : MatrixView.Dense(a, m, k);
                    MatrixView right = transposeB ? MatrixView.Dense(b, n, k).Transposed : MatrixView.Dense(b, k, n);
                    float[] expected = [.. start];
                    ScalarTwin(left, right, expected, n + 3, accumulate);
                    float[] dispatched = [.. start];
                    MatrixProduct.Multiply(left, right, dispatched, n + 3, accumulate);

                    Assert.Equal(expected, dispatched);
                    foreach (int width in new[] { 16, 32 })
                    {
                        float[] actual = [.. start];
                        MatrixProduct.Multiply(left, right, actual, n + 3, accumulate, width);
                        Assert.Equal(expected, actual);
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(7, 17, 5)]
    [InlineData(13, 70, 400)]
    public void MultiplyPacked_AnyShape_HasTheBitsOfTheProductWithoutPacking(int m, int n, int k)
    {
        Random random = new(m + n + k);
        float[] a = Draw(random, m * k);
        float[] b = Draw(random, k * n);
        float[] expected = Draw(random, m * (n + 3));
        float[] actual = [.. expected];
        float[] packed = new float[MatrixProduct.PackedLength(k, n)];
        MatrixView right = MatrixView.Dense(b, n, k).Transposed;

        MatrixProduct.Multiply(MatrixView.Dense(a, m, k), right, expected, n + 3, accumulate: true);
        MatrixProduct.Pack(right, packed);
        MatrixProduct.MultiplyPacked(MatrixView.Dense(a, m, k), packed, n, actual, n + 3, accumulate: true);

        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Multiply_OverlappingRows_IsAConvolution()
    {
        // Windows of two over 1, 2, 4, 8, times the kernel (10, 1).
        float[] c = new float[3];

        MatrixProduct.Multiply(
            new MatrixView([1f, 2f, 4f, 8f], 3, 2, 1, 1), MatrixView.Dense([10f, 1f], 2, 1), c, 1, accumulate: false);

        Assert.Equal([12f, 24f, 48f], c);
    }

    [Fact]
    public void Multiply_NoInnerDimension_ClearsUnlessItAdds()
    {
        float[] c = [3f, 4f];

        MatrixProduct.Multiply(MatrixView.Dense([], 1, 0), MatrixView.Dense([], 0, 2), c, 2, accumulate: true);
        Assert.Equal([3f, 4f], c);

        MatrixProduct.Multiply(MatrixView.Dense([], 1, 0), MatrixView.Dense([], 0, 2), c, 2, accumulate: false);
        Assert.Equal([0f, 0f], c);
    }

    [Theory]
    [InlineData(4, 4, 4, 2, 2)]
    [InlineData(3, 4, 4, 2, 2)]
    [InlineData(4, 3, 4, 2, 2)]
    [InlineData(4, 4, 3, 2, 2)]
    [InlineData(4, 4, 4, 1, 2)]
    public void Multiply_ShapesThatDoNotFit_Throw(int aLength, int bLength, int cLength, int cStride, int bRows)
    {
        bool fits = aLength == 4 && bLength == 4 && cLength == 4 && cStride == 2;

        void Run() => MatrixProduct.Multiply(
            MatrixView.Dense(new float[aLength], 2, 2),
            MatrixView.Dense(new float[bLength], bRows, 2),
            new float[cLength], cStride, accumulate: false);

        Assert.Equal(!fits, Record.Exception(Run) is ArgumentException);
    }

    /// <summary>The same sums in the same order, without vectors.</summary>
    private static void ScalarTwin(MatrixView a, MatrixView b, float[] c, int cStride, bool accumulate)
    {
        for (int i = 0; i < a.Rows; i++)
        {
            for (int j = 0; j < b.Columns; j++)
            {
                c[(i * cStride) + j] = accumulate || a.Columns > 0 ? c[(i * cStride) + j] : 0f;
                for (int depth = 0; depth < a.Columns; depth += MatrixProduct.BlockDepth)
                {
                    float sum = 0f;
                    for (int p = depth; p < Math.Min(depth + MatrixProduct.BlockDepth, a.Columns); p++)
                    {
                        sum = MathF.FusedMultiplyAdd(
                            a.Values[(i * a.RowStride) + (p * a.ColumnStride)],
                            b.Values[(p * b.RowStride) + (j * b.ColumnStride)],
                            sum);
                    }

                    int place = (i * cStride) + j;
                    c[place] = accumulate || depth > 0 ? sum + c[place] : sum;
                }
            }
        }
    }

    private static float[] Draw(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => random.NextGaussian())];
}
