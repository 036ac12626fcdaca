using System.Numerics.Tensors;

namespace HybridRec.Engine.Content;

/// <summary>
/// What sits on top of the embedding while the network learns: the projection for the contrastive loss, and where any
/// track has factors, the linear map to them. Gives back the gradient of the embeddings.
/// </summary>
internal sealed class TrainingHeads
{
    private readonly ContentOptions _options;
    private readonly IReadOnlyList<ContentExample> _examples;
    private readonly int _crops;
    private readonly Head _projection;
    private readonly Head? _factors;
    private readonly float[] _targets;
    private readonly float[] _evidence;

    public TrainingHeads(ContentOptions options, IReadOnlyList<ContentExample> examples, int crops, Random random)
    {
        _options = options;
        _examples = examples;
        _crops = crops;
        _projection = new Head(ContentArchitecture.ProjectionHead(options), options, crops, random);
        int rank = examples.FirstOrDefault(HasDirection)?.TargetFactors!.Length ?? 0;
        _factors = rank == 0 ? null : new Head(ContentArchitecture.FactorHead(options, rank), options, crops, random);
        _targets = new float[crops * rank];
        _evidence = new float[crops];
        Embeddings = new float[crops * options.EmbeddingSize];
        EmbeddingGradients = new float[Embeddings.Length];
    }

    /// <summary>Embeddings of the batch's crops, to be filled before <see cref="Step"/>; rows 2i and 2i + 1 are one track's.</summary>
    public float[] Embeddings { get; }

    /// <summary>∂L/∂embeddings after <see cref="Step"/>.</summary>
    public float[] EmbeddingGradients { get; }

    /// <summary>Computes the loss and the embeddings' gradient, and lets the heads learn.</summary>
    /// <param name="tracks">Numbers of the batch's examples.</param>
    /// <param name="learningRate">Step size.</param>
    /// <returns>The weighted sum of the losses; if it is not finite, nothing has been learned.</returns>
    public float Step(ReadOnlySpan<int> tracks, float learningRate)
    {
        _projection.Forward(Embeddings, _crops);
        float contrastive = ContrastiveLoss.Compute(
            _projection.Output, _crops, _options.Temperature, _projection.OutputGradient);
        float direction = 0f;
        if (_factors is not null)
        {
            _factors.Forward(Embeddings, _crops);
            FillTargets(tracks);
            direction = DirectionLoss.Compute(_factors.Output, _targets, _evidence, _factors.OutputGradient);
        }

        float loss = (_options.ContrastiveWeight * contrastive) + (_options.DirectionWeight * direction);
        if (float.IsFinite(loss))
        {
            EmbeddingGradients.AsSpan().Clear();
            _projection.Backward(_options.ContrastiveWeight, EmbeddingGradients, _crops, learningRate);
            _factors?.Backward(_options.DirectionWeight, EmbeddingGradients, _crops, learningRate);
        }

        return loss;
    }

    /// <summary>A zero vector points nowhere, and evidence of zero says nothing: neither is learned from.</summary>
    private static bool HasDirection(ContentExample example) =>
        example.TargetFactors is { } factors && example.Evidence > 0f && TensorPrimitives.Norm<float>(factors) > 0f;

    private void FillTargets(ReadOnlySpan<int> tracks)
    {
        int rank = _targets.Length / _crops;
        for (int crop = 0; crop < _crops; crop++)
        {
            ContentExample example = _examples[tracks[crop / 2]];
            _evidence[crop] = HasDirection(example) ? example.Evidence : 0f;
            if (_evidence[crop] > 0f)
            {
                ReadOnlySpan<float> factors = example.TargetFactors;
                TensorPrimitives.Multiply(
                    factors, 1f / TensorPrimitives.Norm(factors), _targets.AsSpan(crop * rank, rank));
            }
        }
    }

    private sealed class Head(LayerStack stack, ContentOptions options, int crops, Random random)
    {
        private readonly float[] _weights = stack.CreateWeights(random);
        private readonly float[] _gradient = new float[stack.WeightCount];
        private readonly AdamOptimizer _optimizer = new(stack.WeightCount, options.WeightDecay);
        private readonly LayerWorkspace _workspace = new(stack, crops, forTraining: true, inputGradient: true);

        public float[] Output => _workspace.Output;

        public float[] OutputGradient => _workspace.OutputGradient;

        public void Forward(float[] embeddings, int crops)
        {
            embeddings.CopyTo(_workspace.Input, 0);
            stack.Forward(_weights, _workspace, crops);
        }

        public void Backward(float lossWeight, float[] embeddingGradients, int crops, float learningRate)
        {
            TensorPrimitives.Multiply(OutputGradient, lossWeight, OutputGradient);
            _gradient.AsSpan().Clear();
            stack.Backward(_weights, _workspace, _gradient, crops);
            TensorPrimitives.Add(embeddingGradients, _workspace.InputGradient, embeddingGradients);
            _optimizer.Step(_weights, _gradient, learningRate);
        }
    }
}
