using System.Numerics.Tensors;

namespace HybridRec.Engine.Audio;

/// <summary>Keeps enough of a track's log-mel frames to cut excerpts from, once its end and its loudest cell are known.</summary>
/// <remarks>
/// Frames are kept in blocks of 5 s. Beyond 64 blocks (5 minutes) every second one is forgotten, and so on, so that what is
/// kept lies evenly over a track of any length: at most 65 blocks of 55 KB. A cell is held in 2 bytes as steps of 1/256 dB
/// above the floor. Not thread-safe.
/// </remarks>
internal sealed class SpectrogramRecorder
{
    /// <summary>dB below the loudest cell that become 0.</summary>
    public const int RangeDecibels = 80;

    /// <summary>Frames of a block, and of an excerpt: 5 s.</summary>
    public const int BlockFrames = 5 * LogMelFrontEnd.SampleRate / LogMelFrontEnd.Hop;

    private const int MaxBlocks = 64;
    private const int StepsPerDecibel = 256;
    private const int RangeSteps = RangeDecibels * StepsPerDecibel;
    private const int Bands = LogMelFrontEnd.Bands;

    private readonly SortedDictionary<int, ushort[]> _blocks = [];
    private readonly float[] _steps = new float[Bands];
    private int _spacing = 1;
    private int _loudest;

    /// <summary>Frames so far.</summary>
    public int Frames { get; private set; }

    /// <summary>dB of the loudest cell so far; the floor if there is none.</summary>
    public float LoudestDecibels => LogMelFrontEnd.FloorDecibels + ((float)_loudest / StepsPerDecibel);

    /// <summary>Appends a frame.</summary>
    /// <param name="decibels">Shape (128), dB re 1.</param>
    public void Add(ReadOnlySpan<float> decibels)
    {
        (int block, int row) = Math.DivRem(Frames, BlockFrames);
        if (row == 0)
        {
            Forget(block);
            _blocks.Add(block, new ushort[BlockFrames * Bands]);
        }

        TensorPrimitives.Subtract(decibels, LogMelFrontEnd.FloorDecibels, _steps);
        TensorPrimitives.Multiply<float>(_steps, StepsPerDecibel, _steps);
        TensorPrimitives.Round<float>(_steps, _steps);
        TensorPrimitives.Max<float>(_steps, 0, _steps);
        TensorPrimitives.Min<float>(_steps, ushort.MaxValue, _steps);
        TensorPrimitives.ConvertTruncating<float, ushort>(_steps, _blocks[block].AsSpan(row * Bands, Bands));
        _loudest = Math.Max(_loudest, (int)TensorPrimitives.Max<float>(_steps));
        Frames++;
    }

    /// <summary>Cuts excerpts of 5 s that lie evenly over the track: the first is its beginning, the last its end.</summary>
    /// <param name="count">Number of excerpts, ≥ 2; the track must be as long as all of them.</param>
    public Spectrogram[] Spread(int count)
    {
        Spectrogram[] excerpts = new Spectrogram[count];
        int last = Frames - BlockFrames;
        for (int i = 0; i < count; i++)
        {
            int start = (int)((long)last * i / (count - 1));

            // Where only every other block is left, the nearest of them; the end is always there.
            int spaced = _spacing * BlockFrames;
            bool exact = _spacing == 1 || i == count - 1;
            excerpts[i] = Cut(exact ? start : (start + (spaced / 2)) / spaced * spaced, BlockFrames);
        }

        return excerpts;
    }

    /// <summary>The whole of a track of at most 5 minutes, relative to its loudest cell.</summary>
    public Spectrogram Whole() => Cut(0, Frames);

    private Spectrogram Cut(int start, int frames)
    {
        byte[] cells = new byte[Bands * frames];
        for (int t = 0; t < frames; t++)
        {
            (int block, int row) = Math.DivRem(start + t, BlockFrames);
            ReadOnlySpan<ushort> column = _blocks[block].AsSpan(row * Bands, Bands);
            for (int band = 0; band < Bands; band++)
            {
                int above = Math.Max(0, RangeSteps - (_loudest - column[band]));
                cells[(band * frames) + t] = (byte)(((above * 255) + (RangeSteps / 2)) / RangeSteps);
            }
        }

        return new Spectrogram(Bands, frames, cells);
    }

    /// <summary>Makes room for a block: keeps every <c>_spacing</c>-th, and the last one, which the end may reach into.</summary>
    private void Forget(int next)
    {
        if (next >= _spacing * MaxBlocks)
        {
            _spacing *= 2;
        }

        foreach (int block in _blocks.Keys.Where(block => block % _spacing != 0 && block < next - 1).ToArray())
        {
            _blocks.Remove(block);
        }
    }
}
