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
    /// <remarks>order³ / 2 multiply-adds, a third each for U, U⁻¹ and their product; order² / 2 + 192 · order floats beside A.</remarks>
    public static bool TryInvert(
        float[] a, int order, int threads, out int failedPivot, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentOutOfRangeException.ThrowIfNegative(order);
        if (a.Length != checked(order * order))
        {
            throw new ArgumentException($"{a.Length} values do not fill a matrix of order {order}.", nameof(a));
        }

        UpperTiles tiles = new(a, order, threads, cancellationToken);
        if (!TryFactor(tiles, out failedPivot))
        {
            return false;
        }

        InvertTriangle(tiles);
        MultiplyByTranspose(tiles);
        tiles.CopyTo(a);
        return true;
    }

    /// <summary>A = UᵀU; the diagonal blocks of U are left inverted, with zeros below the diagonal.</summary>
    private static bool TryFactor(UpperTiles tiles, out int failedPivot)
    {
        float[] inverse = new float[UpperTiles.Size * UpperTiles.Size];
        float[] transposed = new float[UpperTiles.Size * UpperTiles.Size];
        for (int k = 0; k < tiles.Count; k++)
        {
            float[] diagonal = tiles[k, k];
            int size = tiles.SizeOf(k);
            if (!Cholesky.TryFactor(diagonal, size, out failedPivot))
            {
                failedPivot += k * UpperTiles.Size;
                return false;
            }

            InvertUpper(diagonal, inverse, size);
            inverse.AsSpan(0, diagonal.Length).CopyTo(diagonal);
            UpperTiles.Transpose(inverse, size, size, 1f, transposed);

            // U[k, j] = W_kᵀ A[k, j] for the columns j behind, and −U[k, j]ᵀ into the panel.
            tiles.ForEach(k + 1, tiles.Count, (j, scratch) =>
            {
                tiles[k, j].CopyTo(scratch, 0);
                Multiply(transposed, scratch, tiles[k, j], size, size, tiles.SizeOf(j), accumulate: false);
                UpperTiles.Transpose(tiles[k, j], size, tiles.SizeOf(j), -1f, tiles.Panel[j]);
            });

            // A[i, j] −= U[k, i]ᵀ U[k, j] for j ≥ i.
            tiles.ForEach(k + 1, tiles.Count, (i, _) =>
            {
                for (int j = i; j < tiles.Count; j++)
                {
                    Multiply(
                        tiles.Panel[i], tiles[k, j], tiles[i, j], tiles.SizeOf(i), size, tiles.SizeOf(j), accumulate: true);
                }
            });
        }

        failedPivot = -1;
        return true;
    }

    /// <summary>X = U⁻¹ in place of U, by block columns: X[i, j] = Σ_{i ≤ l &lt; j} X[i, l] · (−U[l, j] W_j).</summary>
    private static void InvertTriangle(UpperTiles tiles)
    {
        for (int j = 1; j < tiles.Count; j++)
        {
            int width = tiles.SizeOf(j);
            float[] negated = [.. tiles[j, j]];
            TensorPrimitives.Negate<float>(negated, negated);
            tiles.ForEach(0, j, (l, _) =>
                Multiply(tiles[l, j], negated, tiles.Panel[l], UpperTiles.Size, width, width, accumulate: false));
            tiles.ForEach(0, j, (i, _) =>
            {
                for (int l = i; l < j; l++)
                {
                    Multiply(
                        tiles[i, l], tiles.Panel[l], tiles[i, j], UpperTiles.Size, UpperTiles.Size, width, accumulate: l > i);
                }
            });
        }
    }

    /// <summary>P = X Xᵀ in place of X, by block columns: P[i, j] = Σ_{l ≥ j} X[i, l] X[j, l]ᵀ, which later columns never read.</summary>
    private static void MultiplyByTranspose(UpperTiles tiles)
    {
        for (int j = 0; j < tiles.Count; j++)
        {
            int width = tiles.SizeOf(j);
            tiles.ForEach(j, tiles.Count, (l, _) =>
                UpperTiles.Transpose(tiles[j, l], width, tiles.SizeOf(l), 1f, tiles.Panel[l]));
            tiles.ForEach(0, j + 1, (i, scratch) =>
            {
                for (int l = j; l < tiles.Count; l++)
                {
                    Multiply(
                        tiles[i, l], tiles.Panel[l], scratch, tiles.SizeOf(i), tiles.SizeOf(l), width, accumulate: l > j);
                }

                scratch.AsSpan(0, tiles[i, j].Length).CopyTo(tiles[i, j]);
            });
        }
    }

    /// <summary>C (+)= A·B, shapes (m, k), (k, n) and (m, n), all dense.</summary>
    private static void Multiply(float[] a, float[] b, float[] c, int m, int k, int n, bool accumulate) =>
        MatrixProduct.Multiply(MatrixView.Dense(a, m, k), MatrixView.Dense(b, k, n), c, n, accumulate);

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
}
