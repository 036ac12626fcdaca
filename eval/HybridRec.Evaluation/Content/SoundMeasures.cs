using HybridRec.Engine.Audio;
using HybridRec.Engine.Catalogue;

namespace HybridRec.Evaluation.Content;

/// <summary>What can be said of a clip's sound without a network.</summary>
/// <param name="Tempo">Beats a minute (<see cref="Onsets.Tempo"/>).</param>
/// <param name="Loudness">
/// Level in dB: of audio the loudness in LUFS (EBU R128), of a spectrogram alone the mean power below its loudest cell.
/// </param>
/// <param name="Centroid">Spectral centroid in Hz: the power-weighted mean frequency of a frame, averaged over frames.</param>
/// <param name="OnsetRate">Onsets a second (<see cref="Onsets.Rate"/>).</param>
/// <param name="ZeroCrossingRate">Share of neighbouring samples of different sign, 0..1; NaN where only a spectrogram is known.</param>
public sealed record SoundMeasures(
    double Tempo, double Loudness, double Centroid, double OnsetRate, double ZeroCrossingRate = double.NaN)
{
    private const double QuietestLufs = -70;
    private const double TopHz = LogMelFrontEnd.SampleRate / 2.0;

    private static readonly double[] Powers =
        [.. Enumerable.Range(0, 256).Select(cell => Math.Pow(10, ((cell / 255.0) - 1) * 8))];

    /// <summary>What an import measures of a whole file, in this report's terms.</summary>
    /// <param name="features">Measured by the engine.</param>
    /// <param name="zeroCrossingRate">Measured beside it.</param>
    internal static SoundMeasures Of(SoundFeatures features, double zeroCrossingRate) => new(
        features.TempoBpm, features.LoudnessLufs ?? QuietestLufs, features.CentroidHz, features.OnsetRate, zeroCrossingRate);

    /// <summary>Measures spectrograms.</summary>
    /// <param name="excerpts">One or more; their bands are taken for Slaney mel bands from 0 to 11,025 Hz.</param>
    /// <param name="framesPerSecond">Frames a second.</param>
    public static SoundMeasures Of(IReadOnlyList<Spectrogram> excerpts, double framesPerSecond)
    {
        ArgumentNullException.ThrowIfNull(excerpts);
        double tempo = 0;
        double rate = 0;
        foreach (Spectrogram excerpt in excerpts)
        {
            double[] strength = Onsets.Strength(excerpt);
            tempo += Onsets.Tempo(strength, framesPerSecond) / excerpts.Count;
            rate += Onsets.Rate(strength, framesPerSecond) / excerpts.Count;
        }

        (double level, double centroid) = Spectral(excerpts);
        return new SoundMeasures(tempo, level, centroid, rate);
    }

    private static (double Level, double Centroid) Spectral(IReadOnlyList<Spectrogram> excerpts)
    {
        double[] hertz = BandCentres(excerpts[0].Bands);
        double energy = 0;
        double centroids = 0;
        long cells = 0;
        long frames = 0;
        foreach (Spectrogram excerpt in excerpts)
        {
            for (int t = 0; t < excerpt.Frames; t++)
            {
                double power = 0;
                double moment = 0;
                for (int band = 0; band < excerpt.Bands; band++)
                {
                    double cell = Powers[excerpt.Cells[(band * excerpt.Frames) + t]];
                    power += cell;
                    moment += cell * hertz[band];
                }

                energy += power;
                centroids += moment / power;
            }

            cells += excerpt.Cells.Length;
            frames += excerpt.Frames;
        }

        return (10 * Math.Log10(energy / cells), centroids / frames);
    }

    /// <summary>Slaney's mel scale: 66⅔ Hz a mel up to 1 kHz, then 27 logarithmic steps per factor 6.4.</summary>
    private static double[] BandCentres(int bands)
    {
        double step = Math.Log(6.4) / 27;
        double top = 15 + (Math.Log(TopHz / 1_000) / step);
        return [.. Enumerable.Range(1, bands).Select(band =>
        {
            double mel = top * band / (bands + 1);
            return mel < 15 ? mel * 200 / 3 : 1_000 * Math.Exp((mel - 15) * step);
        })];
    }
}
