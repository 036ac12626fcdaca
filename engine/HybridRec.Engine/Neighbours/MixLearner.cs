using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Neighbours;

/// <summary>Learns the weights of a mixture by NDCG on plays held out: coordinate search.</summary>
/// <remarks>
/// Of every listener only the items that some part ranks among its best 200 are kept: another cannot come among the best
/// 20 of a mixture but by the rarest chance, and so a trial takes milliseconds on any catalogue.
/// </remarks>
internal sealed class MixLearner
{
    private const int UsersPerBlock = 8;
    private const int BestOfPart = 200;

    /// <summary>Steps of a weight beside that of ALS, which stays 1 at first; and the passes over all weights with each.</summary>
    private static readonly float[] Steps = [0.4f, 0.2f, 0.1f, 0.05f];
    private const int Passes = 4;

    private readonly HeldOutPlays _heldOut;
    private readonly CollaborativeOptions _options;
    private readonly int[][] _items;
    private readonly float[][] _scores;

    private MixLearner(HeldOutPlays heldOut, CollaborativeOptions options)
    {
        _heldOut = heldOut;
        _options = options;
        _items = new int[heldOut.UserRows.Length][];
        _scores = new float[heldOut.UserRows.Length][];
    }

    /// <summary>Finds the weights.</summary>
    /// <param name="heldOut">The plays.</param>
    /// <param name="parts">The parts, trained without them.</param>
    /// <param name="options">List length and threads.</param>
    /// <param name="cancellationToken">Checked between blocks of listeners.</param>
    public static MixWeights Learn(
        HeldOutPlays heldOut, MixParts parts, CollaborativeOptions options, CancellationToken cancellationToken)
    {
        MixLearner learner = new(heldOut, options);
        learner.Collect(parts, cancellationToken);
        return learner.Search(cancellationToken);
    }

    private void Collect(MixParts parts, CancellationToken cancellationToken)
    {
        int items = parts.ItemCount;
        ParallelBlocks.For(
            _items.Length,
            UsersPerBlock,
            _options.Threads,
            () => (Scores: new float[MixWeights.Parts * UsersPerBlock * items], Best: new ScoredRow[BestOfPart]),
            (scratch, _, start, end) =>
            {
                int size = (end - start) * items;
                parts.Score(_heldOut.UserRows.AsSpan(start, end - start), scratch.Scores.AsSpan(0, MixWeights.Parts * size));
                for (int at = start; at < end; at++)
                {
                    Collect(at, part => scratch.Scores.AsMemory((part * size) + ((at - start) * items), items), parts, scratch.Best);
                }
            },
            cancellationToken);
    }

    private void Collect(int index, Func<int, Memory<float>> scoresOf, MixParts parts, ScoredRow[] best)
    {
        ReadOnlySpan<int> played = _heldOut.Train.Columns(_heldOut.UserRows[index]);
        HashSet<int> kept = [];
        for (int part = 0; part < MixWeights.Parts; part++)
        {
            Span<float> scores = scoresOf(part).Span;
            float scale = parts.Scale(scores);
            BoundedHeap heap = new(best);
            int next = 0;
            for (int item = 0; item < scores.Length; item++)
            {
                scores[item] *= scale;
                if (next < played.Length && played[next] == item)
                {
                    next++;
                }
                else
                {
                    heap.Offer(item, scores[item]);
                }
            }

            kept.UnionWith(best.Take(heap.Finish()).Select(row => row.Row));
        }

        int[] items = [.. kept.Order()];
        float[] values = new float[MixWeights.Parts * items.Length];
        for (int part = 0; part < MixWeights.Parts; part++)
        {
            Span<float> scores = scoresOf(part).Span;
            for (int at = 0; at < items.Length; at++)
            {
                values[(at * MixWeights.Parts) + part] = scores[items[at]];
            }
        }

        _items[index] = items;
        _scores[index] = values;
    }

    private MixWeights Search(CancellationToken cancellationToken)
    {
        MixWeights best = MixWeights.Standard;
        double value = Ndcg(best, cancellationToken);
        foreach (float step in Steps)
        {
            bool moved = true;
            for (int pass = 0; pass < Passes && moved; pass++)
            {
                moved = false;
                for (int part = 0; part < MixWeights.Parts; part++)
                {
                    moved |= TryMove(part, step, ref best, ref value, cancellationToken)
                        || TryMove(part, -step, ref best, ref value, cancellationToken);
                }
            }
        }

        return best;
    }

    /// <summary>Moves one weight as long as that helps.</summary>
    private bool TryMove(int part, float step, ref MixWeights best, ref double value, CancellationToken cancellationToken)
    {
        bool moved = false;
        while (true)
        {
            MixWeights tried = best.With(part, MathF.Max(0f, best[part] + step));
            double next = tried == best ? double.NegativeInfinity : Ndcg(tried, cancellationToken);
            if (!(next > value))
            {
                return moved;
            }

            (best, value, moved) = (tried, next, true);
        }
    }

    private double Ndcg(MixWeights weights, CancellationToken cancellationToken)
    {
        double[] values = new double[_items.Length];
        ParallelBlocks.For(
            values.Length,
            UsersPerBlock,
            _options.Threads,
            () => (Best: new ScoredRow[_options.ListLength], List: new int[_options.ListLength]),
            (scratch, _, start, end) =>
            {
                for (int index = start; index < end; index++)
                {
                    BoundedHeap heap = new(scratch.Best);
                    ReadOnlySpan<float> scores = _scores[index];
                    for (int at = 0; at < _items[index].Length; at++)
                    {
                        ReadOnlySpan<float> one = scores.Slice(at * MixWeights.Parts, MixWeights.Parts);
                        heap.Offer(
                            _items[index][at],
                            (one[0] * weights.Als) + (one[1] * weights.Relative) + (one[2] * weights.Slim) + (one[3] * weights.ItemKnn));
                    }

                    int count = heap.Finish();
                    for (int at = 0; at < count; at++)
                    {
                        scratch.List[at] = scratch.Best[at].Row;
                    }

                    values[index] = _heldOut.Ndcg(index, scratch.List.AsSpan(0, count), _options.ListLength);
                }
            },
            cancellationToken);
        return values.Average();
    }
}
