using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HybridRec.Engine.Numerics;

/// <summary>Vector kernels for lengths of about a rank, called millions of times.</summary>
/// <remarks>
/// In a microbenchmark on a busy machine they beat <c>TensorPrimitives</c> at length 64, which handles alignment and tails
/// for longer inputs; a whole ALS iteration showed no clear gain. Measure again before building on that.
/// </remarks>
internal static class ShortVectors
{
    /// <summary>Σ a_j b_j.</summary>
    /// <param name="a">a.</param>
    /// <param name="b">b, as long as a.</param>
    public static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Debug.Assert(a.Length == b.Length, "shapes");
        ref float left = ref MemoryMarshal.GetReference(a);
        ref float right = ref MemoryMarshal.GetReference(b);
        Vector512<float> wideLanes = Vector512<float>.Zero;
        int j = 0;
        for (; j <= a.Length - Vector512<float>.Count; j += Vector512<float>.Count)
        {
            wideLanes = Vector512.MultiplyAddEstimate(
                Vector512.LoadUnsafe(ref left, (nuint)j), Vector512.LoadUnsafe(ref right, (nuint)j), wideLanes);
        }

        Vector256<float> lanes = wideLanes.GetLower() + wideLanes.GetUpper();
        for (; j <= a.Length - Vector256<float>.Count; j += Vector256<float>.Count)
        {
            lanes = Vector256.MultiplyAddEstimate(
                Vector256.LoadUnsafe(ref left, (nuint)j), Vector256.LoadUnsafe(ref right, (nuint)j), lanes);
        }

        float sum = Vector256.Sum(lanes);
        for (; j < a.Length; j++)
        {
            sum += Unsafe.Add(ref left, j) * Unsafe.Add(ref right, j);
        }

        return sum;
    }

    /// <summary>target_j += scale · source_j.</summary>
    /// <param name="source">What to add.</param>
    /// <param name="scale">Its factor.</param>
    /// <param name="target">As long as source.</param>
    public static void AddScaled(ReadOnlySpan<float> source, float scale, Span<float> target)
    {
        Debug.Assert(source.Length == target.Length, "shapes");
        ref float from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(target);
        Vector256<float> scales = Vector256.Create(scale);
        int j = 0;
        for (; j <= source.Length - Vector256<float>.Count; j += Vector256<float>.Count)
        {
            Vector256.MultiplyAddEstimate(
                Vector256.LoadUnsafe(ref from, (nuint)j), scales, Vector256.LoadUnsafe(ref to, (nuint)j))
                .StoreUnsafe(ref to, (nuint)j);
        }

        for (; j < source.Length; j++)
        {
            Unsafe.Add(ref to, j) += scale * Unsafe.Add(ref from, j);
        }
    }

    /// <summary>target_j = scale · source_j.</summary>
    /// <param name="source">What to read.</param>
    /// <param name="scale">Its factor.</param>
    /// <param name="target">As long as source, elsewhere.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scale(ReadOnlySpan<float> source, float scale, Span<float> target)
    {
        Debug.Assert(source.Length == target.Length, "shapes");
        ref float from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(target);
        int j = 0;
        for (; j <= source.Length - Vector512<float>.Count; j += Vector512<float>.Count)
        {
            (Vector512.LoadUnsafe(ref from, (nuint)j) * scale).StoreUnsafe(ref to, (nuint)j);
        }

        for (; j <= source.Length - Vector128<float>.Count; j += Vector128<float>.Count)
        {
            (Vector128.LoadUnsafe(ref from, (nuint)j) * scale).StoreUnsafe(ref to, (nuint)j);
        }

        for (; j < source.Length; j++)
        {
            Unsafe.Add(ref to, j) = Unsafe.Add(ref from, j) * scale;
        }
    }

    /// <summary>sum_j += sign · Σ_r w_r P[r, j].</summary>
    /// <param name="panel">P, row r at r · stride.</param>
    /// <param name="stride">Distance between rows.</param>
    /// <param name="weights">w, w_r at r · weightStride.</param>
    /// <param name="weightStride">Distance between weights.</param>
    /// <param name="count">Rows of P, ≥ 0.</param>
    /// <param name="sign">1 to add, −1 to subtract.</param>
    /// <param name="sum">The sum; its length a multiple of 16.</param>
    public static void AddWeightedRows(
        ReadOnlySpan<float> panel,
        int stride,
        ReadOnlySpan<float> weights,
        int weightStride,
        int count,
        float sign,
        Span<float> sum)
    {
        Debug.Assert(sum.Length % Vector512<float>.Count == 0 && sum.Length <= stride, "shapes");
        Debug.Assert(count == 0 || panel.Length >= ((count - 1) * stride) + sum.Length, "shape of P");
        Debug.Assert(count == 0 || weights.Length > (count - 1) * weightStride, "shape of w");
        ref float total = ref MemoryMarshal.GetReference(sum);
        ref float weight = ref MemoryMarshal.GetReference(weights);
        for (int j = 0; j < sum.Length; j += Vector512<float>.Count)
        {
            ref float column = ref Unsafe.Add(ref MemoryMarshal.GetReference(panel), j);
            Vector512<float> even = default;
            Vector512<float> odd = default;
            int r = 0;
            for (; r < count - 1; r += 2)
            {
                even = Vector512.FusedMultiplyAdd(
                    Vector512.Create(Unsafe.Add(ref weight, r * weightStride)),
                    Vector512.LoadUnsafe(ref column, (nuint)(r * stride)),
                    even);
                odd = Vector512.FusedMultiplyAdd(
                    Vector512.Create(Unsafe.Add(ref weight, (r + 1) * weightStride)),
                    Vector512.LoadUnsafe(ref column, (nuint)((r + 1) * stride)),
                    odd);
            }

            if (r < count)
            {
                even = Vector512.FusedMultiplyAdd(
                    Vector512.Create(Unsafe.Add(ref weight, r * weightStride)),
                    Vector512.LoadUnsafe(ref column, (nuint)(r * stride)),
                    even);
            }

            Vector512.FusedMultiplyAdd(even + odd, Vector512.Create(sign), Vector512.LoadUnsafe(ref total, (nuint)j))
                .StoreUnsafe(ref total, (nuint)j);
        }
    }
}
