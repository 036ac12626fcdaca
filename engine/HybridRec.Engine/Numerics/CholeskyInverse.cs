using System.Numerics.Tensors;

namespace HybridRec.Engine.Numerics;

/// <summary>Inverts large symmetric positive definite matrices in place: Gauss–Jordan by blocks, each pivot block by Cholesky.</summary>
/// <remarks>
/// <para>
/// The symmetric sweep (Goodnight, "A Tutorial on the SWEEP Operator", The American Statistician 1979; stable for
/// positive definite matrices: Peters &amp; Wilkinson, "On the Stability of Gauss-Jordan Elimination with Pivoting", CACM
/// 1975) by blocks of 192 rows. Step k with W = A[k, k]⁻¹ adds A[i, k] · (∓W A[k, j]) to every other block of the upper
/// triangle: as many operations as Cholesky, inverse of the triangle and product together, but all steps alike, with
/// work for all cores until the last. The pivot blocks are the Schur complements that Cholesky would meet.
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
    /// <remarks>order³ / 2 multiply-adds; order² / 2 + 384 · order floats beside A.</remarks>
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
        float[] inverse = new float[UpperTiles.Size * UpperTiles.Size];
        for (int k = 0; k < tiles.Count; k++)
        {
            if (!TryInvertPivot(tiles[k, k], tiles.SizeOf(k), inverse, out failedPivot))
            {
                failedPivot += k * UpperTiles.Size;
                return false;
            }

            Sweep(tiles, k, inverse);
        }

        tiles.CopyTo(a);
        failedPivot = -1;
        return true;
    }

    /// <summary>W = A[k, k]⁻¹ = U⁻¹U⁻ᵀ, in place and into <paramref name="inverse"/>.</summary>
    private static bool TryInvertPivot(float[] pivot, int size, float[] inverse, out int failedPivot)
    {
        if (!Cholesky.TryFactor(pivot, size, out failedPivot))
        {
            return false;
        }

        InvertUpper(pivot, inverse, size);
        MatrixView triangle = MatrixView.Dense(inverse, size, size);
        MatrixProduct.Multiply(triangle, triangle.Transposed, pivot, size, accumulate: false);
        pivot.CopyTo(inverse, 0);
        return true;
    }

    /// <summary>
    /// One step. With L_i = A[i, k], which lies in the upper triangle as itself or transposed: A[i, k] = L_i W for the rows
    /// i swept before, A[k, i] = −W L_iᵀ for those to come, and A[i, j] += L_i · (the new A[k, j]) for all others.
    /// </summary>
    private static void Sweep(UpperTiles tiles, int k, float[] inverse)
    {
        int size = tiles.SizeOf(k);
        tiles.ForEachBut(k, i =>
        {
            int rows = tiles.SizeOf(i);
            float[] left = tiles.Left[i];
            float[] right = tiles.Right[i];
            if (i < k)
            {
                float[] tile = tiles[i, k];
                tile.CopyTo(left, 0);
                Multiply(left, inverse, tile, rows, size);
                MatrixProduct.Pack(MatrixView.Dense(tile, rows, size).Transposed, right);
            }
            else
            {
                float[] tile = tiles[k, i];
                UpperTiles.Transpose(tile, size, rows, 1f, left);
                Multiply(left, inverse, right, rows, size);
                UpperTiles.Transpose(right, rows, size, -1f, tile);
                MatrixProduct.Pack(MatrixView.Dense(tile, size, rows), right);
            }
        });
        tiles.ForEachBut(k, i =>
        {
            for (int j = i; j < tiles.Count; j++)
            {
                if (j != k)
                {
                    MatrixProduct.MultiplyPacked(
                        MatrixView.Dense(tiles.Left[i], tiles.SizeOf(i), size), tiles.Right[j], tiles.SizeOf(j),
                        tiles[i, j], tiles.SizeOf(j), accumulate: true);
                }
            }
        });
    }

    /// <summary>C = A·W, shapes (rows, size), (size, size) and (rows, size), all dense.</summary>
    private static void Multiply(float[] a, float[] w, float[] c, int rows, int size) => MatrixProduct.Multiply(
        MatrixView.Dense(a, rows, size), MatrixView.Dense(w, size, size), c, size, accumulate: false);

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
