using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HybridRec.Engine.Numerics;

/// <summary>The kernel under every Gram matrix and normal equation here: A += PᵀP, upper triangle, float32.</summary>
internal static class SymmetricUpdate
{
    /// <summary>Width and height of a register tile; matrix orders are padded to a multiple of it.</summary>
    public const int Tile = 8;

    /// <summary>The smallest multiple of <see cref="Tile"/> that holds <paramref name="rank"/>.</summary>
    /// <param name="rank">Number of columns, ≥ 1.</param>
    public static int PaddedOrder(int rank) => checked(rank + Tile - 1) & -Tile;

    /// <summary>A[i, j] += Σ_r P[r, i] · P[r, j] for j ≥ i.</summary>
    /// <param name="a">A, shape (order · order), row-major. Below the diagonal it is left undefined.</param>
    /// <param name="order">A multiple of <see cref="Tile"/>.</param>
    /// <param name="panel">P, shape (count · order), row-major.</param>
    /// <param name="count">Rows of P, ≥ 0.</param>
    /// <remarks>
    /// count · order² / 2 multiply-adds. An 8 × 8 tile of A stays in eight vector registers while all rows of P pass by,
    /// so the loop is bound by arithmetic and not by memory. The order of additions depends on nothing but the shapes.
    /// </remarks>
    public static void Accumulate(Span<float> a, int order, ReadOnlySpan<float> panel, int count)
    {
        Debug.Assert(order % Tile == 0 && a.Length >= order * order && panel.Length >= count * order, "shapes");
        ref float target = ref MemoryMarshal.GetReference(a);
        ref float source = ref MemoryMarshal.GetReference(panel);
        for (int i = 0; i < order; i += Tile)
        {
            for (int j = i; j < order; j += Tile)
            {
                AddTile(
                    ref Unsafe.Add(ref target, (i * order) + j),
                    ref Unsafe.Add(ref source, i),
                    ref Unsafe.Add(ref source, j),
                    order,
                    count);
            }
        }
    }

    private static void AddTile(ref float a, ref float left, ref float right, int stride, int count)
    {
        Vector256<float> a0 = Vector256.LoadUnsafe(ref a);
        Vector256<float> a1 = Vector256.LoadUnsafe(ref Unsafe.Add(ref a, stride));
        Vector256<float> a2 = Vector256.LoadUnsafe(ref Unsafe.Add(ref a, 2 * stride));
        Vector256<float> a3 = Vector256.LoadUnsafe(ref Unsafe.Add(ref a, 3 * stride));
        Vector256<float> a4 = Vector256.LoadUnsafe(ref Unsafe.Add(ref a, 4 * stride));
        Vector256<float> a5 = Vector256.LoadUnsafe(ref Unsafe.Add(ref a, 5 * stride));
        Vector256<float> a6 = Vector256.LoadUnsafe(ref Unsafe.Add(ref a, 6 * stride));
        Vector256<float> a7 = Vector256.LoadUnsafe(ref Unsafe.Add(ref a, 7 * stride));
        for (int r = 0; r < count; r++)
        {
            Vector256<float> row = Vector256.LoadUnsafe(ref right);
            a0 = Vector256.MultiplyAddEstimate(Vector256.Create(left), row, a0);
            a1 = Vector256.MultiplyAddEstimate(Vector256.Create(Unsafe.Add(ref left, 1)), row, a1);
            a2 = Vector256.MultiplyAddEstimate(Vector256.Create(Unsafe.Add(ref left, 2)), row, a2);
            a3 = Vector256.MultiplyAddEstimate(Vector256.Create(Unsafe.Add(ref left, 3)), row, a3);
            a4 = Vector256.MultiplyAddEstimate(Vector256.Create(Unsafe.Add(ref left, 4)), row, a4);
            a5 = Vector256.MultiplyAddEstimate(Vector256.Create(Unsafe.Add(ref left, 5)), row, a5);
            a6 = Vector256.MultiplyAddEstimate(Vector256.Create(Unsafe.Add(ref left, 6)), row, a6);
            a7 = Vector256.MultiplyAddEstimate(Vector256.Create(Unsafe.Add(ref left, 7)), row, a7);
            left = ref Unsafe.Add(ref left, stride);
            right = ref Unsafe.Add(ref right, stride);
        }

        a0.StoreUnsafe(ref a);
        a1.StoreUnsafe(ref Unsafe.Add(ref a, stride));
        a2.StoreUnsafe(ref Unsafe.Add(ref a, 2 * stride));
        a3.StoreUnsafe(ref Unsafe.Add(ref a, 3 * stride));
        a4.StoreUnsafe(ref Unsafe.Add(ref a, 4 * stride));
        a5.StoreUnsafe(ref Unsafe.Add(ref a, 5 * stride));
        a6.StoreUnsafe(ref Unsafe.Add(ref a, 6 * stride));
        a7.StoreUnsafe(ref Unsafe.Add(ref a, 7 * stride));
    }
}
