using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Content;

/// <summary>
/// What a kernel sees at every place of a picture, as rows of a matrix (im2col), a block of output frames at a time so
/// that it stays in the cache. What lies beyond an edge is zero.
/// </summary>
/// <param name="Picture">Shape looked at.</param>
/// <param name="KernelFrames">Frames seen at once.</param>
/// <param name="KernelBands">Bands seen at once.</param>
/// <param name="PadFrames">Frames seen beyond each edge.</param>
/// <param name="PadBands">Bands seen beyond each edge.</param>
internal readonly record struct PictureWindows(
    CropShape Picture, int KernelFrames, int KernelBands, int PadFrames, int PadBands)
{
    /// <summary>Values of a block at most: half a megabyte.</summary>
    private const int BlockValues = 1 << 17;

    public int Frames => Picture.Frames + (2 * PadFrames) - KernelFrames + 1;

    public int Bands => Picture.Bands + (2 * PadBands) - KernelBands + 1;

    /// <summary>Values seen at once: k(t, b, c) at (t · KernelBands + b) · channels + c.</summary>
    public int Seen => KernelFrames * KernelBands * Picture.Channels;

    /// <summary>Output frames of a block.</summary>
    public int BlockFrames => Math.Clamp(BlockValues / (Bands * Seen), 1, Frames);

    /// <summary>Values of the buffer that <see cref="Gather"/> needs.</summary>
    public int BufferLength => BlockFrames * Bands * Seen;

    /// <summary>Gathers some output frames, at most <see cref="BlockFrames"/>.</summary>
    /// <param name="picture">One crop.</param>
    /// <param name="first">First output frame.</param>
    /// <param name="count">Output frames.</param>
    /// <param name="buffer">Shape at least (<see cref="BufferLength"/>), overwritten.</param>
    /// <returns>Shape (count · <see cref="Bands"/>, <see cref="Seen"/>).</returns>
    public MatrixView Gather(ReadOnlySpan<float> picture, int first, int count, Span<float> buffer)
    {
        int rows = count * Bands;
        if (Picture.Channels == 1)
        {
            // A single channel has no stretches to copy within a row; it has along the bands, within a column.
            GatherColumns(picture, first, count, buffer);
            return new MatrixView(buffer[..(rows * Seen)], rows, Seen, 1, rows);
        }

        int channels = Picture.Channels;
        int stretch = KernelBands * channels;
        for (int row = 0; row < rows; row++)
        {
            (int frame, int band) = Math.DivRem(row, Bands);
            int from = band - PadBands;
            int below = Math.Max(0, -from) * channels;
            int inside = (Math.Min(from + KernelBands, Picture.Bands) * channels) - (Math.Max(from, 0) * channels);
            for (int k = 0; k < KernelFrames; k++)
            {
                int t = first + frame + k - PadFrames;
                Span<float> target = buffer.Slice((row * Seen) + (k * stretch), stretch);
                if (t < 0 || t >= Picture.Frames)
                {
                    target.Clear();
                }
                else if (inside == stretch)
                {
                    picture.Slice(((t * Picture.Bands) + from) * channels, stretch).CopyTo(target);
                }
                else
                {
                    target.Clear();
                    picture.Slice(((t * Picture.Bands) + Math.Max(from, 0)) * channels, inside).CopyTo(target[below..]);
                }
            }
        }

        return MatrixView.Dense(buffer[..(rows * Seen)], rows, Seen);
    }

    private void GatherColumns(ReadOnlySpan<float> picture, int first, int count, Span<float> buffer)
    {
        for (int k = 0; k < Seen; k++)
        {
            (int frameOffset, int bandOffset) = Math.DivRem(k, KernelBands);
            int from = bandOffset - PadBands;
            int start = Math.Max(0, -from);
            int end = Math.Min(Bands, Picture.Bands - from);
            for (int frame = 0; frame < count; frame++)
            {
                int t = first + frame + frameOffset - PadFrames;
                Span<float> target = buffer.Slice(((k * count) + frame) * Bands, Bands);
                if (t < 0 || t >= Picture.Frames || end <= start)
                {
                    target.Clear();
                }
                else
                {
                    target[..start].Clear();
                    target[end..].Clear();
                    picture.Slice((t * Picture.Bands) + start + from, end - start).CopyTo(target[start..]);
                }
            }
        }
    }
}
