using System.Numerics;
using System.Runtime.InteropServices;

namespace HybridRec.Engine.Content;

/// <summary>
/// The largest of every tile of neighbouring frames and bands, channel by channel; a remainder is left out. A tile of all
/// bands leaves what was played and forgets how high (Pons et al., ISMIR 2018).
/// </summary>
internal sealed class MaxPool : ILayer
{
    private readonly int _frames;
    private readonly int _bands;

    // Where a tile's cells lie from its first on.
    private readonly int[] _cells;

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
        _cells = [.. Enumerable.Range(0, frames * bands).Select(cell => (((cell / bands) * input.Bands) + (cell % bands)) * input.Channels)];
    }

    public string Name { get; }

    public CropShape Input { get; }

    public CropShape Output { get; }

    public void Forward(ReadOnlySpan<float> weights, ReadOnlySpan<float> input, Span<float> output, int crops, LayerPass pass)
    {
        int channels = Input.Channels;
        ref float x = ref MemoryMarshal.GetReference(input[..(crops * Input.Count)]);
        ref float y = ref MemoryMarshal.GetReference(output[..(crops * Output.Count)]);
        for (int place = 0; place < crops * Output.Positions; place++)
        {
            int corner = Corner(place);
            int at = place * channels;
            int c = 0;
            for (; c <= channels - Vector<float>.Count; c += Vector<float>.Count)
            {
                Vector<float> best = Vector.LoadUnsafe(ref x, (nuint)(corner + c));
                for (int cell = 1; cell < _cells.Length; cell++)
                {
                    best = Vector.Max(best, Vector.LoadUnsafe(ref x, (nuint)(corner + _cells[cell] + c)));
                }

                best.StoreUnsafe(ref y, (nuint)(at + c));
            }

            for (; c < channels; c++)
            {
                float best = input[corner + c];
                for (int cell = 1; cell < _cells.Length; cell++)
                {
                    best = Math.Max(best, input[corner + _cells[cell] + c]);
                }

                output[at + c] = best;
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

        ref float x = ref MemoryMarshal.GetReference(input[..(crops * Input.Count)]);
        ref float y = ref MemoryMarshal.GetReference(output[..(crops * Output.Count)]);
        ref float dy = ref MemoryMarshal.GetReference(outputGradient[..(crops * Output.Count)]);
        ref float dx = ref MemoryMarshal.GetReference(inputGradient[..(crops * Input.Count)]);
        for (int place = 0; place < crops * Output.Positions; place++)
        {
            int corner = Corner(place);
            int at = place * channels;
            int c = 0;

            // What is left to give; the first of equals gets it, and then nothing is left.
            for (; c <= channels - Vector<float>.Count; c += Vector<float>.Count)
            {
                Vector<float> best = Vector.LoadUnsafe(ref y, (nuint)(at + c));
                Vector<float> left = Vector.LoadUnsafe(ref dy, (nuint)(at + c));
                foreach (int cell in _cells)
                {
                    nuint candidate = (nuint)(corner + cell + c);
                    Vector<int> wins = Vector.Equals(Vector.LoadUnsafe(ref x, candidate), best);
                    Vector.ConditionalSelect(wins, left, Vector<float>.Zero).StoreUnsafe(ref dx, candidate);
                    left = Vector.ConditionalSelect(wins, Vector<float>.Zero, left);
                }
            }

            for (; c < channels; c++)
            {
                float left = outputGradient[at + c];
                foreach (int cell in _cells)
                {
                    bool wins = input[corner + cell + c] == output[at + c];
                    inputGradient[corner + cell + c] = wins ? left : 0f;
                    left = wins ? 0f : left;
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
}
