using System.Numerics.Tensors;

namespace HybridRec.Engine.Numerics;

/// <summary>The largest singular values of a sparse matrix and what belongs to them on the side of its rows.</summary>
/// <remarks>
/// Halko, Martinsson &amp; Tropp, SIAM Review 2011: the range of A is found by multiplying it with a few random vectors, sharpened by two power
/// iterations; what remains is as small as these are few. Deterministic for a seed.
/// </remarks>
public static class RandomizedSvd
{
    private const int Oversampling = 10;
    private const int PowerIterations = 2;

    /// <summary>What counts as zero beside the largest eigenvalue, in single precision.</summary>
    private const double Negligible = 1e-10;

    /// <summary>Computes U Σ of A ≈ U Σ Vᵀ.</summary>
    /// <param name="matrix">A, shape (rows, columns).</param>
    /// <param name="rank">Singular values wanted, ≥ 1.</param>
    /// <param name="seed">Seed of the random vectors.</param>
    /// <returns>
    /// Shape (rows, k), columns by falling singular value, each as long as it; k is the rank asked for, or less where the matrix has less.
    /// </returns>
    /// <remarks>O((values + (rows + columns) · k) · k). The signs of columns mean nothing.</remarks>
    public static FactorMatrix ScaledLeft(SparseMatrix matrix, int rank, int seed)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentOutOfRangeException.ThrowIfLessThan(rank, 1);
        Random random = new(seed);
        int width = Math.Min(rank + Oversampling, Math.Min(matrix.RowCount, matrix.ColumnCount));
        if (width == 0)
        {
            return new FactorMatrix(matrix.RowCount, 1);
        }

        FactorMatrix probes = new(matrix.ColumnCount, width);
        foreach (ref float value in probes.Values.AsSpan())
        {
            value = random.NextGaussian();
        }

        FactorMatrix range = Orthonormal(Times(matrix, probes));
        for (int i = 0; i < PowerIterations; i++)
        {
            range = Orthonormal(Times(matrix, Orthonormal(TransposedTimes(matrix, range))));
        }

        // With B = QᵀA: A ≈ Q B, and the eigenvectors W of B Bᵀ turn Q into U = Q W.
        FactorMatrix projected = TransposedTimes(matrix, range);
        (double[] values, double[,] vectors) = Eigen(projected);
        int kept = Math.Min(rank, values.Count(value => value > Negligible * values[0]));
        return Turned(range, vectors, [.. values.Take(Math.Max(1, kept)).Select(value => Math.Sqrt(Math.Max(0, value)))]);
    }

    private static FactorMatrix Times(SparseMatrix matrix, FactorMatrix right)
    {
        FactorMatrix product = new(matrix.RowCount, right.Rank);
        for (int row = 0; row < matrix.RowCount; row++)
        {
            ReadOnlySpan<long> columns = matrix.Columns(row);
            for (int at = 0; at < columns.Length; at++)
            {
                Add(right.Row((int)columns[at]), matrix.Values(row)[at], product.Row(row));
            }
        }

        return product;
    }

    private static FactorMatrix TransposedTimes(SparseMatrix matrix, FactorMatrix right)
    {
        FactorMatrix product = new(matrix.ColumnCount, right.Rank);
        for (int row = 0; row < matrix.RowCount; row++)
        {
            ReadOnlySpan<long> columns = matrix.Columns(row);
            for (int at = 0; at < columns.Length; at++)
            {
                Add(right.Row(row), matrix.Values(row)[at], product.Row((int)columns[at]));
            }
        }

        return product;
    }

    private static void Add(ReadOnlySpan<float> row, float weight, Span<float> sums) =>
        TensorPrimitives.MultiplyAdd(row, weight, sums, sums);

    /// <summary>An orthonormal basis of the columns: Y V Λ^−½ with YᵀY = V Λ Vᵀ; directions that are as good as zero are dropped.</summary>
    private static FactorMatrix Orthonormal(FactorMatrix columns)
    {
        (double[] values, double[,] vectors) = Eigen(columns);
        int kept = Math.Max(1, values.Count(value => value > Negligible * values[0]));
        return Turned(columns, vectors, [.. values.Take(kept).Select(value => value > 0 ? 1 / Math.Sqrt(value) : 0)]);
    }

    private static (double[] Values, double[,] Vectors) Eigen(FactorMatrix columns)
    {
        // In double precision, unlike GramMatrix: what is told from zero here is 10⁻¹⁰ of the largest.
        double[,] gram = new double[columns.Rank, columns.Rank];
        for (int row = 0; row < columns.Rows; row++)
        {
            ReadOnlySpan<float> values = columns.Row(row);
            if (!values.ContainsAnyExcept(0f))
            {
                continue;
            }

            for (int i = 0; i < values.Length; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    gram[i, j] += (double)values[i] * values[j];
                }
            }
        }

        for (int i = 0; i < columns.Rank; i++)
        {
            for (int j = 0; j < i; j++)
            {
                gram[j, i] = gram[i, j];
            }
        }

        double[,] vectors = new double[columns.Rank, columns.Rank];
        return (SymmetricEigen.Decompose(gram, vectors), vectors);
    }

    /// <summary>Each row times the first vectors, each of these scaled.</summary>
    private static FactorMatrix Turned(FactorMatrix columns, double[,] vectors, double[] scales)
    {
        FactorMatrix turned = new(columns.Rows, scales.Length);
        for (int row = 0; row < columns.Rows; row++)
        {
            ReadOnlySpan<float> values = columns.Row(row);
            Span<float> into = turned.Row(row);
            for (int j = 0; j < scales.Length; j++)
            {
                double sum = 0;
                for (int i = 0; i < values.Length; i++)
                {
                    sum += values[i] * vectors[i, j];
                }

                into[j] = (float)(sum * scales[j]);
            }
        }

        return turned;
    }
}
