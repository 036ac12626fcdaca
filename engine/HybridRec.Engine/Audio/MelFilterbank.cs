using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HybridRec.Engine.Audio;

/// <summary>Sums a power spectrum into mel bands by overlapping triangles, each of unit area in Hz.</summary>
/// <remarks>
/// Slaney's mel scale: 66⅔ Hz a mel up to 1 kHz, 27 logarithmic steps per factor 6.4 above; triangle i rises from edge i to
/// edge i + 1 and falls to edge i + 2, its height 2 ÷ (its width in Hz). Slaney, "Auditory Toolbox, version 2",
/// Interval Research 1998. Only non-zero weights are kept (about 2 per bin). Immutable and thread-safe.
/// </remarks>
internal sealed class MelFilterbank
{
    private const double HzPerMel = 200.0 / 3.0;
    private const double LogStartHz = 1000.0;
    private const double LogStartMel = LogStartHz / HzPerMel;

    private static readonly double LogStep = Math.Log(6.4) / 27.0;

    // A band's weights fill whole vectors; what lies beside its triangle is 0.
    private const int Lanes = 8;

    private readonly int[] _firstBin;
    private readonly int[] _firstWeight;
    private readonly double[] _weights;

    /// <summary>Places bands evenly on the mel scale between 0 Hz and half the sample rate.</summary>
    /// <param name="bands">Number of bands, ≥ 1.</param>
    /// <param name="sampleRate">Hz.</param>
    /// <param name="fftSize">Samples a transform; the spectrum has fftSize/2 + 1 bins.</param>
    public MelFilterbank(int bands, int sampleRate, int fftSize)
    {
        Bins = (fftSize / 2) + 1;
        double[] edges = new double[bands + 2];
        double top = MelOf(sampleRate / 2.0);
        for (int i = 0; i < edges.Length; i++)
        {
            edges[i] = HzOf(top * i / (bands + 1));
        }

        _firstBin = new int[bands];
        _firstWeight = new int[bands + 1];
        List<double> weights = [];
        double binHz = (double)sampleRate / fftSize;
        for (int band = 0; band < bands; band++)
        {
            (double low, double centre, double high) = (edges[band], edges[band + 1], edges[band + 2]);
            int first = Math.Min(Bins - 1, (int)(low / binHz) + 1);
            int end = Math.Clamp((int)Math.Ceiling(high / binHz), first, Bins);
            int filled = (end - first + Lanes - 1) / Lanes * Lanes;
            first = Math.Max(0, Math.Min(first, Bins - filled));
            filled = Math.Min(filled, Bins);
            _firstBin[band] = first;
            for (int bin = first; bin < first + filled; bin++)
            {
                double hz = bin * binHz;
                double triangle = Math.Min((hz - low) / (centre - low), (high - hz) / (high - centre));
                weights.Add(Math.Max(0, triangle) * 2 / (high - low));
            }

            _firstWeight[band + 1] = weights.Count;
        }

        _weights = [.. weights];
    }

    /// <summary>Number of mel bands.</summary>
    public int Bands => _firstBin.Length;

    /// <summary>Number of spectrum bins.</summary>
    public int Bins { get; }

    /// <summary>Mel of a frequency.</summary>
    /// <param name="hz">Hz, ≥ 0.</param>
    public static double MelOf(double hz) =>
        hz < LogStartHz ? hz / HzPerMel : LogStartMel + (Math.Log(hz / LogStartHz) / LogStep);

    /// <summary>Frequency of a mel, in Hz.</summary>
    /// <param name="mel">Mel, ≥ 0.</param>
    public static double HzOf(double mel) =>
        mel < LogStartMel ? mel * HzPerMel : LogStartHz * Math.Exp((mel - LogStartMel) * LogStep);

    /// <summary>Computes <c>mel[b] = Σ_k weight[b, k] · power[k]</c>.</summary>
    /// <param name="power">Shape (<see cref="Bins"/>).</param>
    /// <param name="mel">Output, shape (<see cref="Bands"/>).</param>
    public void Apply(ReadOnlySpan<double> power, Span<double> mel)
    {
        if (power.Length != Bins || mel.Length != Bands)
        {
            throw new ArgumentException($"power ({power.Length}) and mel ({mel.Length}) are not ({Bins}) and ({Bands}).");
        }

        bool wide = Vector512.IsHardwareAccelerated && Bins >= Lanes;
        for (int band = 0; band < mel.Length; band++)
        {
            ReadOnlySpan<double> weights = _weights.AsSpan(_firstWeight[band].._firstWeight[band + 1]);
            ReadOnlySpan<double> heard = power.Slice(_firstBin[band], weights.Length);
            mel[band] = wide ? WideDot(weights, heard) : TensorPrimitives.Dot(weights, heard);
        }
    }

    // Most bands are one or two vectors wide: the general product spends its time on finding that out.
    private static double WideDot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ref double left = ref MemoryMarshal.GetReference(a);
        ref double right = ref MemoryMarshal.GetReference(b);
        Vector512<double> sum = Vector512.LoadUnsafe(ref left) * Vector512.LoadUnsafe(ref right);
        for (int i = Lanes; i < a.Length; i += Lanes)
        {
            sum = Vector512.FusedMultiplyAdd(
                Vector512.LoadUnsafe(ref left, (nuint)i), Vector512.LoadUnsafe(ref right, (nuint)i), sum);
        }

        return Vector512.Sum(sum);
    }
}
