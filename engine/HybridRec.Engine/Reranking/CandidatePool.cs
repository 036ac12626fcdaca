using System.Buffers;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Retrieval;

namespace HybridRec.Engine.Reranking;

/// <summary>Picks the tracks worth re-ranking out of all scored tracks, so that every setting of the dial finds its list.</summary>
/// <remarks>
/// Relevance floor, so that even d = 1 shows only what this listener may like: the best 10 % of the tracks (20,000 at most) or
/// 20 · count, whichever is more, and of those only tracks with at least a tenth of the score of place <c>count</c>; the best
/// 2 · count stay in any case. (With a quarter, 22 of 100 listeners of Last.fm 2K cannot get what d = 1 asks; with a
/// tenth, all can. Lower floors only pair hits with tracks that say nothing to anyone.) If that leaves too many to re-rank quickly, the union of the best 4 · count by
/// score − t·π is taken for several tilts t from none to popularity alone, which covers the frontier of both aims.
/// Tracks beyond what a list can hold of one artist or album do not count towards these numbers.
/// </remarks>
public static class CandidatePool
{
    private const double FloorShare = 0.1;
    private const int FloorLists = 20;

    /// <summary>A tenth of a very large library is more than any dial can use, and takes longer to sort than to score.</summary>
    private const int FloorMost = 20_000;

    private const float ScoreFloor = 0.1f;
    private const int SafeLists = 2;
    private const int SmallEnough = 400;
    private const int ListsPerTilt = 4;
    private static readonly float[] Tilts = [0, 1, 2, 4, 8, float.PositiveInfinity];

    /// <summary>Selects rows.</summary>
    /// <param name="scores">Relevance by row, finite.</param>
    /// <param name="popularity">π by row.</param>
    /// <param name="excluded">True for rows that must not be shown.</param>
    /// <param name="caps">How many of one group a list may hold; the groups by row.</param>
    /// <param name="count">Positions wanted, ≥ 1.</param>
    /// <returns>Rows, by descending score.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <remarks>O(rows · log(count)) time.</remarks>
    public static int[] Select(
        ReadOnlySpan<float> scores,
        ReadOnlySpan<float> popularity,
        ReadOnlySpan<bool> excluded,
        IReadOnlyList<GroupCap> caps,
        int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentNullException.ThrowIfNull(caps);
        int rows = scores.Length;
        if (popularity.Length != rows || excluded.Length != rows || caps.Any(cap => cap.Groups.Length != rows))
        {
            throw new ArgumentException(
                $"scores ({rows}), popularity ({popularity.Length}), excluded ({excluded.Length}) and the groups of caps " +
                $"({string.Join(", ", caps.Select(cap => cap.Groups.Length))}) must have the same length.");
        }

        int eligible = excluded.Count(false);
        Usable usable = new(caps, count);
        int size = Math.Min(eligible, Math.Max(FloorLists * count, (int)Math.Min(FloorMost, FloorShare * eligible)));
        ScoredRow[] best;
        int kept;
        bool more;
        do
        {
            best = ArrayPool<ScoredRow>.Shared.Rent(size);
            int found = ExactSearch.TopN(scores, excluded, best.AsSpan(0, size));
            bool enough = TryKeep(best.AsSpan(0, found), usable, count, out kept);

            // One artist or album may fill the top; then look further down, for a list needs several.
            more = !enough && size < eligible;
            if (more)
            {
                ArrayPool<ScoredRow>.Shared.Return(best);
                size = (int)Math.Min(eligible, 4L * size);
            }
        }
        while (more);

        ReadOnlySpan<ScoredRow> pool = best.AsSpan(0, kept);
        int[] selected = kept <= Math.Max(SmallEnough, 2 * ListsPerTilt * count)
            ? [.. pool.ToArray().Select(scored => scored.Row)]
            : Frontier(pool, popularity, usable, ListsPerTilt * count);
        ArrayPool<ScoredRow>.Shared.Return(best);
        return selected;
    }

    /// <summary>Moves those worth keeping to the front.</summary>
    private static bool TryKeep(Span<ScoredRow> best, Usable usable, int count, out int kept)
    {
        kept = 0;
        usable.Clear();
        int found = 0;
        float lowest = 0;
        foreach (ScoredRow scored in best)
        {
            if (found > SafeLists * count)
            {
                // Enough are counted; what follows is kept for its score alone, and they fall.
                if (scored.Score < lowest)
                {
                    break;
                }

                best[kept++] = scored;
                continue;
            }

            bool isUsable = usable.Take(scored.Row);
            found += isUsable ? 1 : 0;
            if (isUsable && found == count)
            {
                lowest = scored.Score > 0 ? ScoreFloor * scored.Score : float.PositiveInfinity;
            }

            if (found <= SafeLists * count || scored.Score >= lowest)
            {
                best[kept++] = scored;
            }
        }

        return found >= SafeLists * count;
    }

    private static int[] Frontier(
        ReadOnlySpan<ScoredRow> kept, ReadOnlySpan<float> popularity, Usable usable, int wanted)
    {
        double mean = 0;
        foreach (ScoredRow scored in kept)
        {
            mean += scored.Score;
        }

        mean /= kept.Length;
        double variance = 0;
        foreach (ScoredRow scored in kept)
        {
            variance += (scored.Score - mean) * (scored.Score - mean);
        }

        float deviation = (float)Math.Sqrt(variance / kept.Length);
        bool[] chosen = new bool[kept.Length];
        float[] lent = ArrayPool<float>.Shared.Rent(kept.Length);
        Span<float> keys = lent.AsSpan(0, kept.Length);
        foreach (float tilt in Tilts)
        {
            for (int i = 0; i < keys.Length; i++)
            {
                (int row, float score) = kept[i];
                keys[i] = float.IsPositiveInfinity(tilt)
                    ? -popularity[row]
                    : score - (tilt * deviation * popularity[row] / 100);
            }

            // Groups that are full already may be in the way of some: then look further down.
            int looked = Math.Min(keys.Length, 2 * wanted);
            while (Choose(kept, keys, usable, looked, wanted, chosen) < wanted && looked < keys.Length)
            {
                looked = (int)Math.Min(keys.Length, 4L * looked);
            }
        }

        ArrayPool<float>.Shared.Return(lent);
        List<int> rows = [];
        for (int i = 0; i < chosen.Length; i++)
        {
            if (chosen[i])
            {
                rows.Add(kept[i].Row);
            }
        }

        return [.. rows];
    }

    /// <summary>Marks the best usable by key, as many as wanted.</summary>
    /// <param name="kept">All.</param>
    /// <param name="keys">Higher first.</param>
    /// <param name="usable">What a list can hold.</param>
    /// <param name="looked">Only that many of the best are looked at.</param>
    /// <param name="wanted">How many at most.</param>
    /// <param name="chosen">Marked.</param>
    /// <returns>How many were usable.</returns>
    private static int Choose(
        ReadOnlySpan<ScoredRow> kept, ReadOnlySpan<float> keys, Usable usable, int looked, int wanted, bool[] chosen)
    {
        ScoredRow[] best = new ScoredRow[looked];
        usable.Clear();
        int found = 0;
        for (int at = 0, count = ExactSearch.TopN(keys, [], best); at < count && found < wanted; at++)
        {
            if (usable.Take(kept[best[at].Row].Row))
            {
                chosen[best[at].Row] = true;
                found++;
            }
        }

        return found;
    }

    /// <summary>Counts the rows of each group, up to what a list of that length could hold of it.</summary>
    private sealed class Usable(IReadOnlyList<GroupCap> caps, int count)
    {
        private readonly Dictionary<int, int>[] _taken = [.. caps.Select(_ => new Dictionary<int, int>())];

        public void Clear() => Array.ForEach(_taken, taken => taken.Clear());

        public bool Take(int row)
        {
            bool usable = true;
            for (int cap = 0; cap < caps.Count; cap++)
            {
                int group = caps[cap].Groups[row];
                int before = _taken[cap].GetValueOrDefault(group);
                _taken[cap][group] = before + 1;
                usable &= before < caps[cap].MostIn(count);
            }

            return usable;
        }
    }
}
