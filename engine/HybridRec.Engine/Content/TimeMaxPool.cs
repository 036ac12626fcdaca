using System.Numerics.Tensors;

namespace HybridRec.Engine.Content;

/// <summary>The larger of every <c>width</c> neighbouring frames, channel by channel; a remainder of frames is left out.</summary>
internal sealed class TimeMaxPool : ILayer
{
    private readonly int _width;

    public TimeMaxPool(string name, CropShape input, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, input.Frames);
        Name = name;
        Input = input;
        Output = input with { Frames = input.Frames / width };
        _width = width;
    }

    public string Name { get; }

    public CropShape Input { get; }

    public CropShape Output { get; }

    public IReadOnlyList<WeightTensor> Weights => [];

    public void Initialize(Span<float> weights, Random random)
    {
    }

    public void Forward(ReadOnlySpan<float> weights, ReadOnlySpan<float> input, Span<float> output, int crops)
    {
        int channels = Input.Channels;
        for (int crop = 0; crop < crops; crop++)
        {
            for (int t = 0; t < Output.Frames; t++)
            {
                ReadOnlySpan<float> frames = input[((crop * Input.Count) + (t * _width * channels))..];
                Span<float> pooled = output.Slice((crop * Output.Count) + (t * channels), channels);
                frames[..channels].CopyTo(pooled);
                for (int j = 1; j < _width; j++)
                {
                    TensorPrimitives.Max(pooled, frames.Slice(j * channels, channels), pooled);
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
        int crops)
    {
        int channels = Input.Channels;
        inputGradient.Clear();
        for (int crop = 0; crop < crops; crop++)
        {
            for (int t = 0; t < Output.Frames; t++)
            {
                int from = (crop * Input.Count) + (t * _width * channels);
                int to = (crop * Output.Count) + (t * channels);
                for (int c = 0; c < channels; c++)
                {
                    // The first of equals gets the gradient.
                    int winner = from + c;
                    while (input[winner] != output[to + c])
                    {
                        winner += channels;
                    }

                    inputGradient[winner] = outputGradient[to + c];
                }
            }
        }
    }
}
