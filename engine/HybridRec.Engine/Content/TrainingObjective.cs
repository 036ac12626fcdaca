using System.Numerics.Tensors;

namespace HybridRec.Engine.Content;

/// <summary>
/// What the embeddings of a batch are to become: unlike those of other tracks and like their own track's, and, where any
/// track has factors, a linear map away from their direction. Owns that map, which lives only during training.
/// </summary>
internal sealed class TrainingObjective
{
    private readonly ContentOptions _options;
    private readonly IReadOnlyList<ContentExample> _examples;
    private readonly int _crops;
    private readonly FactorHead? _head;

    public TrainingObjective(ContentOptions options, IReadOnlyList<ContentExample> examples, int crops, Random random)
    {
        _options = options;
        _examples = examples;
        _crops = crops;
        int rank = examples.FirstOrDefault(HasDirection)?.TargetFactors!.Length ?? 0;
        _head = rank == 0 ? null : new FactorHead(options, rank, crops, random);
        Embeddings = new float[crops * options.EmbeddingSize];
        EmbeddingGradients = new float[Embeddings.Length];
    }

    /// <summary>Unit embeddings of the batch's crops, to be filled before <see cref="Step"/>; rows 2i and 2i + 1 are one track's.</summary>
    public float[] Embeddings { get; }

    /// <summary>∂L/∂embeddings after <see cref="Step"/>.</summary>
    public float[] EmbeddingGradients { get; }

    /// <summary>Computes the loss and the embeddings' gradient, and lets the map to the factors learn.</summary>
    /// <param name="tracks">Numbers of the batch's examples.</param>
    /// <param name="learningRate">Step size.</param>
    /// <returns>The weighted sum of the losses; if it is not finite, nothing has been learned.</returns>
    public float Step(ReadOnlySpan<int> tracks, float learningRate)
    {
        float loss = _options.ContrastiveWeight
            * ContrastiveLoss.Compute(Embeddings, _crops, _options.Temperature, EmbeddingGradients);
        TensorPrimitives.Multiply(EmbeddingGradients, _options.ContrastiveWeight, EmbeddingGradients);
        if (_head is not null && float.IsFinite(loss))
        {
            FillTargets(tracks, _head);
            loss += _options.DirectionWeight
                * _head.Step(Embeddings, EmbeddingGradients, _options.DirectionWeight, learningRate);
        }

        return loss;
    }

    /// <summary>A zero vector points nowhere, and evidence of zero says nothing: neither is learned from.</summary>
    private static bool HasDirection(ContentExample example) =>
        example.TargetFactors is { } factors && example.Evidence > 0f && TensorPrimitives.Norm<float>(factors) > 0f;

    private void FillTargets(ReadOnlySpan<int> tracks, FactorHead head)
    {
        for (int crop = 0; crop < _crops; crop++)
        {
            ContentExample example = _examples[tracks[crop / 2]];
            head.Evidence[crop] = HasDirection(example) ? example.Evidence : 0f;
            if (head.Evidence[crop] > 0f)
            {
                ReadOnlySpan<float> factors = example.TargetFactors;
                TensorPrimitives.Multiply(
                    factors, 1f / TensorPrimitives.Norm(factors), head.Targets.AsSpan(crop * head.Rank, head.Rank));
            }
        }
    }

    /// <summary>The linear map from embeddings to factors, and what it learns by.</summary>
    private sealed class FactorHead
    {
        private readonly int _crops;
        private readonly LayerStack _stack;
        private readonly float[] _weights;
        private readonly float[] _gradient;
        private readonly AdamOptimizer _optimizer;
        private readonly LayerWorkspace _workspace;

        public FactorHead(ContentOptions options, int rank, int crops, Random random)
        {
            _crops = crops;
            Rank = rank;
            Targets = new float[crops * rank];
            Evidence = new float[crops];
            _stack = ContentArchitecture.FactorHead(options, rank);
            _weights = _stack.CreateWeights(random);
            _gradient = new float[_stack.WeightCount];
            _optimizer = new AdamOptimizer(_stack.WeightCount, options.WeightDecay);
            _workspace = new LayerWorkspace(_stack, crops, forTraining: true, inputGradient: true);
        }

        public int Rank { get; }

        /// <summary>Unit vectors, shape (crops, rank).</summary>
        public float[] Targets { get; }

        public float[] Evidence { get; }

        /// <summary>Learns one step; adds the weighted gradient of the embeddings and gives the loss without the weight.</summary>
        public float Step(float[] embeddings, float[] embeddingGradients, float lossWeight, float learningRate)
        {
            embeddings.CopyTo(_workspace.Input, 0);
            _stack.Forward(_weights, _workspace, _crops);
            float loss = DirectionLoss.Compute(_workspace.Output, Targets, Evidence, _workspace.OutputGradient);
            TensorPrimitives.Multiply(_workspace.OutputGradient, lossWeight, _workspace.OutputGradient);
            _gradient.AsSpan().Clear();
            _stack.Backward(_weights, _workspace, _gradient, _crops);
            TensorPrimitives.Add(embeddingGradients, _workspace.InputGradient, embeddingGradients);
            _optimizer.Step(_weights, _gradient, learningRate);
            return loss;
        }
    }
}
