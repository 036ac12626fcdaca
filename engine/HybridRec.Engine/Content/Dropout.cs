namespace HybridRec.Engine.Content;

/// <summary>
/// Silences each value with some chance in training and makes up for it in the others (Srivastava et al., JMLR 2014);
/// passes all on otherwise.
/// </summary>
internal sealed class Dropout : ILayer
{
    private readonly float _chance;

    public Dropout(string name, CropShape shape, float chance)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(chance);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(chance, 1f);
        Name = name;
        Input = shape;
        _chance = chance;
    }

    public string Name { get; }

    public CropShape Input { get; }

    public CropShape Output => Input;

    public void Forward(ReadOnlySpan<float> weights, ReadOnlySpan<float> input, Span<float> output, int crops, LayerPass pass) =>
        Drop(input, output, pass);

    public void Backward(
        ReadOnlySpan<float> weights,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> output,
        ReadOnlySpan<float> outputGradient,
        Span<float> inputGradient,
        Span<float> weightGradient,
        int crops,
        LayerPass pass) => Drop(outputGradient, inputGradient, pass);

    private void Drop(ReadOnlySpan<float> from, Span<float> to, LayerPass pass)
    {
        if (!pass.IsTraining || _chance == 0f)
        {
            from.CopyTo(to);
            return;
        }

        Random random = new(pass.Seed);
        float scale = 1f / (1f - _chance);
        for (int i = 0; i < from.Length; i++)
        {
            to[i] = random.NextSingle() < _chance ? 0f : scale * from[i];
        }
    }
}
