using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Neighbours;

/// <summary>
/// What each part of a mixture makes of the items that can come to the top of a listener's list, for the listeners of plays
/// held out; and the search for the weights that rank those plays best.
/// </summary>
/// <param name="heldOut">The plays.</param>
/// <param name="parts">Parts of the mixture.</param>
/// <param name="listLength">Length of the lists that NDCG is taken of.</param>
/// <param name="threads">Workers at most; 0 for all cores. The result does not depend on it.</param>
/// <remarks>
/// Of every listener only the items that some part ranks among its best 200 are kept: another cannot come among the best
/// 20 of a mixture but by the rarest chance, and so a trial takes milliseconds on any catalogue.
/// </remarks>
internal sealed class PartScores(HeldOutPlays heldOut, int parts, int listLength, int threads)
{
    /// <summary>Listeners handed to a worker at a time.</summary>
    public const int UsersPerBlock = 8;

    private const int BestOfPart = 200;

    /// <summary>Steps of a weight, and the passes over all weights with each.</summary>
    private static readonly float[] Steps = [0.4f, 0.2f, 0.1f, 0.05f];
    private const int Passes = 4;

    private readonly int[][] _items = new int[heldOut.UserRows.Length][];
    private readonly float[][] _scores = new float[heldOut.UserRows.Length][];

    /// <summary>Keeps what matters of one listener. Several threads may keep different listeners.</summary>
    /// <param name="index">Which listener of the plays held out.</param>
    /// <param name="scores">Scores of all items by part: those of part p begin at p · <paramref name="stride"/>.</param>
    /// <param name="stride">Distance between parts.</param>
    /// <param name="excluded">True for items that no part may bring in, shape (items).</param>
    /// <param name="zeroSaysNothing">Whether a part brings in no item that it scores 0.</param>
    public void Keep(int index, ReadOnlySpan<float> scores, int stride, ReadOnlySpan<bool> excluded, bool zeroSaysNothing)
    {
        ReadOnlySpan<int> played = heldOut.Train.Columns(heldOut.UserRows[index]);
        HashSet<int> kept = [];
        ScoredRow[] best = new ScoredRow[BestOfPart];
        for (int part = 0; part < parts; part++)
        {
            ReadOnlySpan<float> one = scores.Slice(part * stride, excluded.Length);
            BoundedHeap heap = new(best);
            int next = 0;
            for (int item = 0; item < one.Length; item++)
            {
                if (next < played.Length && played[next] == item)
                {
                    next++;
                }
                else if (!excluded[item] && !(zeroSaysNothing && one[item] == 0))
                {
                    heap.Offer(item, one[item]);
                }
            }

            kept.UnionWith(best.Take(heap.Finish()).Select(row => row.Row));
        }

        int[] items = [.. kept.Order()];
        float[] values = new float[parts * items.Length];
        for (int at = 0; at < items.Length; at++)
        {
            for (int part = 0; part < parts; part++)
            {
                values[(at * parts) + part] = scores[(part * stride) + items[at]];
            }
        }

        _items[index] = items;
        _scores[index] = values;
    }

    /// <summary>Coordinate search: moves one weight after the other as long as NDCG gets better, by smaller and smaller steps.</summary>
    /// <param name="start">Weights to start from, shape (parts), ≥ 0.</param>
    /// <param name="firstPart">The first part whose weight may move.</param>
    /// <param name="listeners">The listeners to rank for, by index.</param>
    /// <param name="cancellationToken">Checked between blocks of listeners.</param>
    /// <returns>The weights found, ≥ 0.</returns>
    public float[] Search(ReadOnlySpan<float> start, int firstPart, int[] listeners, CancellationToken cancellationToken)
    {
        float[] best = start.ToArray();
        double value = Ndcg(best, listeners, cancellationToken);
        foreach (float step in Steps)
        {
            bool moved = true;
            for (int pass = 0; pass < Passes && moved; pass++)
            {
                moved = false;
                for (int part = firstPart; part < parts; part++)
                {
                    moved |= TryMove(best, part, step, listeners, ref value, cancellationToken)
                        || TryMove(best, part, -step, listeners, ref value, cancellationToken);
                }
            }
        }

        return best;
    }

    /// <summary>Mean NDCG of the mixture's lists.</summary>
    /// <param name="weights">Weights, shape (parts).</param>
    /// <param name="listeners">The listeners to rank for, by index.</param>
    /// <param name="cancellationToken">Checked between blocks of listeners.</param>
    public double Ndcg(float[] weights, int[] listeners, CancellationToken cancellationToken)
    {
        double[] values = new double[listeners.Length];
        ParallelBlocks.For(
            values.Length,
            UsersPerBlock,
            threads,
            () => new ScoredRow[listLength],
            (best, _, start, end) =>
            {
                for (int place = start; place < end; place++)
                {
                    int index = listeners[place];
                    BoundedHeap heap = new(best);
                    ReadOnlySpan<float> scores = _scores[index];
                    for (int at = 0; at < _items[index].Length; at++)
                    {
                        float sum = 0;
                        for (int part = 0; part < parts; part++)
                        {
                            sum += weights[part] * scores[(at * parts) + part];
                        }

                        heap.Offer(_items[index][at], sum);
                    }

                    values[place] = heldOut.Ndcg(index, best.AsSpan(0, heap.Finish()), listLength);
                }
            },
            cancellationToken);
        return values.Average();
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
}
