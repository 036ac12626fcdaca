using System.Numerics.Tensors;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Content;

/// <summary>
/// Convolution over time with the frame's values as channels: y[t, o] = b[o] + Σ_{k,c} x[t + k, c] · W[k, c, o].
/// A kernel of one frame is a dense layer.
/// </summary>
/// <remarks>
/// The k frames that an output sees lie one after another in memory, so the rows of the input matrix are overlapping
/// stretches of it and no copy (im2col) is made. Weights start as in He et al., ICCV 2015.
/// </remarks>
internal sealed class TimeConvolution : ILayer
{
    private readonly int _kernel;
    private readonly WeightTensor[] _weights;

    public TimeConvolution(string name, CropShape input, int outputChannels, int kernel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(outputChannels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(kernel, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(kernel, input.Frames);
        Name = name;
        Input = input;
        Output = new CropShape(input.Frames - kernel + 1, outputChannels);
        _kernel = kernel;
        _weights =
        [
            new WeightTensor("weight", [kernel, input.Channels, outputChannels]),
            new WeightTensor("bias", [outputChannels]),
        ];
    }

    public string Name { get; }

    public CropShape Input { get; }

    public CropShape Output { get; }

    public IReadOnlyList<WeightTensor> Weights => _weights;

    private int FanIn => _kernel * Input.Channels;

    private int Taps => FanIn * Output.Channels;

    public void Initialize(Span<float> weights, Random random)
    {
        float deviation = MathF.Sqrt(2f / FanIn);
        foreach (ref float weight in weights[..Taps])
        {
            weight = deviation * random.NextGaussian();
        }

        weights[Taps..].Clear();
    }

    public void Forward(ReadOnlySpan<float> weights, ReadOnlySpan<float> input, Span<float> output, int crops, LayerPass pass)
    {
        ReadOnlySpan<float> bias = weights[Taps..];
        MatrixView taps = MatrixView.Dense(weights[..Taps], FanIn, Output.Channels);
        (int groups, int rows) = Grouping(crops);
        for (int group = 0; group < groups; group++)
        {
            Span<float> target = output.Slice(group * rows * Output.Channels, rows * Output.Channels);
            for (int row = 0; row < rows; row++)
            {
                bias.CopyTo(target[(row * Output.Channels)..]);
            }

            MatrixProduct.Multiply(
                Windows(input[(group * Input.Count)..], rows), taps, target, Output.Channels, accumulate: true);
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
        Span<float> tapGradient = weightGradient[..Taps];
        Span<float> biasGradient = weightGradient[Taps..];
        (int groups, int rows) = Grouping(crops);
        for (int group = 0; group < groups; group++)
        {
            ReadOnlySpan<float> gradient =
                outputGradient.Slice(group * rows * Output.Channels, rows * Output.Channels);
            MatrixView dy = MatrixView.Dense(gradient, rows, Output.Channels);
            MatrixProduct.Multiply(
                Windows(input[(group * Input.Count)..], rows).Transposed, dy, tapGradient, Output.Channels, accumulate: true);
            for (int row = 0; row < rows; row++)
            {
                TensorPrimitives.Add(biasGradient, gradient.Slice(row * Output.Channels, Output.Channels), biasGradient);
            }

            if (!inputGradient.IsEmpty)
            {
                Span<float> target = inputGradient.Slice(
                    group * Input.Count, (rows + _kernel - 1) * Input.Channels);
                target.Clear();
                for (int k = 0; k < _kernel; k++)
                {
                    int tap = Input.Channels * Output.Channels;
                    MatrixView w = MatrixView.Dense(weights.Slice(k * tap, tap), Input.Channels, Output.Channels);
                    MatrixProduct.Multiply(
                        dy, w.Transposed, target[(k * Input.Channels)..], Input.Channels, accumulate: true);
                }
            }
        }
    }

    /// <summary>One product a crop; crops of a single frame (dense layers) share one.</summary>
    private (int Groups, int Rows) Grouping(int crops) => Input.Frames == 1 ? (1, crops) : (crops, Output.Frames);

    private MatrixView Windows(ReadOnlySpan<float> input, int rows) =>
        new(input, rows, FanIn, Input.Channels, 1);
}
