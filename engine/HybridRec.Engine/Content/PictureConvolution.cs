using System.Buffers;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Content;

/// <summary>
/// Convolution over time and frequency: y[t, b, o] = Σ_{i,j,c} x[t + i − p, b + j − q, c] · W[i, j, c, o]. It has no bias:
/// a <see cref="BatchNormalization"/> follows.
/// </summary>
/// <remarks>
/// Forward, ∂W and ∂x are each one matrix product over gathered windows, ∂x being the convolution of ∂y with the kernel
/// turned round. Weights start as in He et al., ICCV 2015.
/// </remarks>
internal sealed class PictureConvolution : ILayer
{
    private readonly PictureWindows _windows;
    private readonly PictureWindows _gradientWindows;
    private readonly WeightTensor[] _weights;

    /// <param name="name">Name in files.</param>
    /// <param name="input">Shape going in.</param>
    /// <param name="outputChannels">Channels coming out.</param>
    /// <param name="kernelFrames">Frames of the kernel, odd: as many frames come out as go in.</param>
    /// <param name="kernelBands">Bands of the kernel.</param>
    /// <param name="keepBands">Whether as many bands come out as go in (the kernel then is odd), or only where it fits.</param>
    public PictureConvolution(
        string name, CropShape input, int outputChannels, int kernelFrames, int kernelBands, bool keepBands = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(outputChannels, 1);
        ArgumentOutOfRangeException.ThrowIfZero(kernelFrames % 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(kernelBands, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(kernelBands, keepBands ? int.MaxValue : input.Bands);
        int padBands = keepBands ? kernelBands / 2 : 0;
        Name = name;
        Input = input;
        _windows = new PictureWindows(input, kernelFrames, kernelBands, kernelFrames / 2, padBands);
        Output = new CropShape(_windows.Frames, _windows.Bands, outputChannels);
        _gradientWindows = new PictureWindows(
            Output, kernelFrames, kernelBands, kernelFrames - 1 - (kernelFrames / 2), kernelBands - 1 - padBands);
        _weights = [new WeightTensor("weight", [kernelFrames, kernelBands, input.Channels, outputChannels])];
    }

    public string Name { get; }

    public CropShape Input { get; }

    public CropShape Output { get; }

    public IReadOnlyList<WeightTensor> Weights => _weights;

    public void Initialize(Span<float> weights, Random random)
    {
        float deviation = MathF.Sqrt(2f / _windows.Seen);
        foreach (ref float weight in weights)
        {
            weight = deviation * random.NextGaussian();
        }
    }

    public void Forward(ReadOnlySpan<float> weights, ReadOnlySpan<float> input, Span<float> output, int crops, LayerPass pass) =>
        Convolve(_windows, weights, input, output, Output, crops);

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
        AddWeightGradient(input, outputGradient, weightGradient, crops);
        if (!inputGradient.IsEmpty)
        {
            float[] turned = ArrayPool<float>.Shared.Rent(weights.Length);
            Turn(weights, turned);
            Convolve(_gradientWindows, turned.AsSpan(0, weights.Length), outputGradient, inputGradient, Input, crops);
            ArrayPool<float>.Shared.Return(turned);
        }
    }

    private static void Convolve(
        PictureWindows windows, ReadOnlySpan<float> kernel, ReadOnlySpan<float> from, Span<float> to, CropShape shape, int crops)
    {
        MatrixView taps = MatrixView.Dense(kernel, windows.Seen, shape.Channels);
        float[] buffer = ArrayPool<float>.Shared.Rent(windows.BufferLength);
        for (int crop = 0; crop < crops; crop++)
        {
            ReadOnlySpan<float> picture = from.Slice(crop * windows.Picture.Count, windows.Picture.Count);
            for (int frame = 0; frame < shape.Frames; frame += windows.BlockFrames)
            {
                int count = Math.Min(windows.BlockFrames, shape.Frames - frame);
                MatrixProduct.Multiply(
                    windows.Gather(picture, frame, count, buffer),
                    taps,
                    to.Slice((crop * shape.Count) + (frame * shape.Bands * shape.Channels), count * shape.Bands * shape.Channels),
                    shape.Channels,
                    accumulate: false);
            }
        }

        ArrayPool<float>.Shared.Return(buffer);
    }

    private void AddWeightGradient(
        ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, Span<float> weightGradient, int crops)
    {
        float[] buffer = ArrayPool<float>.Shared.Rent(_windows.BufferLength);
        for (int crop = 0; crop < crops; crop++)
        {
            ReadOnlySpan<float> picture = input.Slice(crop * Input.Count, Input.Count);
            for (int frame = 0; frame < Output.Frames; frame += _windows.BlockFrames)
            {
                int count = Math.Min(_windows.BlockFrames, Output.Frames - frame);
                int rows = count * Output.Bands;
                ReadOnlySpan<float> gradient = outputGradient.Slice(
                    (crop * Output.Count) + (frame * Output.Bands * Output.Channels), rows * Output.Channels);
                MatrixProduct.Multiply(
                    _windows.Gather(picture, frame, count, buffer).Transposed,
                    MatrixView.Dense(gradient, rows, Output.Channels),
                    weightGradient,
                    Output.Channels,
                    accumulate: true);
            }
        }

        ArrayPool<float>.Shared.Return(buffer);
    }

    /// <summary>W'[i, j, o, c] = W[m − 1 − i, n − 1 − j, c, o].</summary>
    private void Turn(ReadOnlySpan<float> weights, Span<float> turned)
    {
        int inputs = Input.Channels;
        int outputs = Output.Channels;
        int taps = weights.Length / (inputs * outputs);
        for (int tap = 0; tap < taps; tap++)
        {
            ReadOnlySpan<float> from = weights.Slice((taps - 1 - tap) * inputs * outputs, inputs * outputs);
            Span<float> to = turned.Slice(tap * inputs * outputs, inputs * outputs);
            for (int c = 0; c < inputs; c++)
            {
                for (int o = 0; o < outputs; o++)
                {
                    to[(o * inputs) + c] = from[(c * outputs) + o];
                }
            }
        }
    }
}
