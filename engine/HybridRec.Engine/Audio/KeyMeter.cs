using System.Numerics.Tensors;
using HybridRec.Engine.Catalogue;

namespace HybridRec.Engine.Audio;

/// <summary>Collects how much of each pitch class sounds, and finds the key that fits.</summary>
/// <remarks>
/// Peaks of the spectrum between 130 Hz and 2 kHz, placed between bins by a parabola through the logarithms, count with the
/// fourth root of their power for the pitch class they are nearest to, at 440 Hz tuning: Gómez, "Tonal Description of Music Audio Signals", 2006. The key is
/// the one whose profile correlates best: Krumhansl, "Cognitive Foundations of Musical Pitch", 1990, §4. Not thread-safe.
/// </remarks>
internal sealed class KeyMeter
{
    private const double BinHz = (double)LogMelFrontEnd.SampleRate / LogMelFrontEnd.FftSize;
    private const int LowestBin = (int)(130 / BinHz);
    private const int HighestBin = (int)(2_000 / BinHz);
    private const double MinPower = 1e-10;

    private static readonly double[] Major = [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88];
    private static readonly double[] Minor = [6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17];

    private readonly double[] _classes = new double[12];
    private readonly double[] _log = new double[HighestBin - LowestBin + 3];

    /// <summary>Adds a frame.</summary>
    /// <param name="power">Shape (1,025).</param>
    public void Add(ReadOnlySpan<double> power)
    {
        // From one bin below the range to one above.
        ReadOnlySpan<double> range = power.Slice(LowestBin - 1, _log.Length);
        TensorPrimitives.Max(range, MinPower, _log);
        TensorPrimitives.Log2<double>(_log, _log);
        double loudest = TensorPrimitives.Max<double>(_log);
        if (loudest <= Math.Log2(MinPower))
        {
            return;
        }

        for (int i = 1; i < _log.Length - 1; i++)
        {
            (double before, double here, double after) = (_log[i - 1], _log[i], _log[i + 1]);

            // 50 dB below the loudest is the window's own skirt and noise.
            if (here > before && here >= after && here > loudest - 16.6)
            {
                double shift = 0.5 * (before - after) / (before - (2 * here) + after);
                double semitones = 12 * Math.Log2((LowestBin - 1 + i + shift) * BinHz / 440);

                // 9 semitones from A up to C; the classes lie around whole numbers.
                int pitch = (int)Math.Round(semitones) + 9;
                double near = Math.Cos(Math.PI * (semitones - Math.Round(semitones)));
                _classes[((pitch % 12) + 12) % 12] += near * near * Math.Pow(2, (here - loudest) / 4);
            }
        }
    }

    /// <summary>The best key, and its profile's correlation with what was heard; C major and 0 for silence.</summary>
    public (MusicalKey Key, double Strength) Best()
    {
        (MusicalKey Key, double Strength) best = (new MusicalKey(0, false), 0);
        Span<double> turned = stackalloc double[12];
        for (int tonic = 0; tonic < 12; tonic++)
        {
            for (int i = 0; i < 12; i++)
            {
                turned[i] = _classes[(i + tonic) % 12];
            }

            foreach (bool minor in (ReadOnlySpan<bool>)[false, true])
            {
                double strength = Correlation(turned, minor ? Minor : Major);
                if (strength > best.Strength)
                {
                    best = (new MusicalKey(tonic, minor), strength);
                }
            }
        }

        return best;
    }

    private static double Correlation(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double meanA = TensorPrimitives.Sum(a) / a.Length, meanB = TensorPrimitives.Sum(b) / b.Length;
        double ab = 0, aa = 0, bb = 0;
        for (int i = 0; i < a.Length; i++)
        {
            ab += (a[i] - meanA) * (b[i] - meanB);
            aa += (a[i] - meanA) * (a[i] - meanA);
            bb += (b[i] - meanB) * (b[i] - meanB);
        }

        return aa > 0 ? ab / Math.Sqrt(aa * bb) : 0;
    }
}
