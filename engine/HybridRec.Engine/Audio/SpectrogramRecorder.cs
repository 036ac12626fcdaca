namespace HybridRec.Engine.Audio;

/// <summary>Keeps the log-mel frames of a track compactly until its loudest cell is known, then cuts excerpts.</summary>
/// <remarks>A cell is held in 2 bytes as steps of 1/256 dB above the floor: 13 MB for 20 minutes. Not thread-safe.</remarks>
internal sealed class SpectrogramRecorder
{
    /// <summary>dB below the loudest cell that become 0.</summary>
    public const int RangeDecibels = 80;

    private const int StepsPerDecibel = 256;
    private const int RangeSteps = RangeDecibels * StepsPerDecibel;
    private const int FramesPerBlock = 256;
    private const int Bands = LogMelFrontEnd.Bands;

    private readonly List<ushort[]> _blocks = [];
    private int _loudest;

    /// <summary>Frames so far.</summary>
    public int Frames { get; private set; }

    /// <summary>dB of the loudest cell so far; the floor if there is none.</summary>
    public float LoudestDecibels => LogMelFrontEnd.FloorDecibels + ((float)_loudest / StepsPerDecibel);

    /// <summary>Appends a frame.</summary>
    /// <param name="decibels">Shape (128), dB re 1.</param>
    public void Add(ReadOnlySpan<float> decibels)
    {
        int row = Frames % FramesPerBlock;
        if (row == 0)
        {
            _blocks.Add(new ushort[FramesPerBlock * Bands]);
        }

        Span<ushort> cells = _blocks[^1].AsSpan(row * Bands, Bands);
        for (int band = 0; band < Bands; band++)
        {
            float steps = MathF.Round((decibels[band] - LogMelFrontEnd.FloorDecibels) * StepsPerDecibel);
            cells[band] = (ushort)Math.Clamp(steps, 0f, ushort.MaxValue);
            _loudest = Math.Max(_loudest, cells[band]);
        }

        Frames++;
    }

    /// <summary>Cuts a stretch out, relative to the loudest cell of all frames.</summary>
    /// <param name="start">First frame.</param>
    /// <param name="frames">Number of frames, ≥ 1.</param>
    public Spectrogram Cut(int start, int frames)
    {
        byte[] cells = new byte[Bands * frames];
        for (int t = 0; t < frames; t++)
        {
            int frame = start + t;
            ReadOnlySpan<ushort> column = _blocks[frame / FramesPerBlock].AsSpan(frame % FramesPerBlock * Bands, Bands);
            for (int band = 0; band < Bands; band++)
            {
                int above = Math.Max(0, RangeSteps - (_loudest - column[band]));
                cells[(band * frames) + t] = (byte)(((above * 255) + (RangeSteps / 2)) / RangeSteps);
            }
        }

        return new Spectrogram(Bands, frames, cells);
    }
}
