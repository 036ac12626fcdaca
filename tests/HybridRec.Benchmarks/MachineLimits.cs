using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HybridRec.Benchmarks;

/// <summary>What this machine can do at most, measured in the same run as what we do with it.</summary>
internal static class MachineLimits
{
    // Two FMA units with a latency of four to five cycles: ten independent chains keep them busy, more spill registers.
    private const int Chains = 10;
    private const int Steps = 5_000_000;

    /// <summary>Fused multiply-adds of one core at the widest vectors it has, in GFLOP/s (an FMA is two).</summary>
    public static double FmaPeakGflops()
    {
        bool wide = Vector512.IsHardwareAccelerated;
        int lanes = wide ? Vector512<float>.Count : Vector256<float>.Count;
        double seconds = Measure.BestSeconds(21, () => Sink = wide ? Chains512() : Chains256());
        return 2.0 * Chains * Steps * lanes / seconds / 1e9;
    }

    /// <summary>Reading memory on one core, far beyond the caches, in GB/s.</summary>
    public static double ReadBandwidthGigabytes()
    {
        float[] values = new float[64 << 20];
        Array.Fill(values, 1f);
        double seconds = Measure.BestSeconds(5, () => Sink = TensorPrimitives.Sum<float>(values));
        return values.Length * (double)sizeof(float) / seconds / 1e9;
    }

    /// <summary>Keeps results alive, so that no loop is optimised away.</summary>
    private static float Sink { get; set; }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static float Chains256()
    {
        Vector256<float> m = Vector256.Create(0.999f);
        Vector256<float> a = m, b = m, c = m, d = m, e = m, f = m, g = m, h = m, i = m, j = m;
        for (int step = 0; step < Steps; step++)
        {
            a = Vector256.FusedMultiplyAdd(a, m, m);
            b = Vector256.FusedMultiplyAdd(b, m, m);
            c = Vector256.FusedMultiplyAdd(c, m, m);
            d = Vector256.FusedMultiplyAdd(d, m, m);
            e = Vector256.FusedMultiplyAdd(e, m, m);
            f = Vector256.FusedMultiplyAdd(f, m, m);
            g = Vector256.FusedMultiplyAdd(g, m, m);
            h = Vector256.FusedMultiplyAdd(h, m, m);
            i = Vector256.FusedMultiplyAdd(i, m, m);
            j = Vector256.FusedMultiplyAdd(j, m, m);
        }

        return Vector256.Sum(a + b + c + d + e + f + g + h + i + j);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static float Chains512()
    {
        Vector512<float> m = Vector512.Create(0.999f);
        Vector512<float> a = m, b = m, c = m, d = m, e = m, f = m, g = m, h = m, i = m, j = m;
        for (int step = 0; step < Steps; step++)
        {
            a = Vector512.FusedMultiplyAdd(a, m, m);
            b = Vector512.FusedMultiplyAdd(b, m, m);
            c = Vector512.FusedMultiplyAdd(c, m, m);
            d = Vector512.FusedMultiplyAdd(d, m, m);
            e = Vector512.FusedMultiplyAdd(e, m, m);
            f = Vector512.FusedMultiplyAdd(f, m, m);
            g = Vector512.FusedMultiplyAdd(g, m, m);
            h = Vector512.FusedMultiplyAdd(h, m, m);
            i = Vector512.FusedMultiplyAdd(i, m, m);
            j = Vector512.FusedMultiplyAdd(j, m, m);
        }

        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j);
    }
}
