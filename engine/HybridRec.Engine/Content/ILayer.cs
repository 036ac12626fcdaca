namespace HybridRec.Engine.Content;

/// <summary>The size of what flows between layers, per crop: time-major, channel c of frame t at t · channels + c.</summary>
/// <param name="Frames">Time steps; 1 after global pooling.</param>
/// <param name="Channels">Values a time step.</param>
internal readonly record struct CropShape(int Frames, int Channels)
{
    public int Count => Frames * Channels;
}

/// <summary>One named weight tensor of a layer.</summary>
internal readonly record struct WeightTensor(string Name, int[] Shape)
{
    public int Count => Shape.Aggregate(1, (product, size) => product * size);
}

/// <summary>
/// A differentiable step of the network. It knows its shapes but holds neither weights nor activations: both are handed
/// in, so that any number of threads can use one layer.
/// </summary>
/// <remarks>All spans hold <c>crops</c> crops back to back, each of the layer's input or output shape.</remarks>
internal interface ILayer
{
    /// <summary>Names the layer's weights in a file, e.g. "convolution1".</summary>
    string Name { get; }

    /// <summary>Shape of one crop going in.</summary>
    CropShape Input { get; }

    /// <summary>Shape of one crop coming out.</summary>
    CropShape Output { get; }

    /// <summary>The layer's weights in the order in which they lie in its slice; empty for a layer without weights.</summary>
    IReadOnlyList<WeightTensor> Weights { get; }

    /// <summary>Draws initial weights.</summary>
    void Initialize(Span<float> weights, Random random);

    /// <summary>Computes the output; every value of <paramref name="output"/> is overwritten.</summary>
    void Forward(ReadOnlySpan<float> weights, ReadOnlySpan<float> input, Span<float> output, int crops);

    /// <summary>Takes the loss's gradient from the output back to the input and the weights.</summary>
    /// <param name="weights">The layer's weights.</param>
    /// <param name="input">What <see cref="Forward"/> was given.</param>
    /// <param name="output">What <see cref="Forward"/> gave.</param>
    /// <param name="outputGradient">∂L/∂output.</param>
    /// <param name="inputGradient">∂L/∂input, overwritten; empty where nobody needs it.</param>
    /// <param name="weightGradient">∂L/∂weights, added to.</param>
    /// <param name="crops">Number of crops.</param>
    void Backward(
        ReadOnlySpan<float> weights,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> output,
        ReadOnlySpan<float> outputGradient,
        Span<float> inputGradient,
        Span<float> weightGradient,
        int crops);
}
