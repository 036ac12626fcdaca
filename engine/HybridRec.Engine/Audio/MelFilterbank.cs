using System.Numerics.Tensors;

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

    private readonly int[] _firstBin;
    private readonly double[][] _weights;

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
        _weights = new double[bands][];
        double binHz = (double)sampleRate / fftSize;
        for (int band = 0; band < bands; band++)
        {
            (double low, double centre, double high) = (edges[band], edges[band + 1], edges[band + 2]);
            int first = Math.Min(Bins - 1, (int)(low / binHz) + 1);
            int end = Math.Clamp((int)Math.Ceiling(high / binHz), first, Bins);
            _firstBin[band] = first;
            _weights[band] = new double[end - first];
            for (int bin = first; bin < end; bin++)
            {
                double hz = bin * binHz;
                double triangle = Math.Min((hz - low) / (centre - low), (high - hz) / (high - centre));
                _weights[band][bin - first] = Math.Max(0, triangle) * 2 / (high - low);
            }
        }
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
        for (int band = 0; band < _weights.Length; band++)
        {
            double[] weights = _weights[band];
            mel[band] = TensorPrimitives.Dot(weights, power.Slice(_firstBin[band], weights.Length));
        }
    }
}
