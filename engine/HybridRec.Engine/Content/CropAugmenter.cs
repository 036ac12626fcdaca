using System.Numerics.Tensors;
using HybridRec.Engine.Audio;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Content;

/// <summary>
/// Cuts a random crop and disturbs it the way recordings differ without being different music: tempo, pitch, a smooth
/// equaliser, noise, a codec's low-pass, dropped stretches (Park et al., Interspeech 2019). Without this, two crops of one
/// file are told from others by its mastering and its codec. Thread-safe.
/// </summary>
/// <remarks>Loudness needs no disturbing: <see cref="CropReader.Standardize"/> takes it away.</remarks>
internal sealed class CropAugmenter
{
    private const float CellsPerDecibel = CropReader.Full / 80f;
    private const int Waves = 3;
    private const float QuietestNoise = -60f;
    private const float LoudestNoise = -25f;

    /// <summary>A semitone is this share of a frequency.</summary>
    private const float Semitone = 0.0595f;

    /// <summary>Band of 1 kHz, as a share: below it mel bands are evenly spaced in frequency, above it in pitch.</summary>
    private const float LinearShare = 0.3f;

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
            // A cell of noise, averaged over a few neighbours, varies by some 3 dB.
            _noise[i] = 3f * CellsPerDecibel * random.NextGaussian();
        }
    }

    /// <summary>Fills one crop; the same random state gives the same crop.</summary>
    /// <param name="excerpts">The track, coarsened; one excerpt is chosen.</param>
    /// <param name="random">Decides everything.</param>
    /// <param name="crop">Output, shape (frames · bands), time-major.</param>
    public void Fill(IReadOnlyList<Spectrogram> excerpts, Random random, Span<float> crop)
    {
        Spectrogram excerpt = excerpts[random.Next(excerpts.Count)];
        int bands = excerpt.Bands;
        int frames = crop.Length / bands;
        Span<float> level = stackalloc float[bands];
        DrawEqualizer(random, level);
        Cut(excerpt, random, level, crop);
        AddFloor(random, crop);
        if (random.NextDouble() < _options.LowPassChance)
        {
            Fill(crop, bands, 0, frames, random.Next(bands / 2, bands), bands, CropReader.Silence);
        }

        CropReader.Standardize(crop, bands, _statistics);
        int masked = random.Next((int)(_options.TimeMask * frames) + 1);
        int start = random.Next(frames - masked + 1);
        Fill(crop, bands, start, start + masked, 0, bands, 0f);
        masked = random.Next((int)(_options.BandMask * bands) + 1);
        start = random.Next(bands - masked + 1);
        Fill(crop, bands, 0, frames, start, start + masked, 0f);
    }

    private static void Fill(Span<float> crop, int bands, int firstFrame, int endFrame, int firstBand, int endBand, float value)
    {
        for (int t = firstFrame; t < endFrame; t++)
        {
            crop[((t * bands) + firstBand)..((t * bands) + endBand)].Fill(value);
        }
    }

    /// <summary>Reads cells at another tempo and pitch, linearly between neighbours; the floor stays where it was.</summary>
    private void Cut(Spectrogram excerpt, Random random, ReadOnlySpan<float> level, Span<float> crop)
    {
        int bands = excerpt.Bands;
        int frames = crop.Length / bands;
        float pace = 1f + (_options.TempoChange * ((2f * random.NextSingle()) - 1f));
        float shift = Semitone * _options.PitchSemitones * ((2f * random.NextSingle()) - 1f);
        float spare = excerpt.Frames - ((frames - 1) * pace) - 1f;
        float offset = spare > 0f ? spare * random.NextSingle() : excerpt.Frames * random.NextSingle();
        if (pace == 1f)
        {
            offset = MathF.Floor(offset);
        }

        Span<int> from = stackalloc int[frames];
        Span<int> next = stackalloc int[frames];
        Span<float> part = stackalloc float[frames];
        for (int t = 0; t < frames; t++)
        {
            float at = offset + (t * pace);
            int whole = (int)at;
            from[t] = whole % excerpt.Frames;
            next[t] = (whole + 1) % excerpt.Frames;
            part[t] = at - whole;
        }

        for (int band = 0; band < bands; band++)
        {
            float at = Math.Clamp(band + (shift * Math.Min(band, LinearShare * bands)), 0f, bands - 1);
            int below = (int)at;
            float high = at - below;
            ReadOnlySpan<byte> low = excerpt.Cells.AsSpan(below * excerpt.Frames, excerpt.Frames);
            ReadOnlySpan<byte> above = excerpt.Cells.AsSpan(Math.Min(below + 1, bands - 1) * excerpt.Frames, excerpt.Frames);
            for (int t = 0, to = band; t < frames; t++, to += bands)
            {
                float first = low[from[t]] + (high * (above[from[t]] - low[from[t]]));
                float second = low[next[t]] + (high * (above[next[t]] - low[next[t]]));
                float cell = first + (part[t] * (second - first));
                crop[to] = cell > 0f ? cell + level[band] : CropReader.Silence;
            }
        }
    }

    /// <summary>Noise of equal power in all bands drowns what is quieter; the sum of two powers is near the larger one.</summary>
    private void AddFloor(Random random, Span<float> crop)
    {
        if (random.NextDouble() >= _options.NoiseChance)
        {
            return;
        }

        float floor = TensorPrimitives.Max<float>(crop)
            + (CellsPerDecibel * (QuietestNoise + ((LoudestNoise - QuietestNoise) * random.NextSingle())));
        float size = random.NextSingle();
        int start = random.Next(NoiseLength);
        for (int i = 0; i < crop.Length; i++)
        {
            crop[i] = Math.Max(crop[i], floor + (size * _noise[(start + i) & (NoiseLength - 1)]));
        }
    }

    /// <summary>A smooth equaliser, in cells to add, one a band.</summary>
    private void DrawEqualizer(Random random, Span<float> level)
    {
        level.Clear();
        Span<float> wave = stackalloc float[level.Length];
        for (int k = 1; k <= Waves; k++)
        {
            float size = _options.EqualizerDb * CellsPerDecibel * random.NextGaussian();
            float phase = MathF.Tau * (float)random.NextDouble();
            for (int band = 0; band < wave.Length; band++)
            {
                wave[band] = size * MathF.Cos((MathF.PI * k * band / wave.Length) + phase);
            }

            TensorPrimitives.Add(level, wave, level);
        }
    }
}
