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
    private const int BestOfPart = 200;
    private const int ListLength = 20;
    private const int UsersPerBlock = 8;
    private static readonly float[] Steps = [0.4f, 0.2f, 0.1f, 0.05f];
    private const int Passes = 4;
    private const int Searches = 8;

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
    private readonly int[][] _items;
    private readonly float[][] _scores;
    private readonly float[][] _scales;
    private readonly int _seed;
    private readonly int _threads;
    private readonly int _playedTracks;

    private RelevanceLearner(HeldOutPlays heldOut, bool[] isYoung, int seed, int threads)
    {
        _heldOut = heldOut;
        _isYoung = isYoung;
        _seed = seed;
        _threads = threads;
        _playedTracks = heldOut.Train.Transpose().CountRowsWithPlays();
        _items = new int[heldOut.UserRows.Length][];
        _scores = new float[heldOut.UserRows.Length][];
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
        RelevanceLearner learner = new(heldOut, young?.IsYoung ?? [], options.Seed, als.Threads);
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
            _items.Length,
            UsersPerBlock,
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
        HashSet<int> kept = [];
        ScoredRow[] best = new ScoredRow[BestOfPart];
        for (int part = 0; part < Parts; part++)
        {
            Span<float> one = Part(part);
            if (part is Slim or ItemKnn)
            {
                _scales[index][part] = ScaleOf(one);
                TensorPrimitives.Multiply(one, _scales[index][part], one);
            }

            BoundedHeap heap = new(best);
            int next = 0;
            for (int item = 0; item < one.Length; item++)
            {
                if (next < played.Length && played[next] == item)
                {
                    next++;
                }
                else if (one[item] != 0 && (_isYoung.Length == 0 || !_isYoung[item]))
                {
                    heap.Offer(item, one[item]);
                }
            }

            kept.UnionWith(best.Take(heap.Finish()).Select(row => row.Row));
        }

        _items[index] = [.. kept.Order()];
        _scores[index] = new float[Parts * kept.Count];
        for (int at = 0; at < _items[index].Length; at++)
        {
            for (int part = 0; part < Parts; part++)
            {
                _scores[index][(at * Parts) + part] = scores[(part * tracks) + _items[index][at]];
            }
        }

        Span<float> Part(int part) => scores.AsSpan(part * tracks, tracks);
    }

    /// <summary>The mean of the weights found on several halves of the listeners: one search alone follows chance far.</summary>
    private (float[] Weights, double Ndcg) SearchHalves(CancellationToken cancellationToken)
    {
        int[] listeners = [.. Enumerable.Range(0, _items.Length)];
        Random chance = new(_seed);
        float[] mean = new float[Parts];
        for (int search = 0; search < Searches; search++)
        {
            chance.Shuffle(listeners);
            float[] found = Search(listeners[..((listeners.Length + 1) / 2)], cancellationToken);
            TensorPrimitives.MultiplyAdd(found, 1f / Searches, mean, mean);
        }

        return (mean, Ndcg(mean, listeners, cancellationToken));
    }

    private float[] Search(int[] listeners, CancellationToken cancellationToken)
    {
        float[] best = [1f, 0.3f, 0.3f, 0.3f, 0.1f];
        double value = Ndcg(best, listeners, cancellationToken);
        foreach (float step in Steps)
        {
            bool moved = true;
            for (int pass = 0; pass < Passes && moved; pass++)
            {
                moved = false;
                for (int part = 1; part < Parts; part++)
                {
                    moved |= TryMove(best, part, step, listeners, ref value, cancellationToken)
                        || TryMove(best, part, -step, listeners, ref value, cancellationToken);
                }
            }
        }

        return best;
    }

    /// <summary>Moves one weight as long as that helps.</summary>
    private bool TryMove(float[] best, int part, float step, int[] listeners, ref double value, CancellationToken cancellationToken)
    {
        bool moved = false;
        while (true)
        {
            float before = best[part];
            best[part] = MathF.Max(0f, before + step);
            double next = best[part] == before ? double.NegativeInfinity : Ndcg(best, listeners, cancellationToken);
            if (!(next > value))
            {
                best[part] = before;
                return moved;
            }

            (value, moved) = (next, true);
        }
    }

    private double Ndcg(float[] weights, int[] listeners, CancellationToken cancellationToken)
    {
        double[] values = new double[listeners.Length];
        ParallelBlocks.For(
            values.Length,
            UsersPerBlock,
            _threads,
            () => (Best: new ScoredRow[ListLength], List: new int[ListLength]),
            (scratch, _, start, end) =>
            {
                for (int place = start; place < end; place++)
                {
                    int index = listeners[place];
                    BoundedHeap heap = new(scratch.Best);
                    ReadOnlySpan<float> scores = _scores[index];
                    for (int at = 0; at < _items[index].Length; at++)
                    {
                        float sum = 0;
                        for (int part = 0; part < Parts; part++)
                        {
                            sum += weights[part] * scores[(at * Parts) + part];
                        }

                        heap.Offer(_items[index][at], sum);
                    }

                    int count = heap.Finish();
                    for (int at = 0; at < count; at++)
                    {
                        scratch.List[at] = scratch.Best[at].Row;
                    }

                    values[place] = _heldOut.Ndcg(index, scratch.List.AsSpan(0, count), ListLength);
                }
            },
            cancellationToken);
        return values.Average();
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
