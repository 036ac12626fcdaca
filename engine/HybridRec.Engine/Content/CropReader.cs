using HybridRec.Engine.Audio;

namespace HybridRec.Engine.Content;

/// <summary>Cuts crops out of spectrograms and turns them into the network's input, time-major.</summary>
internal static class CropReader
{
    /// <summary>Reads a crop as it is. An excerpt shorter than the crop is repeated.</summary>
    /// <param name="excerpt">The excerpt.</param>
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
            float unit = statistics.Scale / 255f;
            float mean = statistics.Means[band] * statistics.Scale;
            int from = offset;
            for (int t = 0, to = band; t < frames; t++, to += bands)
            {
                crop[to] = (cells[from] * unit) - mean;
                from = from + 1 == cells.Length ? 0 : from + 1;
            }
        }
    }

    /// <summary>First frames of windows that cover a whole excerpt: none if one is enough, else spread evenly.</summary>
    /// <param name="excerptFrames">Frames of the excerpt, ≥ 1.</param>
    /// <param name="cropFrames">Frames of a window.</param>
    public static int[] WindowOffsets(int excerptFrames, int cropFrames)
    {
        if (excerptFrames <= cropFrames)
        {
            return [0];
        }

        int windows = (excerptFrames + cropFrames - 1) / cropFrames;
        int last = excerptFrames - cropFrames;
        int[] offsets = new int[windows];
        for (int i = 0; i < windows; i++)
        {
            offsets[i] = (int)((long)i * last / (windows - 1));
        }

        return offsets;
    }
}
