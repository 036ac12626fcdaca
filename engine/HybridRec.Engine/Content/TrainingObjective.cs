using System.Numerics.Tensors;

namespace HybridRec.Engine.Content;

/// <summary>
/// What the embeddings of a batch are to become: unlike those of other tracks and like their own track's; where any track
/// has factors, a linear map away from their direction; where any has tags, a linear map away from them. Owns those maps,
/// which live only during training.
/// </summary>
internal sealed class TrainingObjective
{
    /// <summary>
    /// What embeddings of unit length are multiplied by before the map to tags: with ten or a thousand tags, a softmax of
    /// scores below one could not become sure of any.
    /// </summary>
    private const float TagScale = 10f;

    private readonly ContentOptions _options;
    private readonly IReadOnlyList<ContentExample> _examples;
    private readonly int _crops;
    private readonly TargetHead? _factors;
    private readonly TargetHead? _tags;
    private readonly Dictionary<string, int> _vocabulary;

    public TrainingObjective(ContentOptions options, IReadOnlyList<ContentExample> examples, int crops, Random random)
    {
        _options = options;
        _examples = examples;
        _crops = crops;
        int rank = examples.FirstOrDefault(HasDirection)?.TargetFactors!.Length ?? 0;
        _factors = rank == 0 ? null : new TargetHead("factors", options, rank, 1f, crops, random);

        // A tag that all or only one track has tells nothing apart that contrast does not.
        _vocabulary = examples
            .SelectMany(example => (example.Tags ?? []).Distinct())
            .GroupBy(tag => tag)
            .Where(tag => tag.Count() > 1 && tag.Count() < examples.Count)
            .Select(tag => tag.Key)
            .Order(StringComparer.Ordinal)
            .Select((tag, number) => (tag, number))
            .ToDictionary(tag => tag.tag, tag => tag.number);
        _tags = _vocabulary.Count == 0 ? null : new TargetHead("tags", options, _vocabulary.Count, TagScale, crops, random);
        Embeddings = new float[crops * options.MemberSize];
        EmbeddingGradients = new float[Embeddings.Length];
    }

    /// <summary>Unit embeddings of the batch's crops, to be filled before <see cref="Step"/>; rows 2i and 2i + 1 are one track's.</summary>
    public float[] Embeddings { get; }

    /// <summary>∂L/∂embeddings after <see cref="Step"/>.</summary>
    public float[] EmbeddingGradients { get; }

    /// <summary>Computes the loss and the embeddings' gradient, and lets the maps to the targets learn.</summary>
    /// <param name="tracks">Numbers of the batch's examples.</param>
    /// <param name="mixture">What else is in the crops.</param>
    /// <param name="learningRate">Step size.</param>
    /// <returns>The weighted sum of the losses; if it is not finite, nothing has been learned.</returns>
    public float Step(int[] tracks, Mixture mixture, float learningRate)
    {
        float loss = _options.ContrastiveWeight
            * ContrastiveLoss.Compute(
                Embeddings, _crops, _options.Temperature, Likeness(tracks, _examples), EmbeddingGradients);
        TensorPrimitives.Multiply(EmbeddingGradients, _options.ContrastiveWeight, EmbeddingGradients);
        float[] evidence = new float[_crops];
        if (_factors is not null && float.IsFinite(loss))
        {
            for (int crop = 0; crop < _crops; crop++)
            {
                // Of two mixed tracks the louder one's direction is right, and as much less sure.
                evidence[crop] = (1f - mixture.Share(crop)) * FillFactors(_examples[tracks[crop / 2]], _factors.Target(crop));
            }

            loss += _factors.Step(
                Embeddings, EmbeddingGradients, _options.DirectionWeight, learningRate,
                (predictions, gradient) => DirectionLoss.Compute(predictions, _factors.Targets, evidence, gradient));
        }

        if (_tags is not null && float.IsFinite(loss))
        {
            _tags.Targets.AsSpan().Clear();
            for (int crop = 0; crop < _crops; crop++)
            {
                AddTags(_examples[tracks[crop / 2]], 1f - mixture.Share(crop), _tags.Target(crop));
                if (mixture.Share(crop) > 0f)
                {
                    AddTags(_examples[mixture.Other(crop)], mixture.Share(crop), _tags.Target(crop));
                }
            }

            loss += _tags.Step(
                Embeddings, EmbeddingGradients, _options.TagWeight, learningRate,
                (predictions, gradient) => TagLoss.Compute(predictions, _tags.Targets, _crops, gradient));
        }

        return loss;
    }

    /// <summary>The weighted sum of the losses of other tracks; nothing is learned.</summary>
    /// <param name="embeddings">Unit vectors, shape (crops, size); rows 2i and 2i + 1 are of track i.</param>
    /// <param name="examples">The tracks, at most a batch.</param>
    public float Measure(ReadOnlySpan<float> embeddings, IReadOnlyList<ContentExample> examples)
    {
        int crops = 2 * examples.Count;
        float loss = _options.ContrastiveWeight
            * ContrastiveLoss.Compute(
                embeddings, crops, _options.Temperature, Likeness([.. Enumerable.Range(0, examples.Count)], examples),
                new float[embeddings.Length]);
        if (_factors is not null)
        {
            float[] evidence = [.. Enumerable.Range(0, crops).Select(crop => FillFactors(examples[crop / 2], _factors.Target(crop)))];
            loss += _options.DirectionWeight * _factors.Measure(
                embeddings, crops,
                (predictions, gradient) => DirectionLoss.Compute(predictions, _factors.Targets.AsSpan(0, crops * _factors.Size), evidence, gradient));
        }

        if (_tags is not null)
        {
            _tags.Targets.AsSpan().Clear();
            for (int crop = 0; crop < crops; crop++)
            {
                AddTags(examples[crop / 2], 1f, _tags.Target(crop));
            }

            loss += _options.TagWeight * _tags.Measure(
                embeddings, crops,
                (predictions, gradient) => TagLoss.Compute(predictions, _tags.Targets.AsSpan(0, crops * _tags.Size), crops, gradient));
        }

        return loss;
    }

    /// <summary>A zero vector points nowhere, and evidence of zero says nothing: neither is learned from.</summary>
    private static bool HasDirection(ContentExample example) =>
        example.TargetFactors is { } factors && example.Evidence > 0f && TensorPrimitives.Norm<float>(factors) > 0f;

    /// <summary>Writes the direction of a track's factors, and gives its evidence; 0 where there is none.</summary>
    private static float FillFactors(ContentExample example, Span<float> target)
    {
        if (!HasDirection(example))
        {
            return 0f;
        }

        TensorPrimitives.Multiply(example.TargetFactors, 1f / TensorPrimitives.Norm<float>(example.TargetFactors), target);
        return example.Evidence;
    }

    private int[] Known(ContentExample example) =>
        [.. (example.Tags ?? []).Distinct().Where(_vocabulary.ContainsKey).Select(tag => _vocabulary[tag])];

    /// <summary>Tags that two tracks share ÷ tags that either has (Jaccard), for all pairs; empty without tags.</summary>
    private float[] Likeness(int[] tracks, IReadOnlyList<ContentExample> examples)
    {
        if (_tags is null)
        {
            return [];
        }

        int[][] known = [.. tracks.Select(track => Known(examples[track]))];
        float[] likeness = new float[tracks.Length * tracks.Length];
        for (int i = 0; i < tracks.Length; i++)
        {
            for (int j = 0; j < tracks.Length; j++)
            {
                int shared = known[i].Intersect(known[j]).Count();
                likeness[(i * tracks.Length) + j] = shared == 0 ? 0f : shared / (float)(known[i].Length + known[j].Length - shared);
            }
        }

        return likeness;
    }

    /// <summary>Spreads a share evenly over a track's tags.</summary>
    private void AddTags(ContentExample example, float share, Span<float> target)
    {
        int[] known = Known(example);
        foreach (int tag in known)
        {
            target[tag] += share / known.Length;
        }
    }
}
