using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HybridRec.Engine.Numerics;

/// <summary>Cholesky for orders that are whole vectors of 512 bits: A = UᵀU, sixteen rows at a time.</summary>
/// <remarks>
/// Right-looking (Golub &amp; Van Loan, "Matrix Computations", §4.2.5): a diagonal block is factored and inverted row by
/// row, the blocks right of it are multiplied by the inverse, and one <see cref="SymmetricUpdate"/> takes the sixteen
/// rows out of all behind. The inverses serve the back substitution too: products instead of a chain of divisions.
/// </remarks>
internal static class BlockedCholesky
{
    /// <summary>Rows factored together; orders must be a multiple of it.</summary>
    public const int Block = SymmetricUpdate.Tile;

    /// <summary>Rows of a register tile where a block is multiplied by an inverse.</summary>
    private const int TileRows = 8;

    /// <summary>Factors A in place and solves Uᵀz = b.</summary>
    /// <param name="a">A, shape (order · order); only the upper triangle is read and overwritten with U.</param>
    /// <param name="order">A multiple of <see cref="Block"/>.</param>
    /// <param name="b">b, shape (order); overwritten with z.</param>
    /// <param name="inverses">Output, shape (order · 16): W = U_kk⁻ᵀ of each diagonal block, for <see cref="SolveUpper"/>.</param>
    /// <param name="failedPivot">The 0-based row at which A proved not positive definite; −1 on success.</param>
    /// <returns>Whether A is positive definite to float32 accuracy.</returns>
    [SkipLocalsInit]
    public static bool TryFactor(Span<float> a, int order, Span<float> b, Span<float> inverses, out int failedPivot)
    {
        Debug.Assert(order % Block == 0 && a.Length >= order * order, "shape of A");
        Debug.Assert(b.Length >= order && inverses.Length >= order * Block, "shapes");
        Span<float> lowest = stackalloc float[order];
        for (int i = 0; i < order; i++)
        {
            lowest[i] = Cholesky.PivotTolerance * a[(i * order) + i];
        }

        for (int k = 0; k < order; k += Block)
        {
            Span<float> diagonal = a[((k * order) + k)..];
            Span<float> inverse = inverses.Slice(k * Block, Block * Block);
            int factored = FactorDiagonal(diagonal, order, b[k..], inverse, lowest[k..]);
            if (factored < Block)
            {
                failedPivot = k + factored;
                return false;
            }

            int behind = order - k - Block;
            if (behind > 0)
            {
                Span<float> rows = diagonal[Block..];
                for (int j = 0; j < behind; j += Block)
                {
                    MultiplyColumns(rows[j..], order, inverse);
                }

                SymmetricUpdate.Accumulate(a[(((k + Block) * order) + k + Block)..], order, behind, rows, order, Block, -1f);
                ShortVectors.AddWeightedRows(rows, order, b[k..], 1, Block, -1f, b.Slice(k + Block, behind));
            }
        }

        failedPivot = -1;
        return true;
    }

    /// <summary>Solves U x = z.</summary>
    /// <param name="factor">U, as <see cref="TryFactor"/> left it.</param>
    /// <param name="order">A multiple of <see cref="Block"/>.</param>
    /// <param name="inverses">As <see cref="TryFactor"/> left them.</param>
    /// <param name="z">z, shape (order); overwritten with x.</param>
    public static void SolveUpper(ReadOnlySpan<float> factor, int order, ReadOnlySpan<float> inverses, Span<float> z)
    {
        Debug.Assert(order % Block == 0 && factor.Length >= order * order, "shape of U");
        Debug.Assert(z.Length >= order && inverses.Length >= order * Block, "shapes");
        for (int k = order - Block; k >= 0; k -= Block)
        {
            Span<float> x = z[k..order];
            for (int r = 0; r < Block && x.Length > Block; r++)
            {
                ReadOnlySpan<float> row = factor.Slice(((k + r) * order) + k, x.Length);
                x[r] -= ShortVectors.Dot(row[Block..], x[Block..]);
            }

            // x = Wᵀ z
            ref float w = ref MemoryMarshal.GetReference(inverses[(k * Block)..]);
            Vector512<float> even = default;
            Vector512<float> odd = default;
            for (int r = 0; r < Block; r += 2)
            {
                even = Vector512.FusedMultiplyAdd(
                    Vector512.Create(x[r]), Vector512.LoadUnsafe(ref w, (nuint)(r * Block)), even);
                odd = Vector512.FusedMultiplyAdd(
                    Vector512.Create(x[r + 1]), Vector512.LoadUnsafe(ref w, (nuint)((r + 1) * Block)), odd);
            }

            (even + odd).CopyTo(x);
        }
    }

    /// <summary>
    /// U_k = (A_k − Σ_{p&lt;k} u_pk U_p) ÷ u_kk for the sixteen rows of a diagonal block; the same with unit vectors for A
    /// gives W, and with the right-hand side z.
    /// </summary>
    /// <returns>How many pivots were good.</returns>
    /// <remarks>
    /// Rows depend on each other in a chain. Its links are kept short: the two rows before enter unscaled and in registers,
    /// as a_k a ÷ pivot, while their roots, the earlier rows and W are worked out beside the chain.
    /// </remarks>
    [SkipLocalsInit]
    private static int FactorDiagonal(
        Span<float> block, int stride, Span<float> right, Span<float> inverse, ReadOnlySpan<float> lowest)
    {
        ref float a = ref MemoryMarshal.GetReference(block);
        ref float w = ref MemoryMarshal.GetReference(inverse);
        Span<float> z = stackalloc float[Block];
        Vector512<float> b = Vector512.Create<float>(right);
        Vector512<float> first = default, firstReciprocal = default;
        Vector512<float> second = default, secondReciprocal = default;
        for (int k = 0; k < Block; k++)
        {
            Vector512<float> sum = default;
            Vector512<float> sumOfUnits = default;
            int p = 0;
            for (; p < k - 2; p++)
            {
                Vector512<float> u = Vector512.Create(Unsafe.Add(ref a, (p * stride) + k));
                sum = Vector512.FusedMultiplyAdd(u, Vector512.LoadUnsafe(ref a, (nuint)(p * stride)), sum);
                sumOfUnits = Vector512.FusedMultiplyAdd(u, Vector512.LoadUnsafe(ref w, (nuint)(p * Block)), sumOfUnits);
            }

            for (; p < k; p++)
            {
                sumOfUnits = Vector512.FusedMultiplyAdd(
                    Vector512.Create(Unsafe.Add(ref a, (p * stride) + k)),
                    Vector512.LoadUnsafe(ref w, (nuint)(p * Block)),
                    sumOfUnits);
            }

            Vector512<int> lane = Vector512.Create(k);
            Vector512<float> row = Vector512.LoadUnsafe(ref a, (nuint)(k * stride)) - sum;
            row = Vector512.FusedMultiplyAdd(-(Vector512.ShuffleNative(first, lane) * first), firstReciprocal, row);
            row = Vector512.FusedMultiplyAdd(-(Vector512.ShuffleNative(second, lane) * second), secondReciprocal, row);
            Vector512<float> pivot = Vector512.ShuffleNative(row, lane);

            // Negated so that NaN fails as well.
            if (!(pivot.ToScalar() > lowest[k]) || !float.IsFinite(pivot.ToScalar()))
            {
                return k;
            }

            (first, firstReciprocal) = (second, secondReciprocal);
            second = row;
            secondReciprocal = Vector512<float>.One / pivot;
            Vector512<float> root = Vector512.Sqrt(secondReciprocal);
            row *= root;
            row.StoreUnsafe(ref a, (nuint)(k * stride));
            Vector512<float> unit = Vector512.ConditionalSelect(
                Vector512.Equals(Vector512<int>.Indices, lane).AsSingle(), Vector512<float>.One, default);
            ((unit - sumOfUnits) * root).StoreUnsafe(ref w, (nuint)(k * Block));
            Vector512<float> solved = Vector512.ShuffleNative(b, lane) * root;
            z[k] = solved.ToScalar();
            b = Vector512.FusedMultiplyAdd(-solved, row, b);
        }

        z.CopyTo(right);
        return Block;
    }

    /// <summary>W · A for sixteen rows and columns of A, in place: last rows first, since W is lower triangular.</summary>
    private static void MultiplyColumns(Span<float> columns, int stride, ReadOnlySpan<float> inverse)
    {
        ref float a = ref MemoryMarshal.GetReference(columns);
        for (int i = Block - TileRows; i >= 0; i -= TileRows)
        {
            ref float w = ref MemoryMarshal.GetReference(inverse[(i * Block)..]);
            Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default;
            Vector512<float> a4 = default, a5 = default, a6 = default, a7 = default;
            for (int s = 0; s < i + TileRows; s++)
            {
                Vector512<float> row = Vector512.LoadUnsafe(ref a, (nuint)(s * stride));
                a0 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref w, s)), row, a0);
                a1 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref w, s + Block)), row, a1);
                a2 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref w, s + (2 * Block))), row, a2);
                a3 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref w, s + (3 * Block))), row, a3);
                a4 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref w, s + (4 * Block))), row, a4);
                a5 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref w, s + (5 * Block))), row, a5);
                a6 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref w, s + (6 * Block))), row, a6);
                a7 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref w, s + (7 * Block))), row, a7);
            }

            ref float target = ref Unsafe.Add(ref a, i * stride);
            a0.StoreUnsafe(ref target);
            a1.StoreUnsafe(ref Unsafe.Add(ref target, stride));
            a2.StoreUnsafe(ref Unsafe.Add(ref target, 2 * stride));
            a3.StoreUnsafe(ref Unsafe.Add(ref target, 3 * stride));
            a4.StoreUnsafe(ref Unsafe.Add(ref target, 4 * stride));
            a5.StoreUnsafe(ref Unsafe.Add(ref target, 5 * stride));
            a6.StoreUnsafe(ref Unsafe.Add(ref target, 6 * stride));
            a7.StoreUnsafe(ref Unsafe.Add(ref target, 7 * stride));
        }
    }
}
