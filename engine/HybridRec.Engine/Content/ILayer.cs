namespace HybridRec.Engine.Content;

/// <summary>
/// The size of what flows between layers, per crop: channel c of band b of frame t at (t · bands + b) · channels + c.
/// </summary>
/// <param name="Frames">Time steps; 1 after global pooling.</param>
/// <param name="Bands">Places along frequency; 1 where the bands are channels.</param>
/// <param name="Channels">Values at each place.</param>
internal readonly record struct CropShape(int Frames, int Bands, int Channels)
{
    /// <summary>A shape without a frequency axis.</summary>
    public CropShape(int frames, int channels)
        : this(frames, 1, channels)
    {
    }

    /// <summary>Places in time and frequency.</summary>
    public int Positions => Frames * Bands;

    public int Count => Positions * Channels;
}

/// <summary>One named weight tensor of a layer.</summary>
/// <param name="Name">Its name within the layer.</param>
/// <param name="Shape">Its axes.</param>
/// <param name="IsStatistic">
/// Whether it is a running mean of what the layer sees in training instead of something learned by gradient. Backward adds
/// the batch's value times its crops to the place of the gradient.
/// </param>
internal readonly record struct WeightTensor(string Name, int[] Shape, bool IsStatistic = false)
{
    public int Count => Shape.Aggregate(1, (product, size) => product * size);
}

/// <summary>How crops run through layers.</summary>
/// <param name="IsTraining">Whether batches normalise themselves and dropout drops.</param>
/// <param name="Seed">Decides what is dropped; the same forward and backward.</param>
internal readonly record struct LayerPass(bool IsTraining, int Seed = 0)
{
    /// <summary>The pass as one of several layers sees it, so that no two drop the same.</summary>
    public LayerPass ForLayer(int layer) => this with { Seed = unchecked((Seed * 486187739) + layer) };
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
    IReadOnlyList<WeightTensor> Weights => [];

    /// <summary>Draws initial weights.</summary>
    void Initialize(Span<float> weights, Random random)
    {
    }

    /// <summary>Computes the output; every value of <paramref name="output"/> is overwritten.</summary>
    void Forward(ReadOnlySpan<float> weights, ReadOnlySpan<float> input, Span<float> output, int crops, LayerPass pass);

    /// <summary>Takes the loss's gradient from the output back to the input and the weights.</summary>
    /// <param name="weights">The layer's weights.</param>
    /// <param name="input">What <see cref="Forward"/> was given.</param>
    /// <param name="output">What <see cref="Forward"/> gave.</param>
    /// <param name="outputGradient">∂L/∂output.</param>
    /// <param name="inputGradient">∂L/∂input, overwritten; empty where nobody needs it.</param>
    /// <param name="weightGradient">∂L/∂weights, added to.</param>
    /// <param name="crops">Number of crops.</param>
    /// <param name="pass">What <see cref="Forward"/> was given, of training.</param>
    void Backward(
        ReadOnlySpan<float> weights,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> output,
        ReadOnlySpan<float> outputGradient,
        Span<float> inputGradient,
        Span<float> weightGradient,
        int crops,
        LayerPass pass);
}
