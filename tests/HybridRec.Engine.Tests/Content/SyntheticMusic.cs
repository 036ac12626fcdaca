using HybridRec.Engine.Audio;
using HybridRec.Engine.Content;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Tests.Content;

/// <summary>Pictures of made-up music: where its energy lies and how fast it pulses is its style; loudness, tilt and phase are not.</summary>
internal static class SyntheticMusic
{
    public const int Bands = 32;

    /// <summary>Small enough for a test of seconds.</summary>
    public static ContentOptions SmallOptions => new()
    {
        CropFrames = 48,
        Channels = 16,
        Members = 1,
        EmbeddingSize = 32,
        BatchSize = 8,
        MinSteps = 400,
        MaxSteps = 400,
        Seed = 1,

        // So small a network learns faster, and a test cannot wait.
        LearningRate = 0.005f,

        // Its pulses are no longer than a few frames, and as wide as a few of its bands.
        FrameStep = 1,
        PitchSemitones = 0f,

        // As large as the differences in tilt that Excerpt makes.
        EqualizerDb = 2f,
    };

    /// <summary>One excerpt.</summary>
    /// <param name="centre">Band around which the energy lies.</param>
    /// <param name="period">Frames from pulse to pulse.</param>
    /// <param name="random">Decides loudness, tilt, phase and noise.</param>
    /// <param name="frames">Length.</param>
    /// <param name="tilts">How much recordings may differ between the lowest and the highest band, in cells.</param>
    public static Spectrogram Excerpt(float centre, float period, Random random, int frames = 120, float tilts = 60f)
    {
        float gain = 50f * (random.NextSingle() - 0.5f);
        float tilt = tilts * (random.NextSingle() - 0.5f);
        float phase = MathF.Tau * random.NextSingle();
        byte[] cells = new byte[Bands * frames];
        for (int band = 0; band < Bands; band++)
        {
            float distance = (band - centre) / 4f;
            float energy = MathF.Exp(-0.5f * distance * distance);
            for (int t = 0; t < frames; t++)
            {
                float pulse = 0.5f + (0.5f * MathF.Sin((MathF.Tau * t / period) + phase));
                float cell = 100f + gain + (tilt * ((band / (float)Bands) - 0.5f))
                    + (60f * energy * pulse) + (8f * random.NextGaussian());
                cells[(band * frames) + t] = (byte)Math.Clamp(cell, 0f, 255f);
            }
        }

        return new Spectrogram(Bands, frames, cells);
    }

    /// <summary>Six styles: two places of energy, three pulses.</summary>
    public static (Spectrogram Excerpt, int Style)[] Styles(int count, int seed, float tilts = 60f)
    {
        Random random = new(seed);
        float[] periods = [4f, 9f, 20f];
        return
        [
            .. Enumerable.Range(0, count).Select(i =>
                (Excerpt(i % 2 == 0 ? 10f : 21f, periods[i / 2 % 3], random, tilts: tilts), i % 6)),
        ];
    }

    public static ContentExample Example(Spectrogram excerpt) => new([excerpt], null, 0f);

    public static float[] Embed(IContentNetwork network, params IReadOnlyList<Spectrogram> excerpts)
    {
        float[] embedding = new float[network.EmbeddingSize];
        network.Embed(excerpts, embedding);
        return embedding;
    }
}
