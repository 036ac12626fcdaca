using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Tests.Numerics;

public sealed class RandomizedSvdTests
{
    /// <summary>A sparse matrix of full rank whose singular values fall.</summary>
    private static (SparseMatrix Sparse, double[,] Dense) Matrix(int rows, int columns, int seed)
    {
        Random random = new(seed);
        double[,] dense = new double[rows, columns];
        ScoredRow[][] values = new ScoredRow[rows][];
        for (int row = 0; row < rows; row++)
        {
            values[row] = [.. Enumerable.Range(0, columns).Where(_ => random.NextDouble() < 0.3)
                .Select(column => new ScoredRow(column, random.NextGaussian() / (1 + column)))];
            foreach ((int column, float value) in values[row])
            {
                dense[row, column] = value;
            }
        }

        return (SparseMatrix.FromRows(values, columns), dense);
    }

    [Fact]
    public void Decompose_SymmetricMatrix_GivesItBackFromOrthonormalVectors()
    {
        (_, double[,] dense) = Matrix(30, 12, 1);
        double[,] gram = Gram(dense);
        double[,] vectors = new double[12, 12];

        double[] values = SymmetricEigen.Decompose((double[,])gram.Clone(), vectors);

        Assert.Equal(values.OrderDescending(), values);
        for (int i = 0; i < 12; i++)
        {
            for (int j = 0; j < 12; j++)
            {
                Assert.Equal(gram[i, j], Enumerable.Range(0, 12).Sum(k => vectors[i, k] * values[k] * vectors[j, k]), 1e-10);
                Assert.Equal(i == j ? 1 : 0, Enumerable.Range(0, 12).Sum(k => vectors[k, i] * vectors[k, j]), 1e-12);
            }
        }
    }

    [Fact]
    public void ScaledLeft_SmallMatrix_IsTheDecompositionToRounding()
    {
        (SparseMatrix sparse, double[,] dense) = Matrix(200, 25, 2);
        double[,] vectors = new double[25, 25];
        double[] squares = SymmetricEigen.Decompose(Gram(dense), vectors);

        FactorMatrix left = RandomizedSvd.ScaledLeft(sparse, 6, seed: 3);

        // U Σ = A V, up to the sign of a column.
        Assert.Equal(6, left.Rank);
        for (int k = 0; k < 6; k++)
        {
            double[] expected = [.. Enumerable.Range(0, 200).Select(row => Enumerable.Range(0, 25).Sum(column => dense[row, column] * vectors[column, k]))];
            double dot = Enumerable.Range(0, 200).Sum(row => expected[row] * left.Row(row)[k]);
            double length = Math.Sqrt(Enumerable.Range(0, 200).Sum(row => (double)left.Row(row)[k] * left.Row(row)[k]));
            Assert.Equal(Math.Sqrt(squares[k]), length, 1e-3 * Math.Sqrt(squares[0]));
            Assert.Equal(squares[k], Math.Abs(dot), 1e-3 * squares[0]);
        }
    }

    [Fact]
    public void ScaledLeft_MatrixOfLowRank_HasNoMoreColumns()
    {
        SparseMatrix sparse = SparseMatrix.FromRows([.. Enumerable.Range(0, 50).Select(row => new[] { new ScoredRow(row % 2, 1f + row) })], 9);

        Assert.Equal(2, RandomizedSvd.ScaledLeft(sparse, 5, seed: 1).Rank);
        Assert.Equal(1, RandomizedSvd.ScaledLeft(SparseMatrix.FromRows([[], []], 4), 5, seed: 1).Rank);
    }

    [Fact]
    public void Decompose_ShapesThatDoNotFit_NamesBoth() => Assert.Contains(
        "(3, 3)", Assert.Throws<ArgumentException>(() => SymmetricEigen.Decompose(new double[2, 2], new double[3, 3])).Message);

    private static double[,] Gram(double[,] dense)
    {
        int columns = dense.GetLength(1);
        double[,] gram = new double[columns, columns];
        for (int i = 0; i < columns; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                gram[i, j] = Enumerable.Range(0, dense.GetLength(0)).Sum(row => dense[row, i] * dense[row, j]);
            }
        }

        return gram;
    }
}
