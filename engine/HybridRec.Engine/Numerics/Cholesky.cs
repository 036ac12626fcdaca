using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HybridRec.Engine.Numerics;

/// <summary>Solves symmetric positive definite systems in float32: A = UᵀU with U upper triangular.</summary>
/// <remarks>
/// Golub &amp; Van Loan, "Matrix Computations", §4.2. Bit-identical on one machine type; across machine types equal to
/// about order · 1e-7 · cond(A).
/// </remarks>
public static class Cholesky
{
    /// <summary>Below this share of its original diagonal entry a pivot is rounding noise: A is singular in float32.</summary>
    internal const float PivotTolerance = 1e-6f;

    /// <summary>Pivot rows eliminated together, so that every row behind them is loaded and stored once for four.</summary>
    private const int Block = 4;

    /// <summary>Factors A in place.</summary>
    /// <param name="a">A, shape (order · order), row-major; only the upper triangle is read and overwritten with U.</param>
    /// <param name="order">Number of rows and columns, ≥ 0.</param>
    /// <param name="failedPivot">The 0-based row at which A proved not positive definite; −1 on success.</param>
    /// <returns>Whether A is positive definite to float32 accuracy.</returns>
    /// <exception cref="ArgumentException"><paramref name="a"/> is shorter than order · order.</exception>
    /// <remarks>order³ / 6 multiply-adds, no allocation. After a failure A holds nothing useful.</remarks>
    public static bool TryFactor(Span<float> a, int order, out int failedPivot)
    {
        ThrowIfShort(a.Length, order);
        ref float origin = ref MemoryMarshal.GetReference(a);
        for (int k = 0; k < order; k += Block)
        {
            int end = Math.Min(k + Block, order);
            for (int p = k; p < end; p++)
            {
                Span<float> pivotRow = a.Slice(p * order, order)[p..];
                float original = pivotRow[0];
                for (int q = k; q < p; q++)
                {
                    ReadOnlySpan<float> earlier = a.Slice(q * order, order)[p..];
                    ShortVectors.AddScaled(earlier, -earlier[0], pivotRow);
                }

                // Negated so that NaN fails as well.
                if (!(pivotRow[0] > PivotTolerance * original) || !float.IsFinite(pivotRow[0]))
                {
                    failedPivot = p;
                    return false;
                }

                Scale(pivotRow, 1f / MathF.Sqrt(pivotRow[0]));
            }

            if (end - k == Block)
            {
                for (int i = end; i < order; i++)
                {
                    EliminateRow(ref origin, order, k, i);
                }
            }
        }

        failedPivot = -1;
        return true;
    }

    /// <summary>Solves A x = b with the factor of <see cref="TryFactor"/>.</summary>
    /// <param name="factor">U, as <see cref="TryFactor"/> left it.</param>
    /// <param name="order">Number of rows and columns, ≥ 0.</param>
    /// <param name="b">b, shape (order); overwritten with x.</param>
    /// <exception cref="ArgumentException">A shape does not fit.</exception>
    /// <remarks>order² multiply-adds, no allocation.</remarks>
    public static void Solve(ReadOnlySpan<float> factor, int order, Span<float> b)
    {
        ThrowIfShort(factor.Length, order);
        if (b.Length != order)
        {
            throw new ArgumentException($"b ({b.Length}) does not fit a system of order {order}.", nameof(b));
        }

        // Uᵀ z = b, by rows of U so that memory is read in order.
        for (int i = 0; i < order; i++)
        {
            ReadOnlySpan<float> row = factor.Slice(i * order, order);
            b[i] /= row[i];
            ShortVectors.AddScaled(row[(i + 1)..], -b[i], b[(i + 1)..]);
        }

        // U x = z
        for (int i = order - 1; i >= 0; i--)
        {
            ReadOnlySpan<float> row = factor.Slice(i * order, order);
            b[i] = (b[i] - ShortVectors.Dot(row[(i + 1)..], b[(i + 1)..])) / row[i];
        }
    }

    private static void Scale(Span<float> row, float factor)
    {
        ref float values = ref MemoryMarshal.GetReference(row);
        int j = 0;
        for (; j <= row.Length - Vector256<float>.Count; j += Vector256<float>.Count)
        {
            (Vector256.LoadUnsafe(ref values, (nuint)j) * factor).StoreUnsafe(ref values, (nuint)j);
        }

        for (; j < row.Length; j++)
        {
            Unsafe.Add(ref values, j) *= factor;
        }
    }

    /// <summary>A[i, j] −= Σ_{p = k..k+3} U[p, i] · U[p, j] for j ≥ i.</summary>
    private static void EliminateRow(ref float origin, int order, int k, int i)
    {
        ref float target = ref Unsafe.Add(ref origin, i * order);
        ref float row0 = ref Unsafe.Add(ref origin, k * order);
        ref float row1 = ref Unsafe.Add(ref row0, order);
        ref float row2 = ref Unsafe.Add(ref row1, order);
        ref float row3 = ref Unsafe.Add(ref row2, order);
        float u0 = -Unsafe.Add(ref row0, i);
        float u1 = -Unsafe.Add(ref row1, i);
        float u2 = -Unsafe.Add(ref row2, i);
        float u3 = -Unsafe.Add(ref row3, i);
        int j = i;
        for (; j <= order - Vector256<float>.Count; j += Vector256<float>.Count)
        {
            Vector256<float> sum = Vector256.LoadUnsafe(ref target, (nuint)j);
            sum = Vector256.MultiplyAddEstimate(Vector256.Create(u0), Vector256.LoadUnsafe(ref row0, (nuint)j), sum);
            sum = Vector256.MultiplyAddEstimate(Vector256.Create(u1), Vector256.LoadUnsafe(ref row1, (nuint)j), sum);
            sum = Vector256.MultiplyAddEstimate(Vector256.Create(u2), Vector256.LoadUnsafe(ref row2, (nuint)j), sum);
            sum = Vector256.MultiplyAddEstimate(Vector256.Create(u3), Vector256.LoadUnsafe(ref row3, (nuint)j), sum);
            sum.StoreUnsafe(ref target, (nuint)j);
        }

        for (; j < order; j++)
        {
            Unsafe.Add(ref target, j) += (u0 * Unsafe.Add(ref row0, j)) + (u1 * Unsafe.Add(ref row1, j))
                + (u2 * Unsafe.Add(ref row2, j)) + (u3 * Unsafe.Add(ref row3, j));
        }
    }

    private static void ThrowIfShort(int length, int order)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(order);
        if (length < checked(order * order))
        {
            throw new ArgumentException($"{length} values do not fill a matrix of order {order}.");
        }
    }
}
