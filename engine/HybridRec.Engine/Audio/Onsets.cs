using System.Numerics.Tensors;

namespace HybridRec.Engine.Audio;

/// <summary>Where notes and beats begin, by spectral flux.</summary>
public static class Onsets
{
    private const double DecibelsPerCell = 80.0 / 255;
    private const double SlowestBpm = 40;
    private const double FastestBpm = 240;
    private const double UsualBpm = 120;
    private const double BlurSeconds = 0.02;

    /// <summary>Onset strength of each frame: the mean over bands of how many dB it is louder than the frame before, if it is.</summary>
    /// <param name="picture">The spectrogram.</param>
    /// <returns>Shape (frames); the first is 0.</returns>
    /// <remarks>Half-wave rectified log spectral flux: Böck, Krebs &amp; Schedl, ISMIR 2012.</remarks>
    public static double[] Strength(Spectrogram picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        double[] strength = new double[picture.Frames];
        for (int band = 0; band < picture.Bands; band++)
        {
            ReadOnlySpan<byte> cells = picture.Cells.AsSpan(band * picture.Frames, picture.Frames);
            for (int t = 1; t < cells.Length; t++)
            {
                strength[t] += Math.Max(0, cells[t] - cells[t - 1]);
            }
        }

        for (int t = 0; t < strength.Length; t++)
        {
            strength[t] *= DecibelsPerCell / picture.Bands;
        }

        return strength;
    }

    /// <summary>Onsets a second: local maxima of the strength that exceed its mean by half a standard deviation.</summary>
    /// <param name="strength">Onset strength, shape (frames).</param>
    /// <param name="framesPerSecond">Frames a second.</param>
    /// <remarks>A local maximum is the largest within 50 ms either way, at least one frame; at 13 frames a second, fast notes run together.</remarks>
    public static double Rate(ReadOnlySpan<double> strength, double framesPerSecond)
    {
        (double mean, double deviation) = Moments(strength);
        int reach = Math.Max(1, (int)Math.Round(0.05 * framesPerSecond));
        int onsets = 0;
        for (int t = 1; t < strength.Length; t++)
        {
            bool peak = strength[t] > mean + (0.5 * deviation);
            for (int near = Math.Max(0, t - reach); peak && near <= Math.Min(strength.Length - 1, t + reach); near++)
            {
                // The first of equals counts.
                peak = near < t ? strength[near] < strength[t] : strength[near] <= strength[t];
            }

            onsets += peak ? 1 : 0;
        }

        return onsets * framesPerSecond / strength.Length;
    }

    /// <summary>Tempo in beats a minute: the strongest period of the onset strength between 40 and 240.</summary>
    /// <param name="strength">Onset strength, shape (frames).</param>
    /// <param name="framesPerSecond">Frames a second.</param>
    /// <returns>120 where the strength does not change at all.</returns>
    /// <remarks>
    /// Autocorrelation times a log-normal preference for 120 with a deviation of one octave, refined by a parabola: Ellis,
    /// "Beat Tracking by Dynamic Programming", J. New Music Research 2007. The strength is first blurred by 20 ms, so that a
    /// period that is no whole number of frames is not taken for twice itself. Like all such estimates it may be off by a
    /// factor of two or three. O(frames · lags).
    /// </remarks>
    public static double Tempo(ReadOnlySpan<double> strength, double framesPerSecond)
    {
        strength = Blurred(strength, framesPerSecond);
        (double mean, _) = Moments(strength);
        int shortest = Math.Max(1, (int)Math.Floor(60 * framesPerSecond / FastestBpm));
        int longest = Math.Min(strength.Length / 2, (int)Math.Ceiling(60 * framesPerSecond / SlowestBpm));
        double[] salience = new double[longest + 2];
        int best = -1;
        for (int lag = shortest; lag <= longest + 1; lag++)
        {
            double product = 0;
            for (int t = lag; t < strength.Length; t++)
            {
                product += (strength[t] - mean) * (strength[t - lag] - mean);
            }

            double octaves = Math.Log2(60 * framesPerSecond / lag / UsualBpm);
            salience[lag] = product / (strength.Length - lag) * Math.Exp(-0.5 * octaves * octaves);
            if (lag > shortest && lag <= longest && (best < 0 || salience[lag] > salience[best]))
            {
                best = lag;
            }
        }

        if (best < 0 || salience[best] <= 0)
        {
            return UsualBpm;
        }

        double bend = salience[best - 1] - (2 * salience[best]) + salience[best + 1];
        double shift = bend < 0 ? 0.5 * (salience[best - 1] - salience[best + 1]) / bend : 0;
        return 60 * framesPerSecond / (best + Math.Clamp(shift, -0.5, 0.5));
    }

    private static double[] Blurred(ReadOnlySpan<double> strength, double framesPerSecond)
    {
        double frames = BlurSeconds * framesPerSecond;
        double side = Math.Exp(-0.5 / (frames * frames));
        double[] blurred = new double[strength.Length];
        for (int t = 0; t < blurred.Length; t++)
        {
            double around = (t > 0 ? strength[t - 1] : 0) + (t + 1 < blurred.Length ? strength[t + 1] : 0);
            blurred[t] = (strength[t] + (side * around)) / (1 + (2 * side));
        }

        return blurred;
    }

    private static (double Mean, double Deviation) Moments(ReadOnlySpan<double> values)
    {
        double mean = TensorPrimitives.Sum(values) / values.Length;
        double square = TensorPrimitives.SumOfSquares(values) / values.Length;
        return (mean, Math.Sqrt(Math.Max(0, square - (mean * mean))));
    }
}
