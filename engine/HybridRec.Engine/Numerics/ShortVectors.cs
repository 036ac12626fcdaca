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
        Vector256<float> lanes = Vector256<float>.Zero;
        int j = 0;
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

    /// <summary>scaled_j = scale · source_j and sum_j += share · source_j, in one pass over the source.</summary>
    /// <param name="source">What is read.</param>
    /// <param name="scale">Factor of the copy.</param>
    /// <param name="scaled">The copy, as long as source.</param>
    /// <param name="share">Factor of the sum.</param>
    /// <param name="sum">The sum, as long as source.</param>
    public static void ScaleInto(
        ReadOnlySpan<float> source, float scale, Span<float> scaled, float share, Span<float> sum)
    {
        Debug.Assert(source.Length == scaled.Length && source.Length == sum.Length, "shapes");
        ref float from = ref MemoryMarshal.GetReference(source);
        ref float copy = ref MemoryMarshal.GetReference(scaled);
        ref float total = ref MemoryMarshal.GetReference(sum);
        Vector256<float> scales = Vector256.Create(scale);
        Vector256<float> shares = Vector256.Create(share);
        int j = 0;
        for (; j <= source.Length - Vector256<float>.Count; j += Vector256<float>.Count)
        {
            Vector256<float> value = Vector256.LoadUnsafe(ref from, (nuint)j);
            (value * scales).StoreUnsafe(ref copy, (nuint)j);
            Vector256.MultiplyAddEstimate(value, shares, Vector256.LoadUnsafe(ref total, (nuint)j))
                .StoreUnsafe(ref total, (nuint)j);
        }

        for (; j < source.Length; j++)
        {
            float value = Unsafe.Add(ref from, j);
            Unsafe.Add(ref copy, j) = value * scale;
            Unsafe.Add(ref total, j) += value * share;
        }
    }
}
