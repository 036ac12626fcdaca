using HybridRec.Engine.Audio;
using HybridRec.Engine.Content;
using HybridRec.Engine.Numerics;
using HybridRec.Evaluation.Content;

namespace HybridRec.Evaluation.Tests.Content;

/// <summary>Made-up clips: a label is a place of energy and a pulse.</summary>
internal static class Pictures
{
    public const int Bands = 24;
    public const double FramesPerSecond = 20;

    /// <summary>Trains in about a second.</summary>
    public static ContentStudyOptions Small => new()
    {
        Seeds = 2,
        Network = new ContentOptions
        {
            CropFrames = 32,
            Channels = 8,
            Members = 1,
            FrameStep = 1,
            EmbeddingSize = 16,
            BatchSize = 16,
            MinSteps = 60,
            MaxSteps = 60,
            LearningRate = 0.005f,
        },
    };

    /// <summary>A picture whose energy lies around a band and pulses.</summary>
    public static Spectrogram Picture(double centre, int period, int seed, int frames = 64)
    {
        Random random = new(seed);
        byte[] cells = new byte[Bands * frames];
        for (int band = 0; band < Bands; band++)
        {
            double energy = Math.Exp(-Math.Pow((band - centre) / 4, 2));
            for (int t = 0; t < frames; t++)
            {
                double pulse = t % period < 2 ? 1 : 0.3;
                cells[(band * frames) + t] = (byte)Math.Clamp(70 + (160 * energy * pulse) + (10 * random.NextGaussian()), 0, 255);
            }
        }

        return new Spectrogram(Bands, frames, cells);
    }

    /// <summary>Clips of three labels in turn, each by as many artists as asked.</summary>
    public static ClipSet Set(int count, int artists = 4)
    {
        Clip[] clips =
        [
            .. Enumerable.Range(0, count).Select(i =>
            {
                Spectrogram picture = Picture(4 + (8 * (i % 3)), 5 + (3 * (i % 3)), i);
                return Clip($"label {i % 3}", artists == 0 ? "" : $"artist {i % 3}.{i / 3 % artists}", $"clip {i}", picture);
            }),
        ];
        return new ClipSet(clips, null, FramesPerSecond, "Made-up clips", "00", []);
    }

    public static Clip Clip(string label, string artist = "", string name = "clip", Spectrogram? picture = null)
    {
        IReadOnlyList<Spectrogram> excerpts = [picture ?? new Spectrogram(1, 8, new byte[8])];
        return new Clip(name, label, artist, excerpts, SoundMeasures.Of(excerpts, FramesPerSecond));
    }

    public static FactorMatrix Matrix(params float[][] rows) => new([.. rows.SelectMany(row => row)], rows.Length, rows[0].Length);
}
