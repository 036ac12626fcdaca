using System.Numerics.Tensors;

namespace HybridRec.Engine.Content;

/// <summary>y = max(x, 0).</summary>
internal sealed class Rectifier(string name, CropShape shape) : ILayer
{
    public string Name { get; } = name;

    public CropShape Input { get; } = shape;

    public CropShape Output { get; } = shape;

    public void Forward(ReadOnlySpan<float> weights, ReadOnlySpan<float> input, Span<float> output, int crops, LayerPass pass) =>
        TensorPrimitives.Max(input[..(crops * Input.Count)], 0f, output);

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
        for (int i = 0; i < crops * Input.Count; i++)
        {
            inputGradient[i] = output[i] > 0f ? outputGradient[i] : 0f;
        }
    }
}
