using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HybridRec.Engine.Audio;

/// <summary>One pass of a radix-4 Stockham transform: x → y with y_j = w^j · Σ_m (−i)^(jm) x_m, j = 0 … 3.</summary>
/// <remarks>
/// Values x[q + stride·(p + quarter·m)] make y[q + stride·(4p + j)] for every p &lt; quarter and q &lt; stride, w = e^(−2πi·p/(4·quarter)).
/// The same butterfly runs on one, four or eight values at a time, without fused multiply-adds, so that every width gives
/// the same bits. Buffers must hold 4 · quarter · stride values; they are not checked.
/// </remarks>
internal static class FftPass
{
    private static readonly Vector512<long> FirstHalves = Vector512.Create(0L, 8, 1, 9, 2, 10, 3, 11);
    private static readonly Vector512<long> LastHalves = Vector512.Create(4L, 12, 5, 13, 6, 14, 7, 15);
    private static readonly Vector512<long> FirstPairs = Vector512.Create(0L, 1, 8, 9, 2, 3, 10, 11);
    private static readonly Vector512<long> LastPairs = Vector512.Create(4L, 5, 12, 13, 6, 7, 14, 15);

    /// <summary>Whether <see cref="First"/> runs here.</summary>
    public static bool IsWide => Vector512.IsHardwareAccelerated && Avx512F.IsSupported;

    /// <summary>A pass with as many q at a time as <typeparamref name="T"/> has lanes.</summary>
    /// <param name="from">x.</param>
    /// <param name="to">y.</param>
    /// <param name="circle">cos and sin of −2πi/(4 · quarter · stride).</param>
    /// <param name="quarter">Butterflies of different w.</param>
    /// <param name="stride">Butterflies of the same w, a multiple of the lanes.</param>
    public static void Run<T>(
        (double[] Re, double[] Im) from, (double[] Re, double[] Im) to, (double[] Re, double[] Im) circle, int quarter, int stride)
        where T : struct, ILanes<T>
    {
        ref double re = ref MemoryMarshal.GetArrayDataReference(from.Re);
        ref double im = ref MemoryMarshal.GetArrayDataReference(from.Im);
        ref double nextRe = ref MemoryMarshal.GetArrayDataReference(to.Re);
        ref double nextIm = ref MemoryMarshal.GetArrayDataReference(to.Im);
        int step = quarter * stride;
        for (int p = 0; p < quarter; p++)
        {
            int w = p * stride;
            Turns<T> turns = new(
                (T.Create(circle.Re[w]), T.Create(circle.Im[w])),
                (T.Create(circle.Re[2 * w]), T.Create(circle.Im[2 * w])),
                (T.Create(circle.Re[3 * w]), T.Create(circle.Im[3 * w])));
            for (int q = 0; q < stride; q += T.Count)
            {
                int at = w + q;
                Butterfly(
                    (T.Load(ref re, at), T.Load(ref im, at)),
                    (T.Load(ref re, at + step), T.Load(ref im, at + step)),
                    (T.Load(ref re, at + (2 * step)), T.Load(ref im, at + (2 * step))),
                    (T.Load(ref re, at + (3 * step)), T.Load(ref im, at + (3 * step))),
                    turns,
                    out (T Re, T Im) y0, out (T Re, T Im) y1, out (T Re, T Im) y2, out (T Re, T Im) y3);
                int target = (4 * w) + q;
                y0.Re.Store(ref nextRe, target);
                y0.Im.Store(ref nextIm, target);
                y1.Re.Store(ref nextRe, target + stride);
                y1.Im.Store(ref nextIm, target + stride);
                y2.Re.Store(ref nextRe, target + (2 * stride));
                y2.Im.Store(ref nextIm, target + (2 * stride));
                y3.Re.Store(ref nextRe, target + (3 * stride));
                y3.Im.Store(ref nextIm, target + (3 * stride));
            }
        }
    }

    /// <summary>The pass of stride 1 with eight p at a time, whose outputs lie between each other.</summary>
    /// <param name="from">x.</param>
    /// <param name="to">y.</param>
    /// <param name="turns">w^j of each p: three pairs of shape (quarter).</param>
    /// <param name="quarter">A multiple of 8.</param>
    public static void First(
        (double[] Re, double[] Im) from, (double[] Re, double[] Im) to, (double[] Re, double[] Im)[] turns, int quarter)
    {
        ref double re = ref MemoryMarshal.GetArrayDataReference(from.Re);
        ref double im = ref MemoryMarshal.GetArrayDataReference(from.Im);
        ref double nextRe = ref MemoryMarshal.GetArrayDataReference(to.Re);
        ref double nextIm = ref MemoryMarshal.GetArrayDataReference(to.Im);
        ref double cos1 = ref MemoryMarshal.GetArrayDataReference(turns[0].Re);
        ref double sin1 = ref MemoryMarshal.GetArrayDataReference(turns[0].Im);
        ref double cos2 = ref MemoryMarshal.GetArrayDataReference(turns[1].Re);
        ref double sin2 = ref MemoryMarshal.GetArrayDataReference(turns[1].Im);
        ref double cos3 = ref MemoryMarshal.GetArrayDataReference(turns[2].Re);
        ref double sin3 = ref MemoryMarshal.GetArrayDataReference(turns[2].Im);
        for (int p = 0; p < quarter; p += Vector512<double>.Count)
        {
            Butterfly(
                (Lanes8.Load(ref re, p), Lanes8.Load(ref im, p)),
                (Lanes8.Load(ref re, p + quarter), Lanes8.Load(ref im, p + quarter)),
                (Lanes8.Load(ref re, p + (2 * quarter)), Lanes8.Load(ref im, p + (2 * quarter))),
                (Lanes8.Load(ref re, p + (3 * quarter)), Lanes8.Load(ref im, p + (3 * quarter))),
                new Turns<Lanes8>(
                    (Lanes8.Load(ref cos1, p), Lanes8.Load(ref sin1, p)),
                    (Lanes8.Load(ref cos2, p), Lanes8.Load(ref sin2, p)),
                    (Lanes8.Load(ref cos3, p), Lanes8.Load(ref sin3, p))),
                out (Lanes8 Re, Lanes8 Im) y0,
                out (Lanes8 Re, Lanes8 Im) y1,
                out (Lanes8 Re, Lanes8 Im) y2,
                out (Lanes8 Re, Lanes8 Im) y3);
            Interleave(y0.Re, y1.Re, y2.Re, y3.Re, ref nextRe, 4 * p);
            Interleave(y0.Im, y1.Im, y2.Im, y3.Im, ref nextIm, 4 * p);
        }
    }

    /// <summary>Stores a0 b0 c0 d0 a1 b1 c1 d1 …</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(
        Lanes8 a, Lanes8 b, Lanes8 c, Lanes8 d, ref double target, int at)
    {
        Vector512<double> abFirst = Avx512F.PermuteVar8x64x2(a.Values, FirstHalves, b.Values);
        Vector512<double> abLast = Avx512F.PermuteVar8x64x2(a.Values, LastHalves, b.Values);
        Vector512<double> cdFirst = Avx512F.PermuteVar8x64x2(c.Values, FirstHalves, d.Values);
        Vector512<double> cdLast = Avx512F.PermuteVar8x64x2(c.Values, LastHalves, d.Values);
        Avx512F.PermuteVar8x64x2(abFirst, FirstPairs, cdFirst).StoreUnsafe(ref target, (nuint)(at));
        Avx512F.PermuteVar8x64x2(abFirst, LastPairs, cdFirst).StoreUnsafe(ref target, (nuint)(at + 8));
        Avx512F.PermuteVar8x64x2(abLast, FirstPairs, cdLast).StoreUnsafe(ref target, (nuint)(at + 16));
        Avx512F.PermuteVar8x64x2(abLast, LastPairs, cdLast).StoreUnsafe(ref target, (nuint)(at + 24));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Butterfly<T>(
        (T Re, T Im) x0, (T Re, T Im) x1, (T Re, T Im) x2, (T Re, T Im) x3, in Turns<T> turns,
        out (T Re, T Im) y0, out (T Re, T Im) y1, out (T Re, T Im) y2, out (T Re, T Im) y3)
        where T : struct, ILanes<T>
    {
        (T Re, T Im) sum = (x0.Re + x2.Re, x0.Im + x2.Im);
        (T Re, T Im) gap = (x0.Re - x2.Re, x0.Im - x2.Im);
        (T Re, T Im) odd = (x1.Re + x3.Re, x1.Im + x3.Im);
        (T Re, T Im) turn = (x3.Im - x1.Im, x1.Re - x3.Re);
        y0 = (sum.Re + odd.Re, sum.Im + odd.Im);
        y1 = Product(gap.Re - turn.Re, gap.Im - turn.Im, turns.One);
        y2 = Product(sum.Re - odd.Re, sum.Im - odd.Im, turns.Two);
        y3 = Product(gap.Re + turn.Re, gap.Im + turn.Im, turns.Three);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (T Re, T Im) Product<T>(T re, T im, (T Cos, T Sin) turn)
        where T : struct, ILanes<T> =>
        ((re * turn.Cos) - (im * turn.Sin), (re * turn.Sin) + (im * turn.Cos));

    private readonly record struct Turns<T>((T Re, T Im) One, (T Re, T Im) Two, (T Re, T Im) Three);
}
