using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HybridRec.Engine.Numerics;

/// <summary>The kernel under every Gram matrix, normal equation and Cholesky factor here: A ± PᵀP, upper triangle, float32.</summary>
/// <remarks>
/// A tile of A stays in vector registers while all rows of P pass by, so the loop is bound by arithmetic and not by
/// memory: 8 rows × 2 vectors of 512 bits, or 8 rows × 1 vector of 256 bits where there are no wider ones. The order of
/// additions depends on nothing but the shapes.
/// </remarks>
internal static class SymmetricUpdate
{
    /// <summary>Matrix orders are padded to a multiple of this, one vector of 512 bits.</summary>
    public const int Tile = 16;

    /// <summary>Rows of a register tile.</summary>
    public const int TileRows = 8;

    /// <summary>The smallest multiple of <see cref="Tile"/> that holds <paramref name="rank"/>.</summary>
    /// <param name="rank">Number of columns, ≥ 1.</param>
    public static int PaddedOrder(int rank) => checked(rank + Tile - 1) & -Tile;

    /// <summary>A[i, j] += sign · Σ_r P[r, i] · P[r, j] for j ≥ i.</summary>
    /// <param name="a">A, row i at i · stride, order columns each. Below the diagonal it is left undefined.</param>
    /// <param name="stride">Distance between rows of A.</param>
    /// <param name="order">A multiple of <see cref="Tile"/>.</param>
    /// <param name="panel">P, row r at r · panelStride, order columns each.</param>
    /// <param name="panelStride">Distance between rows of P.</param>
    /// <param name="count">Rows of P, ≥ 0.</param>
    /// <param name="sign">1 to add, −1 to subtract.</param>
    /// <remarks>count · order² / 2 multiply-adds.</remarks>
    public static void Accumulate(
        Span<float> a, int stride, int order, ReadOnlySpan<float> panel, int panelStride, int count, float sign) =>
        Accumulate(a, stride, order, panel, panelStride, count, sign, Vector512.IsHardwareAccelerated);

    /// <summary>As above with a chosen width of vectors, for tests.</summary>
    internal static void Accumulate(
        Span<float> a, int stride, int order, ReadOnlySpan<float> panel, int panelStride, int count, float sign, bool wide)
    {
        Debug.Assert(order % Tile == 0 && order <= stride && order <= panelStride, "shapes");
        Debug.Assert(order == 0 || a.Length >= ((order - 1) * stride) + order, "shape of A");
        Debug.Assert(count == 0 || panel.Length >= ((count - 1) * panelStride) + order, "shape of P");
        if (count == 0)
        {
            return;
        }

        for (int i = 0; i < order; i += TileRows)
        {
            AccumulateStrip(a, stride, order, i, panel, panelStride, count, sign, wide);
        }
    }

    /// <summary>Eight rows of <see cref="Accumulate(Span{float}, int, int, ReadOnlySpan{float}, int, int, float)"/>.</summary>
    /// <param name="a">As there.</param>
    /// <param name="stride">As there.</param>
    /// <param name="order">As there.</param>
    /// <param name="i">The first of the rows, a multiple of <see cref="TileRows"/>.</param>
    /// <param name="panel">As there.</param>
    /// <param name="panelStride">As there.</param>
    /// <param name="count">As there.</param>
    /// <param name="sign">As there.</param>
    public static void AccumulateStrip(
        Span<float> a, int stride, int order, int i, ReadOnlySpan<float> panel, int panelStride, int count, float sign) =>
        AccumulateStrip(a, stride, order, i, panel, panelStride, count, sign, Vector512.IsHardwareAccelerated);

    private static void AccumulateStrip(
        Span<float> a, int stride, int order, int i, ReadOnlySpan<float> panel, int panelStride, int count, float sign, bool wide)
    {
        ref float source = ref MemoryMarshal.GetReference(panel);
        ref float left = ref Unsafe.Add(ref source, i);
        ref float row = ref MemoryMarshal.GetReference(a[(i * stride)..]);
        int j = i & -Tile;
        if (!wide)
        {
            for (; j < order; j += Vector256<float>.Count)
            {
                Add8x8(ref Unsafe.Add(ref row, j), stride, ref left, ref Unsafe.Add(ref source, j), panelStride, count, sign);
            }

            return;
        }

        for (; j <= order - (2 * Tile); j += 2 * Tile)
        {
            Add8x32(ref Unsafe.Add(ref row, j), stride, ref left, ref Unsafe.Add(ref source, j), panelStride, count, sign);
        }

        if (j < order)
        {
            Add8x16(ref Unsafe.Add(ref row, j), stride, ref left, ref Unsafe.Add(ref source, j), panelStride, count, sign);
        }
    }

    private static void Add8x32(
        ref float a, int stride, ref float left, ref float right, int panelStride, int count, float sign)
    {
        Vector512<float> a00 = default, a01 = default, a10 = default, a11 = default, a20 = default, a21 = default;
        Vector512<float> a30 = default, a31 = default, a40 = default, a41 = default, a50 = default, a51 = default;
        Vector512<float> a60 = default, a61 = default, a70 = default, a71 = default;
        for (int r = 0; r < count; r++)
        {
            Vector512<float> p0 = Vector512.LoadUnsafe(ref right);
            Vector512<float> p1 = Vector512.LoadUnsafe(ref right, Tile);
            Vector512<float> x = Vector512.Create(left);
            a00 = Vector512.FusedMultiplyAdd(x, p0, a00);
            a01 = Vector512.FusedMultiplyAdd(x, p1, a01);
            x = Vector512.Create(Unsafe.Add(ref left, 1));
            a10 = Vector512.FusedMultiplyAdd(x, p0, a10);
            a11 = Vector512.FusedMultiplyAdd(x, p1, a11);
            x = Vector512.Create(Unsafe.Add(ref left, 2));
            a20 = Vector512.FusedMultiplyAdd(x, p0, a20);
            a21 = Vector512.FusedMultiplyAdd(x, p1, a21);
            x = Vector512.Create(Unsafe.Add(ref left, 3));
            a30 = Vector512.FusedMultiplyAdd(x, p0, a30);
            a31 = Vector512.FusedMultiplyAdd(x, p1, a31);
            x = Vector512.Create(Unsafe.Add(ref left, 4));
            a40 = Vector512.FusedMultiplyAdd(x, p0, a40);
            a41 = Vector512.FusedMultiplyAdd(x, p1, a41);
            x = Vector512.Create(Unsafe.Add(ref left, 5));
            a50 = Vector512.FusedMultiplyAdd(x, p0, a50);
            a51 = Vector512.FusedMultiplyAdd(x, p1, a51);
            x = Vector512.Create(Unsafe.Add(ref left, 6));
            a60 = Vector512.FusedMultiplyAdd(x, p0, a60);
            a61 = Vector512.FusedMultiplyAdd(x, p1, a61);
            x = Vector512.Create(Unsafe.Add(ref left, 7));
            a70 = Vector512.FusedMultiplyAdd(x, p0, a70);
            a71 = Vector512.FusedMultiplyAdd(x, p1, a71);
            left = ref Unsafe.Add(ref left, panelStride);
            right = ref Unsafe.Add(ref right, panelStride);
        }

        Vector512<float> signs = Vector512.Create(sign);
        Add(ref a, a00, signs);
        Add(ref Unsafe.Add(ref a, Tile), a01, signs);
        a = ref Unsafe.Add(ref a, stride);
        Add(ref a, a10, signs);
        Add(ref Unsafe.Add(ref a, Tile), a11, signs);
        a = ref Unsafe.Add(ref a, stride);
        Add(ref a, a20, signs);
        Add(ref Unsafe.Add(ref a, Tile), a21, signs);
        a = ref Unsafe.Add(ref a, stride);
        Add(ref a, a30, signs);
        Add(ref Unsafe.Add(ref a, Tile), a31, signs);
        a = ref Unsafe.Add(ref a, stride);
        Add(ref a, a40, signs);
        Add(ref Unsafe.Add(ref a, Tile), a41, signs);
        a = ref Unsafe.Add(ref a, stride);
        Add(ref a, a50, signs);
        Add(ref Unsafe.Add(ref a, Tile), a51, signs);
        a = ref Unsafe.Add(ref a, stride);
        Add(ref a, a60, signs);
        Add(ref Unsafe.Add(ref a, Tile), a61, signs);
        a = ref Unsafe.Add(ref a, stride);
        Add(ref a, a70, signs);
        Add(ref Unsafe.Add(ref a, Tile), a71, signs);
    }

    private static void Add8x16(
        ref float a, int stride, ref float left, ref float right, int panelStride, int count, float sign)
    {
        Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default;
        Vector512<float> a4 = default, a5 = default, a6 = default, a7 = default;
        for (int r = 0; r < count; r++)
        {
            Vector512<float> p = Vector512.LoadUnsafe(ref right);
            a0 = Vector512.FusedMultiplyAdd(Vector512.Create(left), p, a0);
            a1 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref left, 1)), p, a1);
            a2 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref left, 2)), p, a2);
            a3 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref left, 3)), p, a3);
            a4 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref left, 4)), p, a4);
            a5 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref left, 5)), p, a5);
            a6 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref left, 6)), p, a6);
            a7 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref left, 7)), p, a7);
            left = ref Unsafe.Add(ref left, panelStride);
            right = ref Unsafe.Add(ref right, panelStride);
        }

        Vector512<float> signs = Vector512.Create(sign);
        Add(ref a, a0, signs);
        Add(ref Unsafe.Add(ref a, stride), a1, signs);
        Add(ref Unsafe.Add(ref a, 2 * stride), a2, signs);
        Add(ref Unsafe.Add(ref a, 3 * stride), a3, signs);
        Add(ref Unsafe.Add(ref a, 4 * stride), a4, signs);
        Add(ref Unsafe.Add(ref a, 5 * stride), a5, signs);
        Add(ref Unsafe.Add(ref a, 6 * stride), a6, signs);
        Add(ref Unsafe.Add(ref a, 7 * stride), a7, signs);
    }

    private static void Add8x8(
        ref float a, int stride, ref float left, ref float right, int panelStride, int count, float sign)
    {
        Vector256<float> a0 = default, a1 = default, a2 = default, a3 = default;
        Vector256<float> a4 = default, a5 = default, a6 = default, a7 = default;
        for (int r = 0; r < count; r++)
        {
            Vector256<float> p = Vector256.LoadUnsafe(ref right);
            a0 = Vector256.MultiplyAddEstimate(Vector256.Create(left), p, a0);
            a1 = Vector256.MultiplyAddEstimate(Vector256.Create(Unsafe.Add(ref left, 1)), p, a1);
            a2 = Vector256.MultiplyAddEstimate(Vector256.Create(Unsafe.Add(ref left, 2)), p, a2);
            a3 = Vector256.MultiplyAddEstimate(Vector256.Create(Unsafe.Add(ref left, 3)), p, a3);
            a4 = Vector256.MultiplyAddEstimate(Vector256.Create(Unsafe.Add(ref left, 4)), p, a4);
            a5 = Vector256.MultiplyAddEstimate(Vector256.Create(Unsafe.Add(ref left, 5)), p, a5);
            a6 = Vector256.MultiplyAddEstimate(Vector256.Create(Unsafe.Add(ref left, 6)), p, a6);
            a7 = Vector256.MultiplyAddEstimate(Vector256.Create(Unsafe.Add(ref left, 7)), p, a7);
            left = ref Unsafe.Add(ref left, panelStride);
            right = ref Unsafe.Add(ref right, panelStride);
        }

        Vector256<float> signs = Vector256.Create(sign);
        Add(ref a, a0, signs);
        Add(ref Unsafe.Add(ref a, stride), a1, signs);
        Add(ref Unsafe.Add(ref a, 2 * stride), a2, signs);
        Add(ref Unsafe.Add(ref a, 3 * stride), a3, signs);
        Add(ref Unsafe.Add(ref a, 4 * stride), a4, signs);
        Add(ref Unsafe.Add(ref a, 5 * stride), a5, signs);
        Add(ref Unsafe.Add(ref a, 6 * stride), a6, signs);
        Add(ref Unsafe.Add(ref a, 7 * stride), a7, signs);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref float a, Vector512<float> sum, Vector512<float> sign) =>
        Vector512.FusedMultiplyAdd(sum, sign, Vector512.LoadUnsafe(ref a)).StoreUnsafe(ref a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref float a, Vector256<float> sum, Vector256<float> sign) =>
        Vector256.MultiplyAddEstimate(sum, sign, Vector256.LoadUnsafe(ref a)).StoreUnsafe(ref a);
}
