using System.Numerics.Tensors;

namespace HybridRec.Engine.Content;

/// <summary>Scales each crop to length one: y = x / √(‖x‖² + ε).</summary>
internal sealed class UnitLength(string name, CropShape shape) : ILayer
{
    private const float Epsilon = 1e-12f;

    public string Name { get; } = name;

    public CropShape Input { get; } = shape;

    public CropShape Output { get; } = shape;

    public void Forward(ReadOnlySpan<float> weights, ReadOnlySpan<float> input, Span<float> output, int crops, LayerPass pass)
    {
        for (int crop = 0; crop < crops; crop++)
        {
            ReadOnlySpan<float> x = input.Slice(crop * Input.Count, Input.Count);
            TensorPrimitives.Multiply(x, 1f / Length(x), output.Slice(crop * Input.Count, Input.Count));
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
        for (int crop = 0; crop < crops; crop++)
        {
            ReadOnlySpan<float> y = output.Slice(crop * Input.Count, Input.Count);
            ReadOnlySpan<float> dy = outputGradient.Slice(crop * Input.Count, Input.Count);
            Span<float> dx = inputGradient.Slice(crop * Input.Count, Input.Count);

            // dx = (dy − y · ⟨y, dy⟩) / ‖x‖: only the part across y can turn it.
            TensorPrimitives.Multiply(y, -TensorPrimitives.Dot(y, dy), dx);
            TensorPrimitives.Add(dx, dy, dx);
            TensorPrimitives.Multiply(dx, 1f / Length(input.Slice(crop * Input.Count, Input.Count)), dx);
        }
    }

    private static float Length(ReadOnlySpan<float> x) => MathF.Sqrt(TensorPrimitives.SumOfSquares(x) + Epsilon);
}
