using System.Numerics.Tensors;
using HybridRec.Engine.Blending;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Neighbours;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Retrieval;

namespace HybridRec.Engine.Training;

/// <summary>Learns how the parts of relevance are mixed from plays it holds out of the training, so that nobody has to tune.</summary>
/// <remarks>
/// Some tracks with audio are made young (<see cref="YoungTracks"/>), a share of the tracks of at most 4,000 listeners is held
/// out (<see cref="HeldOutPlays"/>), factors of rank 128 at most are trained on the rest. <see cref="BlendSearch"/> chooses τ
/// and κ; then coordinate search finds the weights of z, SLIM, item-kNN and the ear beside the blend for NDCG@20, on each
/// listener's 200 best tracks by any part, within bounds. Costs as much as training the factors, about. Deterministic.
/// </remarks>
internal sealed class RelevanceLearner
{
    private const int HighestRank = 128;
    private const int Parts = 5;
    private const int Slim = 2;
    private const int ItemKnn = 3;
    private const int ListLength = 20;
    private const int Searches = 8;

    /// <summary>Weights to start from; the blend's stays.</summary>
    private static readonly float[] Start = [1f, 0.3f, 0.3f, 0.3f, 0.1f];

    /// <summary>
    /// Held-out plays show what people came across as much as what they like, and links tell the first: where simulated listeners'
    /// true taste is known, unbounded weights find a seventh less of it (decision 0012).
    /// </summary>
    private const float LeastRelative = 0.5f;
    private const float MostLinks = 1f;

    /// <summary>Whoever plays only what nobody else played is scored by ear alone, so it never counts nothing.</summary>
    private const float LeastEar = 0.02f;

    private readonly HeldOutPlays _heldOut;
    private readonly bool[] _isYoung;
    private readonly PartScores _kept;
    private readonly float[][] _scales;
    private readonly int _seed;
    private readonly int _threads;
    private readonly int _playedTracks;

    private RelevanceLearner(HeldOutPlays heldOut, bool[] isYoung, int seed, int threads)
    {
        _heldOut = heldOut;
        _kept = new PartScores(heldOut, Parts, ListLength, threads);
        _isYoung = isYoung;
        _seed = seed;
        _threads = threads;
        _playedTracks = heldOut.Train.Transpose().CountRowsWithPlays();
        _scales = new float[heldOut.UserRows.Length][];
    }

    /// <summary>Learns.</summary>
    /// <param name="plays">All plays of the training, users × tracks.</param>
    /// <param name="factorise">Trains factors.</param>
    /// <param name="als">Options of the factors.</param>
    /// <param name="embeddings">Centred audio embeddings; null for none.</param>
    /// <param name="seen">Tracks whose factors the embeddings have learned from.</param>
    /// <param name="options">The recipe.</param>
    /// <param name="cancellationToken">Stops within a step.</param>
    /// <returns>Null where there are too few plays to hold any out.</returns>
    public static LearnedRelevance? Learn(
        InteractionMatrix plays,
        Func<InteractionMatrix, ImplicitAlsOptions, FactorModel> factorise,
        ImplicitAlsOptions als,
        FactorMatrix? embeddings,
        IReadOnlySet<int> seen,
        TrainingOptions options,
        CancellationToken cancellationToken)
    {
        bool[] heard = embeddings is null ? new bool[plays.ColumnCount] : ModelBuilder.Heard(embeddings);
        YoungTracks? young = options.Blend is null ? YoungTracks.Choose(plays, heard, seen, options.Seed) : null;
        CollaborativeOptions split = new() { Seed = options.Seed };
        if (HeldOutPlays.Choose(young?.Plays ?? plays, split) is not { } heldOut)
        {
            return null;
        }

        als = als with { Rank = Math.Min(als.Rank, HighestRank) };
        FactorModel factors = factorise(heldOut.Train, als);
        AudioPriors? priors = embeddings is null ? null : AudioFactorMap.Fit(
            factors, heldOut.Train, embeddings, heard, seen, options.AudioMap, cancellationToken).Priors;
        BlendOptions blend = options.Blend ?? new();
        if (options.Blend is null && priors is not null)
        {
            blend = new BlendSearch(factors, priors, heldOut, young, als).Find(blend, cancellationToken);
        }

        BlendedSpace space = BlendedSpace.Build(factors, heldOut.Train, priors, als, blend, cancellationToken);
        RelevanceLearner learner = new(heldOut, young?.IsYoung ?? new bool[plays.ColumnCount], options.Seed, als.Threads);
        return learner.Learn(space, als, embeddings, blend, cancellationToken);
    }

    private LearnedRelevance Learn(
        BlendedSpace space, ImplicitAlsOptions als, FactorMatrix? embeddings, BlendOptions blend, CancellationToken cancellationToken)
    {
        (float[] scales, float[] offsets) = ModelBuilder.RelativeLines(space, als, cancellationToken);
        RelevanceSpace relevance = new(
            new FoldIn(space.ItemVectors, space.ItemWeights, als),
            scales,
            offsets,
            links: null,
            embeddings is null ? null : EarSpace.Of(embeddings),
            new RelevanceWeights(1, 0, 1));
        Slim slim = Neighbours.Slim.Fit(_heldOut.Train, new SlimOptions(), cancellationToken);
        ItemKnn itemKnn = Neighbours.ItemKnn.Fit(_heldOut.Train, new ItemKnnOptions(), cancellationToken);
        ParallelBlocks.For(
            _heldOut.UserRows.Length,
            PartScores.UsersPerBlock,
            _threads,
            () => new float[Parts * relevance.TrackCount],
            (scores, _, start, end) =>
            {
                for (int index = start; index < end; index++)
                {
                    Collect(index, relevance, als, slim, itemKnn, scores);
                }
            },
            cancellationToken);
        (float[] weights, double ndcg) = SearchHalves(cancellationToken);

        // The two kinds of links become one part: each at its mean scale, the sum at the scale it then has.
        float slimWeight = weights[Slim] * MeanScale(Slim);
        float itemKnnWeight = weights[ItemKnn] * MeanScale(ItemKnn);
        return new LearnedRelevance(
            blend,
            new RelevanceWeights(
                MathF.Max(LeastRelative, weights[1]),
                MathF.Min(MostLinks, LinksWeight(slim, slimWeight, itemKnn, itemKnnWeight)),
                MathF.Max(LeastEar, weights[4])),
            slimWeight,
            itemKnnWeight,
            ndcg);
    }

    private void Collect(
        int index, RelevanceSpace space, ImplicitAlsOptions als, Slim slim, ItemKnn itemKnn, float[] scores)
    {
        int tracks = space.TrackCount;
        int user = _heldOut.UserRows[index];
        ReadOnlySpan<int> played = _heldOut.Train.Columns(user);
        Evidence[] evidence = new Evidence[played.Length];
        for (int at = 0; at < evidence.Length; at++)
        {
            evidence[at] = new Evidence(played[at], als.Confidence(_heldOut.Train.Values(user)[at]), Preference: 1);
        }

        ListenerRelevance relevance = space.Of(evidence);
        Array.Clear(scores);
        relevance.AddBlended(Part(0));
        relevance.AddRelative(Part(1));
        slim.ScoreHistory(played, Part(Slim));
        itemKnn.ScoreHistory(played, Part(ItemKnn));
        relevance.AddAudio(Part(4));
        _scales[index] = new float[Parts];
        foreach (int part in (ReadOnlySpan<int>)[Slim, ItemKnn])
        {
            _scales[index][part] = ScaleOf(Part(part));
            TensorPrimitives.Multiply(Part(part), _scales[index][part], Part(part));
        }

        _kept.Keep(index, scores, tracks, _isYoung, zeroSaysNothing: true);

        Span<float> Part(int part) => scores.AsSpan(part * tracks, tracks);
    }

    /// <summary>The mean of the weights found on several halves of the listeners: one search alone follows chance far.</summary>
    private (float[] Weights, double Ndcg) SearchHalves(CancellationToken cancellationToken)
    {
        int[] listeners = [.. Enumerable.Range(0, _heldOut.UserRows.Length)];
        Random chance = new(_seed);
        float[] mean = new float[Parts];
        for (int search = 0; search < Searches; search++)
        {
            chance.Shuffle(listeners);
            float[] found = _kept.Search(Start, firstPart: 1, listeners[..((listeners.Length + 1) / 2)], cancellationToken);
            TensorPrimitives.MultiplyAdd(found, 1f / Searches, mean, mean);
        }

        return (mean, _kept.Ndcg(mean, listeners, cancellationToken));
    }

    private float MeanScale(int part) => _scales.Average(scales => scales[part]);

    /// <summary>The mean over listeners of the joined links' root mean square, which <see cref="RelevanceSpace"/> divides by.</summary>
    private float LinksWeight(Slim slim, float slimWeight, ItemKnn itemKnn, float itemKnnWeight)
    {
        float[] one = new float[slim.ItemCount];
        float[] sum = new float[slim.ItemCount];
        double total = 0;
        int listeners = 0;
        foreach (int user in _heldOut.UserRows.Take(500))
        {
            slim.ScoreHistory(_heldOut.Train.Columns(user), one);
            TensorPrimitives.Multiply(one, slimWeight, sum);
            itemKnn.ScoreHistory(_heldOut.Train.Columns(user), one);
            TensorPrimitives.MultiplyAdd(one, itemKnnWeight, sum, sum);
            double scale = ScaleOf(sum);
            total += scale > 0 ? 1 / scale : 0;
            listeners++;
        }

        return (float)(total / listeners);
    }

    /// <summary>1 ÷ the root mean square over the tracks with plays; 0 where all scores are.</summary>
    private float ScaleOf(ReadOnlySpan<float> scores)
    {
        double square = TensorPrimitives.SumOfSquares(scores) / (double)_playedTracks;
        return square > 0 ? (float)(1 / Math.Sqrt(square)) : 0f;
    }
}
