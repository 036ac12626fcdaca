using HybridRec.Engine.Audio;

namespace HybridRec.Evaluation.Content;

/// <summary>The audit's changes as far as they can be made on a spectrogram of 80 dB below its loudest cell.</summary>
/// <remarks>
/// After each, the picture is again put relative to its loudest cell, as the front end would. What fell below the floor
/// before stays unknown: a gain alone therefore cuts the quietest cells instead of shifting all (see Gain).
/// </remarks>
public static class SpectrogramTransformations
{
    private const double CellsPerDecibel = 255.0 / 80;
    private const double EqualiserDecibels = 12;
    private const double GainDecibels = -10;
    private const double SignalToNoiseDecibels = 20;
    private const double TempoChange = 0.06;

    /// <summary>All of them in the order of reports.</summary>
    /// <param name="seed">Seed of the noise.</param>
    public static IReadOnlyList<ClipTransformation> All(int seed) =>
    [
        Each("equaliser-bass", "Bass +12, treble −12 dB", picture => Equalise(picture, EqualiserDecibels)),
        Each("equaliser-treble", "Bass −12, treble +12 dB", picture => Equalise(picture, -EqualiserDecibels)),
        Each("low-pass", "Top quarter silent", LowPass),
        Each("gain", "Gain −10 dB", picture => Gain(picture, GainDecibels)),
        Each("noise", "Noise at 20 dB SNR", picture => Noise(picture, SignalToNoiseDecibels, seed)),
        Each("tempo-faster", "Tempo +6 %", picture => Tempo(picture, 1 + TempoChange)),
        Each("tempo-slower", "Tempo −6 %", picture => Tempo(picture, 1 - TempoChange)),
    ];

    /// <summary>Half a cosine over the bands, from the given gain at the lowest to its opposite at the highest.</summary>
    internal static Spectrogram Equalise(Spectrogram picture, double bassDecibels)
    {
        double Gain(int band) => bassDecibels * Math.Cos(Math.PI * band / Math.Max(1, picture.Bands - 1));

        // A cell at the floor may have been anything below it: it stays there.
        return Relative(picture, (band, _, cell) => cell == 0 ? -255 : cell + (Gain(band) * CellsPerDecibel));
    }

    /// <summary>8 kHz lie near three quarters of the way up 128 mel bands that end at 11,025 Hz.</summary>
    internal static Spectrogram LowPass(Spectrogram picture) =>
        Relative(picture, (band, _, cell) => band < picture.Bands - (picture.Bands / 4) ? cell : -255);

    /// <summary>
    /// The picture of a quieter recording whose loudest cell is not brought back to 255: every cell is lower, and what
    /// falls below the floor is lost. The engine's own front end undoes a gain; this asks what a network does where nothing does.
    /// </summary>
    internal static Spectrogram Gain(Spectrogram picture, double decibels) => new(
        picture.Bands,
        picture.Frames,
        [.. picture.Cells.Select(cell => (byte)Math.Clamp(Math.Round(cell + (decibels * CellsPerDecibel)), 0, 255))]);

    /// <summary>
    /// Adds noise power to every cell: white over frequency, thus in mel bands of unit area equal in all, with the
    /// fluctuation of a power spectrum (exponentially distributed).
    /// </summary>
    internal static Spectrogram Noise(Spectrogram picture, double signalToNoiseDecibels, int seed)
    {
        double[] powers = [.. picture.Cells.Select(cell => Math.Pow(10, cell / CellsPerDecibel / 10))];
        double noise = powers.Average() * Math.Pow(10, -signalToNoiseDecibels / 10);
        Random random = new(seed);
        return Relative(picture, (band, t, _) =>
        {
            double power = powers[(band * picture.Frames) + t] - (noise * Math.Log(1 - random.NextDouble()));
            return 10 * Math.Log10(power) * CellsPerDecibel;
        });
    }

    /// <summary>Reads the frames at another pace, linearly between neighbours. A faster clip is shorter.</summary>
    internal static Spectrogram Tempo(Spectrogram picture, double pace)
    {
        int frames = Math.Max(1, (int)(picture.Frames / pace));
        byte[] cells = new byte[picture.Bands * frames];
        for (int band = 0; band < picture.Bands; band++)
        {
            ReadOnlySpan<byte> row = picture.Cells.AsSpan(band * picture.Frames, picture.Frames);
            for (int t = 0; t < frames; t++)
            {
                double at = Math.Min(t * pace, row.Length - 1);
                int below = (int)at;
                int above = Math.Min(below + 1, row.Length - 1);
                cells[(band * frames) + t] = (byte)Math.Round(row[below] + ((at - below) * (row[above] - row[below])));
            }
        }

        return new Spectrogram(picture.Bands, frames, cells);
    }

    private static ClipTransformation Each(string name, string title, Func<Spectrogram, Spectrogram> change) => new(
        name,
        title,
        (clip, _) => ValueTask.FromResult<IReadOnlyList<Spectrogram>?>([.. clip.Excerpts.Select(change)]));

    /// <summary>Changes every cell and puts the picture relative to its loudest cell again.</summary>
    private static Spectrogram Relative(Spectrogram picture, Func<int, int, byte, double> change)
    {
        double[] changed = new double[picture.Cells.Length];
        for (int band = 0; band < picture.Bands; band++)
        {
            for (int t = 0; t < picture.Frames; t++)
            {
                int at = (band * picture.Frames) + t;
                changed[at] = change(band, t, picture.Cells[at]);
            }
        }

        double loudest = changed.Max();
        return new Spectrogram(
            picture.Bands,
            picture.Frames,
            [.. changed.Select(cell => (byte)Math.Clamp(Math.Round(255 + cell - loudest), 0, 255))]);
    }
}
