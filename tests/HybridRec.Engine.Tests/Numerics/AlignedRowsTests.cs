using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Tests.Numerics;

public sealed class AlignedRowsTests
{
    [Fact]
    public unsafe void Fill_SomeColumns_CopiesThemPaddedOntoCacheLines()
    {
        FactorMatrix source = new(Dense.Random(new Random(1), 5 * 45), 5, 45);
        AlignedRows rows = new(7, 40);

        rows.Fill(source, 0, 1, TestContext.Current.CancellationToken);
        rows.Fill(source, 40, 1, TestContext.Current.CancellationToken);

        Assert.Equal(5, rows.Rows);
        Assert.Equal(16, rows.Stride);
        for (int row = 0; row < 5; row++)
        {
            float[] expected = [.. source.Row(row)[40..], .. new float[11]];
            Assert.Equal(expected, rows.Values.Slice(row * 16, 16).ToArray());
        }

        fixed (float* first = rows.Values)
        {
            Assert.Equal(0u, (nuint)first % 64);
        }
    }

    [Fact]
    public void AddProducts_RandomRows_EqualsTheScalarTwin()
    {
        Random random = new(2);
        FactorMatrix source = new(Dense.Random(random, 9 * 33), 9, 33);
        AlignedRows rows = new(9, 33);
        rows.Fill(source, 0, 2, TestContext.Current.CancellationToken);
        float[] x = [.. Dense.Random(random, 33), .. new float[15]];
        float[] products = [1f, 2f];

        rows.AddProducts(x, [8, 3], products);

        Assert.Equal(1 + source.Row(8).ToArray().Zip(x, (y, v) => (double)y * v).Sum(), products[0], 1e-5);
        Assert.Equal(2 + source.Row(3).ToArray().Zip(x, (y, v) => (double)y * v).Sum(), products[1], 1e-5);
    }
}
