using System.Numerics.Tensors;

namespace HybridRec.Engine.Content;

/// <summary>A loss of predictions and its gradient.</summary>
internal delegate float PredictionLoss(ReadOnlySpan<float> predictions, Span<float> gradient);

/// <summary>A linear map from embeddings to a kind of target, and what it learns by. Lives only during training.</summary>
internal sealed class TargetHead
{
    private readonly int _crops;
    private readonly float _scale;
    private readonly LayerStack _stack;
    private readonly float[] _weights;
    private readonly float[] _gradient;
    private readonly AdamOptimizer _optimizer;
    private readonly LayerWorkspace _workspace;

    /// <param name="name">Name of the layer.</param>
    /// <param name="options">Embedding size and weight decay.</param>
    /// <param name="size">Length of a target.</param>
    /// <param name="scale">What embeddings are multiplied by first.</param>
    /// <param name="crops">Crops of a batch.</param>
    /// <param name="random">Draws the weights.</param>
    public TargetHead(string name, ContentOptions options, int size, float scale, int crops, Random random)
    {
        _crops = crops;
        _scale = scale;
        Size = size;
        Targets = new float[crops * size];
        _stack = ContentArchitecture.Head(name, options.MemberSize, size);
        _weights = _stack.CreateWeights(random);
        _gradient = new float[_stack.WeightCount];
        _optimizer = new AdamOptimizer(_stack.WeightCount, options.WeightDecay);
        _workspace = new LayerWorkspace(_stack, crops, forTraining: true, inputGradient: true);
    }

    /// <summary>Length of a target.</summary>
    public int Size { get; }

    /// <summary>Shape (crops, <see cref="Size"/>), to be filled before <see cref="Step"/>.</summary>
    public float[] Targets { get; }

    /// <summary>One crop's target.</summary>
    public Span<float> Target(int crop) => Targets.AsSpan(crop * Size, Size);

    /// <summary>The loss of some embeddings, not weighted; nothing is learned.</summary>
    public float Measure(ReadOnlySpan<float> embeddings, int crops, PredictionLoss loss)
    {
        TensorPrimitives.Multiply(embeddings, _scale, _workspace.Input);
        _stack.Forward(_weights, _workspace, crops, default);
        return loss(_workspace.Output.AsSpan(0, crops * Size), new float[crops * Size]);
    }

    /// <summary>Learns one step; adds the weighted gradient of the embeddings.</summary>
    /// <returns>The weighted loss; if it is not finite, nothing has been learned.</returns>
    public float Step(
        float[] embeddings, float[] embeddingGradients, float lossWeight, float learningRate, PredictionLoss loss)
    {
        TensorPrimitives.Multiply(embeddings, _scale, _workspace.Input);
        _stack.Forward(_weights, _workspace, _crops, default);
        float value = lossWeight * loss(_workspace.Output, _workspace.OutputGradient);
        if (!float.IsFinite(value))
        {
            return value;
        }

        TensorPrimitives.Multiply(_workspace.OutputGradient, lossWeight, _workspace.OutputGradient);
        _gradient.AsSpan().Clear();
        _stack.Backward(_weights, _workspace, _gradient, _crops, new LayerPass(true));
        TensorPrimitives.MultiplyAdd(_workspace.InputGradient, _scale, embeddingGradients, embeddingGradients);
        _optimizer.Step(_weights, _gradient, learningRate, ..);
        return value;
    }
}
