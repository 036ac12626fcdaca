using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Retrieval;

/// <summary>Scores all items and finds the best of scores: for whoever needs every score, and the truth <see cref="FactorIndex"/> is tested against.</summary>
/// <remarks>Equal scores are ordered by row, lower first, so that two runs agree. Thread-safe.</remarks>
public static class ExactSearch
{
    /// <summary>From so many on a heap costs more than collecting and cutting.</summary>
    private const int Many = 256;

    /// <summary>Computes scores[i] = ⟨query, y_i⟩ for all items.</summary>
    /// <param name="query">x, shape (rank).</param>
    /// <param name="items">Y, shape (items, rank).</param>
    /// <param name="scores">Output, shape (items).</param>
    /// <exception cref="ArgumentException">A shape does not match; the message states both shapes.</exception>
    /// <remarks>O(items · rank), no allocation. p̂_ui = x_uᵀy_i of Hu, Koren &amp; Volinsky, ICDM 2008, §4.</remarks>
    public static void ScoreAll(ReadOnlySpan<float> query, FactorMatrix items, Span<float> scores)
    {
        ArgumentNullException.ThrowIfNull(items);
        if (query.Length != items.Rank || scores.Length != items.Rows)
        {
            throw new ArgumentException(
                $"query ({query.Length}) and scores ({scores.Length}) do not fit items ({items.Rows}, {items.Rank}).");
        }

        for (int row = 0; row < scores.Length; row++)
        {
            scores[row] = TensorPrimitives.Dot(query, items.Row(row));
        }
    }

    /// <summary>The best of scores already computed, best first.</summary>
    /// <param name="scores">One score per row.</param>
    /// <param name="excluded">True for rows not to return, shape (items); empty excludes none.</param>
    /// <param name="best">Output; its length is the number of rows wanted.</param>
    /// <returns>How many were found.</returns>
    /// <exception cref="ArgumentException">A shape does not match, or a score is NaN; the message names the row.</exception>
    /// <remarks>
    /// A few are kept in a heap: O(items · log k) at worst, no allocation. Many in a <see cref="Shortlist"/>: O(items + k log k), 16 k bytes lent by the pool.
    /// Nearly all scores are only compared with the worst kept, many at a time.
    /// </remarks>
    public static int TopN(ReadOnlySpan<float> scores, ReadOnlySpan<bool> excluded, Span<ScoredRow> best)
    {
        if (!excluded.IsEmpty && excluded.Length != scores.Length)
        {
            throw new ArgumentException($"excluded ({excluded.Length}) does not fit scores ({scores.Length}).");
        }

        return best.Length < Many ? FromHeap(scores, excluded, best) : FromShortlist(scores, excluded, best);
    }

    private static int FromHeap(ReadOnlySpan<float> scores, ReadOnlySpan<bool> excluded, Span<ScoredRow> best)
    {
        BoundedHeap heap = new(best);
        for (int row = 0; row < scores.Length; row++)
        {
            if (excluded.IsEmpty || !excluded[row])
            {
                heap.Offer(row, scores[row]);
            }
        }

        return heap.Finish();
    }

    private static int FromShortlist(ReadOnlySpan<float> scores, ReadOnlySpan<bool> excluded, Span<ScoredRow> best)
    {
        ulong[] keys = ArrayPool<ulong>.Shared.Rent((int)Math.Max(1, Math.Min((2L * best.Length) + Many, scores.Length)));
        Shortlist list = new(best.Length, keys);
        list.Clear();
        int width = Vector<float>.Count;
        for (int start = 0; start < scores.Length; start += width)
        {
            // NaN is not below anything, so it is looked at.
            if (start + width <= scores.Length
                && Vector.LessThanAll(new Vector<float>(scores[start..]), new Vector<float>(list.Threshold)))
            {
                continue;
            }

            for (int row = start; row < Math.Min(start + width, scores.Length); row++)
            {
                if (!excluded.IsEmpty && excluded[row])
                {
                    continue;
                }

                list.Offer(row, float.IsNaN(scores[row]) ? throw new ArgumentException($"Item row {row} has score NaN.") : scores[row]);
            }
        }

        int found = list.Finish(best);
        ArrayPool<ulong>.Shared.Return(keys);
        return found;
    }
}
