using System.Numerics;

namespace HybridRec.Engine.Content;

/// <summary>
/// The largest of every tile of neighbouring frames and bands, channel by channel; a remainder is left out. A tile of all
/// bands leaves what was played and forgets how high (Pons et al., ISMIR 2018).
/// </summary>
internal sealed class MaxPool : ILayer
{
    private readonly int _frames;
    private readonly int _bands;

    public MaxPool(string name, CropShape input, int frames, int bands)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(frames, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(frames, input.Frames);
        ArgumentOutOfRangeException.ThrowIfLessThan(bands, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bands, input.Bands);
        Name = name;
        Input = input;
        Output = new CropShape(input.Frames / frames, input.Bands / bands, input.Channels);
        _frames = frames;
        _bands = bands;
    }

    public string Name { get; }

    public CropShape Input { get; }

    public CropShape Output { get; }

    public void Forward(ReadOnlySpan<float> weights, ReadOnlySpan<float> input, Span<float> output, int crops, LayerPass pass)
    {
        int channels = Input.Channels;
        for (int place = 0; place < crops * Output.Positions; place++)
        {
            Span<float> best = output.Slice(place * channels, channels);
            int corner = Corner(place);
            input.Slice(corner, channels).CopyTo(best);
            for (int cell = 1; cell < _frames * _bands; cell++)
            {
                ReadOnlySpan<float> other = input.Slice(corner + Offset(cell), channels);
                int c = 0;
                for (; c <= channels - Vector<float>.Count; c += Vector<float>.Count)
                {
                    Vector.Max(new Vector<float>(best[c..]), new Vector<float>(other[c..])).CopyTo(best[c..]);
                }

                for (; c < channels; c++)
                {
                    best[c] = Math.Max(best[c], other[c]);
                }
            }
        }
    }

    public void Backward(
        ReadOnlySpan<float> weights,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> output,
        ReadOnlySpan<float> outputGradient,
        Span<float> inputGradient,
        Span<float> weightGradient,
        int crops,
        LayerPass pass)
    {
        int channels = Input.Channels;
        if (Output.Frames * _frames != Input.Frames || Output.Bands * _bands != Input.Bands)
        {
            inputGradient.Clear();
        }

        Span<float> open = stackalloc float[channels];
        for (int place = 0; place < crops * Output.Positions; place++)
        {
            ReadOnlySpan<float> best = output.Slice(place * channels, channels);
            int corner = Corner(place);

            // What is left to give; the first of equals gets it, and then nothing is left.
            outputGradient.Slice(place * channels, channels).CopyTo(open);
            for (int cell = 0; cell < _frames * _bands; cell++)
            {
                int at = corner + Offset(cell);
                ReadOnlySpan<float> candidate = input.Slice(at, channels);
                Span<float> given = inputGradient.Slice(at, channels);
                int c = 0;
                for (; c <= channels - Vector<float>.Count; c += Vector<float>.Count)
                {
                    Vector<int> wins = Vector.Equals(new Vector<float>(candidate[c..]), new Vector<float>(best[c..]));
                    Vector<float> left = new(open[c..]);
                    Vector.ConditionalSelect(wins, left, Vector<float>.Zero).CopyTo(given[c..]);
                    Vector.ConditionalSelect(wins, Vector<float>.Zero, left).CopyTo(open[c..]);
                }

                for (; c < channels; c++)
                {
                    bool wins = candidate[c] == best[c];
                    given[c] = wins ? open[c] : 0f;
                    open[c] = wins ? 0f : open[c];
                }
            }
        }
    }

    /// <summary>Where a tile's first cell lies in the input.</summary>
    private int Corner(int place)
    {
        (int row, int band) = Math.DivRem(place, Output.Bands);
        (int crop, int frame) = Math.DivRem(row, Output.Frames);
        return (crop * Input.Count) + ((((frame * _frames) * Input.Bands) + (band * _bands)) * Input.Channels);
    }

    private int Offset(int cell)
    {
        (int frame, int band) = Math.DivRem(cell, _bands);
        return ((frame * Input.Bands) + band) * Input.Channels;
    }
}
