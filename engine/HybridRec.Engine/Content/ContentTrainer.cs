using System.Globalization;
using System.Numerics.Tensors;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Content;

/// <summary>Trains one member by all losses. One instance trains once, on one calling thread.</summary>
/// <remarks>
/// A batch is cut into shards of <see cref="ShardCrops"/> crops. Shards are worked on in parallel, but each has its own
/// gradient and these are added in shard order, so the weights have the same bits for any number of threads.
/// </remarks>
internal sealed class ContentTrainer
{
    private const int ShardCrops = 16;
    private const int MaxStepsAnEpoch = 100;
    private const int MaxReports = 100;
    private const float WarmUp = 0.05f;

    /// <summary>Share of a batch's statistics in the running mean.</summary>
    private const float StatisticsRate = 0.1f;

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
    private readonly Range[] _learned;
    private readonly Range[] _statistics;
    private readonly TrainingObjective _objective;
    private readonly LossWatch? _watch;
    private readonly int[] _order;
    private int _next;

    /// <param name="options">Training and sizes.</param>
    /// <param name="member">Number of the member, which decides its chance.</param>
    /// <param name="examples">Tracks, coarsened.</param>
    /// <param name="trunk">Layers.</param>
    /// <param name="statistics">How cells become input.</param>
    public ContentTrainer(
        ContentOptions options, int member, IReadOnlyList<ContentExample> examples, LayerStack trunk, BandStatistics statistics)
    {
        _options = options;
        _trunk = trunk;
        _augmenter = new CropAugmenter(options, statistics);
        _random = new Random(unchecked((options.Seed * 31) + member));
        (_examples, IReadOnlyList<ContentExample> watched) = LossWatch.Divide(options, member, examples);
        _batch = Math.Min(options.BatchSize, _examples.Count);
        _weights = trunk.CreateWeights(_random);
        _gradient = new float[trunk.WeightCount];
        _optimizer = new AdamOptimizer(trunk.WeightCount, options.WeightDecay);
        _learned = [.. trunk.Tensors().Where(tensor => !tensor.Tensor.IsStatistic).Select(tensor => tensor.Place)];
        _statistics = [.. trunk.Tensors().Where(tensor => tensor.Tensor.IsStatistic).Select(tensor => tensor.Place)];
        _objective = new TrainingObjective(options, _examples, 2 * _batch, _random);
        _watch = watched.Count == 0 ? null : new LossWatch(options, watched, trunk, _augmenter, _objective);
        _order = [.. Enumerable.Range(0, _examples.Count)];
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

    /// <summary>Runs all epochs, or until the watched loss has stopped falling, and gives the trunk's (best) weights.</summary>
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

            bool goesOn = _watch?.Look(_weights) ?? true;
            if (epoch % reportEvery == 0 || epoch == epochs || !goesOn)
            {
                string watched = _watch is null ? "" : string.Create(CultureInfo.InvariantCulture, $", held out {_watch.Last:F3}");
                string note = string.Create(CultureInfo.InvariantCulture, $"loss {loss / lossSteps:F3}{watched}");
                progress?.Report(new StageProgress("Training the spectrogram network", epoch, epochs, "epochs", note));
                loss = 0;
                lossSteps = 0;
            }

            if (!goesOn)
            {
                break;
            }
        }

        return _watch?.Best ?? _weights;
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
        Mixture mixture = Mixture.Draw(_options.MixUp, tracks, _random);
        ForEachShard(
            crops,
            (shard, start, end) =>
            {
                LayerWorkspace workspace = _shards[shard];
                float[] other = new float[mixture.IsNone ? 0 : inputSize];
                for (int crop = start; crop < end; crop++)
                {
                    Span<float> input = workspace.Input.AsSpan((crop - start) * inputSize, inputSize);
                    Random random = new(unchecked(seed + (crop * 7919)));
                    _augmenter.Fill(_examples[tracks[crop / 2]].Excerpts, random, input);
                    if (mixture.Share(crop) is > 0f and var share)
                    {
                        _augmenter.Fill(_examples[mixture.Other(crop)].Excerpts, random, other);
                        TensorPrimitives.Multiply(input, 1f - share, input);
                        TensorPrimitives.MultiplyAdd(other, share, input, input);
                    }
                }

                _trunk.Forward(_weights, workspace, end - start, new LayerPass(true, unchecked(seed + shard)));
                workspace.Output.AsSpan(0, (end - start) * size).CopyTo(_objective.Embeddings.AsSpan(start * size));
            },
            cancellationToken);

        float loss = _objective.Step(tracks, mixture, learningRate);
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
                _trunk.Backward(
                    _weights, workspace, _shardGradients[shard], end - start, new LayerPass(true, unchecked(seed + shard)));
            },
            cancellationToken);
        Learn(crops, learningRate);
        return loss;
    }

    private void Learn(int crops, float learningRate)
    {
        _gradient.AsSpan().Clear();
        foreach (float[] part in _shardGradients)
        {
            TensorPrimitives.Add(_gradient, part, _gradient);
        }

        _optimizer.Step(_weights, _gradient, learningRate, _learned);
        foreach (Range place in _statistics)
        {
            Span<float> running = _weights.AsSpan(place);
            TensorPrimitives.Multiply(running, 1f - StatisticsRate, running);
            TensorPrimitives.MultiplyAdd(_gradient.AsSpan(place), StatisticsRate / crops, running, running);
        }
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
