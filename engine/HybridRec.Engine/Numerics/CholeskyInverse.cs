using System.Numerics.Tensors;

namespace HybridRec.Engine.Numerics;

/// <summary>Inverts large symmetric positive definite matrices in place: A = UᵀU, then A⁻¹ = U⁻¹U⁻ᵀ.</summary>
/// <remarks>
/// <para>
/// By blocks of 192 rows, so that nearly all work is matrix products (LAPACK's <c>potrf</c> and <c>potri</c>; Golub &amp; Van
/// Loan, "Matrix Computations", §4.2). Triangular solves are products with the inverted diagonal block, as is usual
/// where products are much faster; the diagonal blocks of a positive definite matrix are no worse conditioned than it.
/// </para>
/// <para>The order of additions depends on the order of the matrix only, so the thread count cannot show.</para>
/// </remarks>
internal static class CholeskyInverse
{
    /// <summary>Rows and columns of a block.</summary>
    internal const int Block = MatrixProduct.BlockDepth;

    /// <summary>Inverts A.</summary>
    /// <param name="a">
    /// A, shape (order · order), row-major; only the upper triangle is read. Overwritten with A⁻¹, both triangles.
    /// </param>
    /// <param name="order">Number of rows and columns, ≥ 0.</param>
    /// <param name="threads">Workers at most; 0 for all cores.</param>
    /// <param name="failedPivot">The 0-based row at which A proved not positive definite to float32; −1 on success.</param>
    /// <param name="cancellationToken">Checked before every block of every step.</param>
    /// <returns>Whether A was inverted; if not, it holds nothing useful.</returns>
    /// <exception cref="ArgumentException"><paramref name="a"/> is not order · order long.</exception>
    /// <remarks>order³ / 2 multiply-adds, a third each for U, U⁻¹ and their product; 192 · order floats beside A.</remarks>
    public static bool TryInvert(
        float[] a, int order, int threads, out int failedPivot, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentOutOfRangeException.ThrowIfNegative(order);
        if (a.Length != checked(order * order))
        {
            throw new ArgumentException($"{a.Length} values do not fill a matrix of order {order}.", nameof(a));
        }

        Work work = new(a, order, threads, cancellationToken);
        if (!work.TryFactor(out failedPivot))
        {
            return false;
        }

        work.InvertTriangle();
        work.MultiplyByTranspose();
        work.Mirror();
        return true;
    }

    /// <summary>W = U⁻¹ for one block, by rows from below: W[i, :] = (e_i − Σ_{l &gt; i} U[i, l] W[l, :]) ÷ U[i, i].</summary>
    private static void InvertUpper(ReadOnlySpan<float> u, Span<float> w, int size)
    {
        w[..(size * size)].Clear();
        for (int i = size - 1; i >= 0; i--)
        {
            Span<float> row = w.Slice(i * size, size);
            row[i] = 1f;
            for (int l = i + 1; l < size; l++)
            {
                ShortVectors.AddScaled(w.Slice((l * size) + l, size - l), -u[(i * size) + l], row[l..]);
            }

            TensorPrimitives.Divide(row[i..], u[(i * size) + i], row[i..]);
        }
    }

    /// <summary>The steps on one matrix.</summary>
    private sealed class Work(float[] a, int order, int threads, CancellationToken cancellationToken)
    {
        private readonly float[] _panel = new float[order * Math.Min(Block, order)];
        private readonly int _blocks = (order + Block - 1) / Block;

        /// <summary>A = UᵀU; the diagonal blocks of U are left inverted, with zeros below the diagonal.</summary>
        public bool TryFactor(out int failedPivot)
        {
            float[] diagonal = new float[Block * Block];
            float[] inverse = new float[Block * Block];
            for (int block = 0; block < _blocks; block++)
            {
                int start = block * Block;
                int size = Math.Min(Block, order - start);
                CopyTile(start, start, size, size, diagonal);
                if (!Cholesky.TryFactor(diagonal.AsSpan(0, size * size), size, out failedPivot))
                {
                    failedPivot += start;
                    return false;
                }

                InvertUpper(diagonal, inverse, size);
                for (int row = 0; row < size; row++)
                {
                    inverse.AsSpan(row * size, size).CopyTo(Row(start + row, start, size));
                }

                // U[k, j] = W_kᵀ A[k, j] for the columns j behind, and −U[k, j]ᵀ into the panel.
                ForBlocks(block + 1, _blocks, (tile, column, width) =>
                {
                    CopyTile(start, column, size, width, tile);
                    MatrixProduct.Multiply(
                        MatrixView.Dense(inverse, size, size).Transposed,
                        MatrixView.Dense(tile, size, width),
                        a.AsSpan((start * order) + column),
                        order,
                        accumulate: false);
                    Transpose(start, size, column, width, origin: 0, sign: -1f);
                });

                // A[i, j] −= U[k, i]ᵀ U[k, j] for j ≥ i.
                ForBlocks(block + 1, _blocks, (_, row, height) => MatrixProduct.Multiply(
                    MatrixView.Dense(_panel.AsSpan(row * size, height * size), height, size),
                    View(start, row, size, order - row),
                    a.AsSpan((row * order) + row),
                    order,
                    accumulate: true));
            }

            failedPivot = -1;
            return true;
        }

        /// <summary>X = U⁻¹ in place of U, by block columns: X[:j, j] = −X[:j, :j] U[:j, j] W_j.</summary>
        public void InvertTriangle()
        {
            float[] negated = new float[Block * Block];
            for (int block = 1; block < _blocks; block++)
            {
                int column = block * Block;
                int width = Math.Min(Block, order - column);
                CopyTile(column, column, width, width, negated);
                TensorPrimitives.Negate<float>(negated, negated);
                ForBlocks(0, block, (_, row, height) => MatrixProduct.Multiply(
                    View(row, column, height, width),
                    MatrixView.Dense(negated.AsSpan(0, width * width), width, width),
                    _panel.AsSpan(row * width, height * width),
                    width,
                    accumulate: false));
                ForBlocks(0, block, (_, row, height) => MatrixProduct.Multiply(
                    View(row, row, height, column - row),
                    MatrixView.Dense(_panel.AsSpan(row * width, (column - row) * width), column - row, width),
                    a.AsSpan((row * order) + column),
                    order,
                    accumulate: false));
            }
        }

        /// <summary>P = X Xᵀ in place of X, by block columns: P[i, j] = X[i, j:] X[j, j:]ᵀ, which later columns never read.</summary>
        public void MultiplyByTranspose()
        {
            for (int block = 0; block < _blocks; block++)
            {
                int column = block * Block;
                int width = Math.Min(Block, order - column);
                ForBlocks(block, _blocks, (_, from, count) => Transpose(column, width, from, count, origin: column, sign: 1f));
                ForBlocks(0, block + 1, (tile, row, height) =>
                {
                    MatrixProduct.Multiply(
                        View(row, column, height, order - column),
                        MatrixView.Dense(_panel.AsSpan(0, (order - column) * width), order - column, width),
                        tile,
                        width,
                        accumulate: false);
                    for (int i = 0; i < height; i++)
                    {
                        tile.AsSpan(i * width, width).CopyTo(Row(row + i, column, width));
                    }
                });
            }
        }

        /// <summary>Copies the upper triangle to the lower one.</summary>
        public void Mirror() => ForBlocks(0, _blocks, (_, row, height) =>
        {
            // Tile by tile, so that the columns read stay in the cache.
            for (int column = 0; column <= row; column += Block)
            {
                for (int i = row; i < row + height; i++)
                {
                    for (int j = column; j < Math.Min(column + Block, i); j++)
                    {
                        a[(i * order) + j] = a[(j * order) + i];
                    }
                }
            }
        });

        private Span<float> Row(int row, int column, int width) => a.AsSpan((row * order) + column, width);

        private MatrixView View(int row, int column, int height, int width) =>
            new(a.AsSpan((row * order) + column), height, width, order, 1);

        private void CopyTile(int row, int column, int height, int width, float[] tile)
        {
            for (int i = 0; i < height; i++)
            {
                Row(row + i, column, width).CopyTo(tile.AsSpan(i * width));
            }
        }

        /// <summary>Writes a tile of A to the panel, a row for each of its columns; that of column <paramref name="origin"/> first.</summary>
        private void Transpose(int row, int height, int column, int width, int origin, float sign)
        {
            for (int j = 0; j < width; j++)
            {
                Span<float> target = _panel.AsSpan((column - origin + j) * height, height);
                for (int i = 0; i < height; i++)
                {
                    target[i] = sign * a[((row + i) * order) + column + j];
                }
            }
        }

        /// <summary>Calls <paramref name="work"/> with a scratch tile, the first row and the height of each block, concurrently.</summary>
        private void ForBlocks(int first, int end, Action<float[], int, int> work)
        {
            int start = first * Block;
            ParallelBlocks.For(
                Math.Min(end * Block, order) - start,
                Block,
                threads,
                () => new float[Block * Block],
                (tile, _, from, to) => work(tile, start + from, to - from),
                cancellationToken);
        }
    }
}
