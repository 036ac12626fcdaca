using System.Numerics.Tensors;
using HybridRec.Engine.Audio;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Content;

/// <summary>
/// Cuts a random crop and disturbs it the way recordings differ without being different music: loudness, a smooth
/// equaliser, noise, a codec's low-pass, a dropped stretch. Without this, two crops of one file are told from others by
/// its mastering and its codec. Thread-safe.
/// </summary>
internal sealed class CropAugmenter
{
    private const float DecibelRange = 80f;
    private const int Waves = 3;

    // Power of two, so that a random start can wrap around by a mask; drawing anew would cost more than the network.
    private const int NoiseLength = 1 << 16;

    private readonly ContentOptions _options;
    private readonly BandStatistics _statistics;
    private readonly float[] _noise = new float[NoiseLength];

    public CropAugmenter(ContentOptions options, BandStatistics statistics)
    {
        _options = options;
        _statistics = statistics;
        Random random = new(options.Seed);
        for (int i = 0; i < NoiseLength; i++)
        {
            _noise[i] = random.NextGaussian();
        }
    }

    /// <summary>Fills one crop; the same random state gives the same crop.</summary>
    /// <param name="excerpts">The track; one excerpt is chosen.</param>
    /// <param name="random">Decides everything.</param>
    /// <param name="crop">Output, shape (frames · bands), time-major.</param>
    public void Fill(IReadOnlyList<Spectrogram> excerpts, Random random, Span<float> crop)
    {
        Spectrogram excerpt = excerpts[random.Next(excerpts.Count)];
        int bands = excerpt.Bands;
        int frames = crop.Length / bands;
        int offset = excerpt.Frames <= frames ? random.Next(excerpt.Frames) : random.Next(excerpt.Frames - frames + 1);
        Span<float> shift = stackalloc float[bands];
        DrawShift(random, shift);
        int cut = random.NextDouble() < _options.LowPassChance ? random.Next(bands / 2, bands) : bands;
        int noiseStart = random.Next(NoiseLength);
        float noiseSize = _options.NoiseDb / DecibelRange * (float)random.NextDouble();

        for (int band = 0; band < bands; band++)
        {
            ReadOnlySpan<byte> cells = excerpt.Cells.AsSpan(band * excerpt.Frames, excerpt.Frames);
            float change = shift[band];
            float mean = _statistics.Means[band];
            float gate = band < cut ? 1f : 0f;
            int from = offset;
            int noise = noiseStart + (band * frames);
            for (int t = 0, to = band; t < frames; t++, to += bands)
            {
                // 0 is the floor of the picture: nothing can be made quieter than that.
                float disturbed = (cells[from] / 255f) + change + (noiseSize * _noise[(noise + t) & (NoiseLength - 1)]);
                crop[to] = ((gate * Math.Max(disturbed, 0f)) - mean) * _statistics.Scale;
                from = from + 1 == cells.Length ? 0 : from + 1;
            }
        }

        int masked = random.Next((int)(_options.TimeMask * frames) + 1);
        int maskStart = random.Next(frames - masked + 1);
        crop.Slice(maskStart * bands, masked * bands).Clear();
    }

    /// <summary>Loudness and a smooth equaliser, in cells of 0..1 to add, one a band.</summary>
    private void DrawShift(Random random, Span<float> shift)
    {
        shift.Fill(_options.GainDb / DecibelRange * ((2f * (float)random.NextDouble()) - 1f));
        Span<float> wave = stackalloc float[shift.Length];
        for (int k = 1; k <= Waves; k++)
        {
            float size = _options.EqualizerDb / DecibelRange * random.NextGaussian();
            float phase = MathF.Tau * (float)random.NextDouble();
            for (int band = 0; band < wave.Length; band++)
            {
                wave[band] = size * MathF.Cos((MathF.PI * k * band / wave.Length) + phase);
            }

            TensorPrimitives.Add(shift, wave, shift);
        }
    }
}
