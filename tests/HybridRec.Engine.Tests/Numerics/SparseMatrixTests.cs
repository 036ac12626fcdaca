using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Tests.Numerics;

public sealed class SparseMatrixTests
{
    private static readonly SparseMatrix Matrix = new([0, 2, 2, 3], [1, 2, 0], [0.5f, -2, 4], columnCount: 3);

    [Fact]
    public void Item_AnyPlace_IsTheValueOrZero()
    {
        float[][] dense = [[0, 0.5f, -2], [0, 0, 0], [4, 0, 0]];
        for (int row = 0; row < 3; row++)
        {
            for (int column = 0; column < 3; column++)
            {
                Assert.Equal(dense[row][column], Matrix[row, column]);
            }
        }
    }

    [Fact]
    public void FromRows_AnyOrder_IsTheMatrix()
    {
        SparseMatrix matrix = SparseMatrix.FromRows([[new(2, -2), new(1, 0.5f)], [], [new(0, 4)]], columnCount: 3);

        Assert.Equal(Matrix.Starts, matrix.Starts);
        Assert.Equal(Matrix.AllColumns, matrix.AllColumns);
        Assert.Equal(Matrix.AllValues, matrix.AllValues);
        Assert.Throws<ArgumentException>(() => SparseMatrix.FromRows([[new(1, 1), new(1, 2)]], columnCount: 3));
    }

    [Fact]
    public void AddRow_Weighted_AddsToWhatIsThere()
    {
        float[] sums = [1, 1, 1];

        Matrix.AddRow(0, 2, sums);
        Matrix.AddRow(1, 5, sums);

        Assert.Equal([1, 2, -3], sums);
    }

    [Theory]
    [InlineData(new long[] { 0, 1 }, new long[] { 0, 1 }, new float[] { 1, 1 })]
    [InlineData(new long[] { 0, 2 }, new long[] { 1, 0 }, new float[] { 1, 1 })]
    [InlineData(new long[] { 0, 1 }, new long[] { 3 }, new float[] { 1 })]
    [InlineData(new long[] { 0, 1 }, new long[] { -1 }, new float[] { 1 })]
    [InlineData(new long[] { 0, 1 }, new long[] { 0 }, new[] { float.NaN })]
    [InlineData(new long[] { 0, 2, 1 }, new long[] { 0 }, new float[] { 1 })]
    [InlineData(new long[0], new long[0], new float[0])]
    public void New_ArraysDoNotFit_Throws(long[] starts, long[] columns, float[] values) =>
        Assert.Throws<ArgumentException>(() => new SparseMatrix(starts, columns, values, columnCount: 3));
}
