namespace HybridRec.Engine.Audio;

/// <summary>
/// A log-mel picture of a stretch of audio, quantised: dB below the loudest cell of the track, 80 dB mapped to 0..255.
/// Immutable by convention and thread-safe.
/// </summary>
/// <remarks>
/// Front end: mono 22,050 Hz, FFT 2,048, hop 512 (43.07 frames/s), 128 Slaney mel bands 0–11,025 Hz; band 0 is the lowest.
/// Memory: bands · frames bytes (165 KB for 30 s).
/// </remarks>
public sealed class Spectrogram
{
    /// <summary>Wraps quantised cells.</summary>
    /// <param name="bands">Mel bands, ≥ 1.</param>
    /// <param name="frames">Time frames, ≥ 1.</param>
    /// <param name="cells">Band-major cells, shape (bands · frames).</param>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    public Spectrogram(int bands, int frames, byte[] cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        ArgumentOutOfRangeException.ThrowIfLessThan(bands, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(frames, 1);
        if (cells.Length != checked(bands * frames))
        {
            throw new ArgumentException($"{cells.Length} cells do not fill ({bands}, {frames}).", nameof(cells));
        }

        Bands = bands;
        Frames = frames;
        Cells = cells;
    }

    /// <summary>Mel bands.</summary>
    public int Bands { get; }

    /// <summary>Time frames.</summary>
    public int Frames { get; }

    /// <summary>All cells, band-major: cell (b, t) at b · frames + t. 255 is the track's loudest, 0 is 80 dB or more below.</summary>
    public byte[] Cells { get; }

    /// <summary>A stretch of it, copied; the whole, uncopied, where it is no longer than that.</summary>
    /// <param name="frames">Length of the stretch, ≥ 1.</param>
    /// <param name="fromEnd">Whether it is the last frames, not the first.</param>
    internal Spectrogram Edge(int frames, bool fromEnd)
    {
        if (frames >= Frames)
        {
            return this;
        }

        byte[] cells = new byte[Bands * frames];
        int start = fromEnd ? Frames - frames : 0;
        for (int band = 0; band < Bands; band++)
        {
            Cells.AsSpan((band * Frames) + start, frames).CopyTo(cells.AsSpan(band * frames));
        }

        return new Spectrogram(Bands, frames, cells);
    }
}
