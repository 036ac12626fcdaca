using System.Globalization;
using System.Numerics.Tensors;
using HybridRec.Engine.Audio;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Content;

/// <summary>Trains the trunk by both losses. One instance trains once, on one calling thread.</summary>
/// <remarks>
/// A batch is cut into shards of <see cref="ShardCrops"/> crops. Shards are worked on in parallel, but each has its own
/// gradient and these are added in shard order, so the weights have the same bits for any number of threads.
/// </remarks>
internal sealed class ContentTrainer
{
    private const int ShardCrops = 8;
    private const int MaxStepsAnEpoch = 100;
    private const int MaxReports = 100;
    private const float WarmUp = 0.05f;

    private readonly ContentOptions _options;
    private readonly IReadOnlyList<ContentExample> _examples;
    private readonly LayerStack _trunk;
    private readonly CropAugmenter _augmenter;
    private readonly Random _random;
    private readonly int _batch;
    private readonly float[] _weights;
    private readonly float[] _gradient;
    private readonly float[][] _shardGradients;
    private readonly LayerWorkspace[] _shards;
    private readonly AdamOptimizer _optimizer;
    private readonly TrainingObjective _objective;
    private readonly int[] _order;
    private int _next;

    public ContentTrainer(
        ContentOptions options, IReadOnlyList<ContentExample> examples, LayerStack trunk, BandStatistics statistics)
    {
        _options = options;
        _examples = examples;
        _trunk = trunk;
        _augmenter = new CropAugmenter(options, statistics);
        _random = new Random(options.Seed);
        _batch = Math.Min(options.BatchSize, examples.Count);
        _weights = trunk.CreateWeights(_random);
        _gradient = new float[trunk.WeightCount];
        _optimizer = new AdamOptimizer(trunk.WeightCount, options.WeightDecay);
        _objective = new TrainingObjective(options, examples, 2 * _batch, _random);
        _order = [.. Enumerable.Range(0, examples.Count)];
        _next = _order.Length;

        int shards = ((2 * _batch) + ShardCrops - 1) / ShardCrops;
        _shards = new LayerWorkspace[shards];
        _shardGradients = new float[shards][];
        for (int shard = 0; shard < shards; shard++)
        {
            _shards[shard] = new LayerWorkspace(trunk, ShardCrops, forTraining: true, inputGradient: false);
            _shardGradients[shard] = new float[trunk.WeightCount];
        }
    }

    /// <summary>Runs all epochs and gives the trunk's weights.</summary>
    public float[] Train(IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        int wanted = _options.StepsFor(_examples.Count);
        int epochSteps = Math.Clamp(_examples.Count / _batch, 1, Math.Min(MaxStepsAnEpoch, wanted));
        int epochs = (wanted + epochSteps - 1) / epochSteps;
        int steps = epochs * epochSteps;
        int reportEvery = (epochs + MaxReports - 1) / MaxReports;
        double loss = 0;
        int lossSteps = 0;
        int step = 0;
        for (int epoch = 1; epoch <= epochs; epoch++)
        {
            for (int i = 0; i < epochSteps; i++, step++)
            {
                loss += Step(step, LearningRateAt(step, steps), cancellationToken);
                lossSteps++;
            }

            if (epoch % reportEvery == 0 || epoch == epochs)
            {
                string note = string.Create(CultureInfo.InvariantCulture, $"loss {loss / lossSteps:F3}");
                progress?.Report(
                    new StageProgress("Training the spectrogram network", epoch, epochs, "epochs", note));
                loss = 0;
                lossSteps = 0;
            }
        }

        return _weights;
    }

    private float LearningRateAt(int step, int steps)
    {
        float warmUpSteps = Math.Max(1f, WarmUp * steps);
        if (step < warmUpSteps)
        {
            return _options.LearningRate * (step + 1) / warmUpSteps;
        }

        return _options.LearningRate * 0.5f * (1f + MathF.Cos(MathF.PI * (step - warmUpSteps) / (steps - warmUpSteps)));
    }

    private float Step(int step, float learningRate, CancellationToken cancellationToken)
    {
        int[] tracks = NextBatch();
        int seed = _random.Next();
        int crops = 2 * _batch;
        int size = _trunk.Output.Count;
        int inputSize = _trunk.Input.Count;
        ForEachShard(
            crops,
            (shard, start, end) =>
            {
                LayerWorkspace workspace = _shards[shard];
                for (int crop = start; crop < end; crop++)
                {
                    IReadOnlyList<Spectrogram> excerpts = _examples[tracks[crop / 2]].Excerpts;
                    _augmenter.Fill(
                        excerpts,
                        new Random(unchecked(seed + (crop * 7919))),
                        workspace.Input.AsSpan((crop - start) * inputSize, inputSize));
                }

                _trunk.Forward(_weights, workspace, end - start);
                workspace.Output.AsSpan(0, (end - start) * size).CopyTo(_objective.Embeddings.AsSpan(start * size));
            },
            cancellationToken);

        float loss = _objective.Step(tracks, learningRate);
        if (!float.IsFinite(loss))
        {
            throw new ContentTrainingException(step, _options.LearningRate);
        }

        ForEachShard(
            crops,
            (shard, start, end) =>
            {
                LayerWorkspace workspace = _shards[shard];
                _objective.EmbeddingGradients.AsSpan(start * size, (end - start) * size).CopyTo(workspace.OutputGradient);
                _shardGradients[shard].AsSpan().Clear();
                _trunk.Backward(_weights, workspace, _shardGradients[shard], end - start);
            },
            cancellationToken);

        _gradient.AsSpan().Clear();
        foreach (float[] part in _shardGradients)
        {
            TensorPrimitives.Add(_gradient, part, _gradient);
        }

        _optimizer.Step(_weights, _gradient, learningRate);
        return loss;
    }

    private void ForEachShard(int crops, Action<int, int, int> work, CancellationToken cancellationToken) =>
        ParallelBlocks.For(
            crops,
            ShardCrops,
            _options.Threads,
            static () => 0,
            (_, shard, start, end) => work(shard, start, end),
            cancellationToken);

    /// <summary>The next tracks of a shuffled order, all different; a remainder too small for a batch is reshuffled.</summary>
    private int[] NextBatch()
    {
        if (_next + _batch > _order.Length)
        {
            _random.Shuffle(_order);
            _next = 0;
        }

        int[] tracks = _order[_next..(_next + _batch)];
        _next += _batch;
        return tracks;
    }
}
