using System.Numerics.Tensors;

namespace HybridRec.Engine.Audio;

/// <summary>Makes the print of a track from its spectrum, frame by frame.</summary>
/// <remarks>The print begins with the first frame that can be heard and ends 45 s later. Not thread-safe.</remarks>
internal sealed class SoundPrinter
{
    private const int Bands = 33;
    private const double LowestHz = 250;
    private const double HighestHz = 6_400;
    private const double BinHz = (double)LogMelFrontEnd.SampleRate / LogMelFrontEnd.FftSize;

    // 0.37 s, the window of the paper: two windows side by side are compared.
    private const int WindowFrames = 16;
    private const int MaxFrames = 45 * LogMelFrontEnd.SampleRate / LogMelFrontEnd.Hop;

    // Below this share of the loudest level so far a band holds a codec's noise.
    private const double Noise = 1e-6;

    // In powers of two, 0.15 dB: what changes less, such as a band where nothing sounds, counts as unchanged in every copy.
    private const double Unchanged = 0.05;

    private static readonly int[] Edges =
        [.. Enumerable.Range(0, Bands + 1).Select(i => (int)Math.Round(LowestHz * Math.Pow(HighestHz / LowestHz, (double)i / Bands) / BinHz))];

    private readonly List<uint> _words = [];
    private readonly double[][] _frames = Rows(WindowFrames);
    private readonly double[][] _levels = Rows(WindowFrames);
    private readonly double[] _window = new double[Bands];
    private double _loudest;
    private int _count;

    /// <summary>Adds a frame.</summary>
    /// <param name="power">Shape (1,025).</param>
    /// <param name="loudest">dB of its loudest mel band.</param>
    public void Add(ReadOnlySpan<double> power, float loudest)
    {
        if ((_count == 0 && loudest <= AudioAnalyser.SilentDecibels) || _words.Count == MaxFrames)
        {
            return;
        }

        double[] frame = _frames[_count % WindowFrames];
        for (int band = 0; band < Bands; band++)
        {
            frame[band] = TensorPrimitives.Sum(power[Edges[band]..Edges[band + 1]]) / (Edges[band + 1] - Edges[band]);
        }

        _count++;
        if (_count < WindowFrames)
        {
            return;
        }

        Array.Clear(_window);
        foreach (double[] recent in _frames)
        {
            TensorPrimitives.Add<double>(_window, recent, _window);
        }

        _loudest = Math.Max(_loudest, TensorPrimitives.Max<double>(_window));
        TensorPrimitives.Add(_window, _loudest * Noise, _window);
        TensorPrimitives.Log2<double>(_window, _window);
        double[] before = _levels[_count % WindowFrames];
        if (_count >= 2 * WindowFrames)
        {
            uint word = 0;
            for (int band = 0; band < Bands - 1; band++)
            {
                double grown = _window[band] - _window[band + 1] - (before[band] - before[band + 1]);
                word |= grown > Unchanged ? 1u << band : 0;
            }

            _words.Add(word);
        }

        _window.CopyTo(before, 0);
    }

    /// <summary>The print so far.</summary>
    public SoundPrint Print() => new([.. _words]);

    private static double[][] Rows(int count) => [.. Enumerable.Range(0, count).Select(_ => new double[Bands])];
}
