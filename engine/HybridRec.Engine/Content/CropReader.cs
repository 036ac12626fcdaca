using System.Numerics.Tensors;
using HybridRec.Engine.Audio;

namespace HybridRec.Engine.Content;

/// <summary>Cuts crops out of coarsened spectrograms and turns them into the network's input, time-major.</summary>
internal static class CropReader
{
    /// <summary>The loudest cell of a picture; 80 dB below it is the floor.</summary>
    public const float Full = 255f;

    /// <summary>
    /// What a cell at the floor is taken for, since it may have been anything below it: far below any floor, and finite, so
    /// that it can be shifted.
    /// </summary>
    public const float Silence = -10f * Full;

    /// <summary>Reads a crop as it is. An excerpt shorter than the crop is repeated.</summary>
    /// <param name="excerpt">The excerpt, coarsened.</param>
    /// <param name="offset">First frame.</param>
    /// <param name="statistics">How cells become input.</param>
    /// <param name="crop">Output, shape (frames · bands).</param>
    public static void Read(Spectrogram excerpt, int offset, BandStatistics statistics, Span<float> crop)
    {
        int bands = excerpt.Bands;
        int frames = crop.Length / bands;
        for (int band = 0; band < bands; band++)
        {
            ReadOnlySpan<byte> cells = excerpt.Cells.AsSpan(band * excerpt.Frames, excerpt.Frames);
            int from = offset;
            for (int t = 0, to = band; t < frames; t++, to += bands)
            {
                crop[to] = cells[from] > 0 ? cells[from] : Silence;
                from = from + 1 == cells.Length ? 0 : from + 1;
            }
        }

        Standardize(crop, bands, statistics);
    }

    /// <summary>
    /// Puts cells relative to the loudest of the crop, so that no gain is heard, cuts 80 dB below it, and standardises them.
    /// </summary>
    /// <param name="crop">Cells of any level, shape (frames · bands), changed in place.</param>
    /// <param name="bands">Bands of the crop.</param>
    /// <param name="statistics">Means and scale.</param>
    public static void Standardize(Span<float> crop, int bands, BandStatistics statistics)
    {
        float loudest = TensorPrimitives.Max<float>(crop);
        float shift = loudest > 0f ? Full - loudest : 0f;
        float unit = statistics.Scale / Full;
        Span<float> lift = stackalloc float[bands];
        TensorPrimitives.Multiply(statistics.Means, -statistics.Scale, lift);
        TensorPrimitives.Add(crop, shift, crop);
        TensorPrimitives.Max(crop, 0f, crop);
        for (int start = 0; start < crop.Length; start += bands)
        {
            Span<float> frame = crop.Slice(start, bands);
            TensorPrimitives.MultiplyAdd(frame, unit, lift, frame);
        }
    }

    /// <summary>
    /// First frames of windows spread evenly over an excerpt. They cover all of it, or all but an eighth of a window: a second
    /// window for half a second more would say nothing that the first does not.
    /// </summary>
    /// <param name="excerptFrames">Frames of the excerpt, ≥ 1.</param>
    /// <param name="cropFrames">Frames of a window.</param>
    public static int[] WindowOffsets(int excerptFrames, int cropFrames)
    {
        int windows = Math.Max(1, (excerptFrames - (cropFrames / 8) + cropFrames - 1) / cropFrames);
        int last = Math.Max(0, excerptFrames - cropFrames);
        if (windows == 1)
        {
            return [last / 2];
        }

        int[] offsets = new int[windows];
        for (int i = 0; i < windows; i++)
        {
            offsets[i] = (int)((long)i * last / (windows - 1));
        }

        return offsets;
    }
}
