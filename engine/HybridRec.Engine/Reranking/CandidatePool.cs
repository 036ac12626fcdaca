using HybridRec.Engine.Numerics;
using HybridRec.Engine.Retrieval;

namespace HybridRec.Engine.Reranking;

/// <summary>Picks the tracks worth re-ranking out of all scored tracks, so that every setting of the dial finds its list.</summary>
/// <remarks>
/// Relevance floor, so that even d = 1 shows only what this listener may like: the best 10 % of the tracks or 20 · count,
/// whichever is more, and of those only tracks with at least a tenth of the score of place <c>count</c>; the best
/// 2 · count stay in any case. (With a quarter, 22 of 100 listeners of Last.fm 2K cannot get what d = 1 asks; with a
/// tenth, all can. Lower floors only pair hits with tracks that say nothing to anyone.) If that leaves too many to re-rank quickly, the union of the best 4 · count by
/// score − t·π is taken for several tilts t from none to popularity alone, which covers the frontier of both aims.
/// Tracks beyond what the artist rule can use of one artist do not count towards these numbers.
/// </remarks>
public sealed class CandidatePool
{
    private const double FloorShare = 0.1;
    private const int FloorLists = 20;
    private const float ScoreFloor = 0.1f;
    private const int SafeLists = 2;
    private const int SmallEnough = 400;
    private const int ListsPerTilt = 4;
    private static readonly float[] Tilts = [0, 1, 2, 4, 8, float.PositiveInfinity];
    private readonly DiscoveryRerankerOptions _options;

    /// <summary>Creates the pool's rules.</summary>
    /// <param name="options">The re-ranker's settings, of which the artist rule is used; null for the defaults.</param>
    public CandidatePool(DiscoveryRerankerOptions? options = null) => _options = options ?? new();

    /// <summary>Selects rows.</summary>
    /// <param name="scores">Relevance by row, finite.</param>
    /// <param name="popularity">π by row.</param>
    /// <param name="artists">Artist number by row.</param>
    /// <param name="excluded">True for rows that must not be shown.</param>
    /// <param name="count">Positions wanted, ≥ 1.</param>
    /// <returns>Rows, by descending score.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <remarks>O(rows · log(count)) time.</remarks>
    public int[] Select(
        ReadOnlySpan<float> scores,
        ReadOnlySpan<float> popularity,
        ReadOnlySpan<int> artists,
        ReadOnlySpan<bool> excluded,
        int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (popularity.Length != scores.Length || artists.Length != scores.Length || excluded.Length != scores.Length)
        {
            throw new ArgumentException(
                $"scores ({scores.Length}), popularity ({popularity.Length}), artists ({artists.Length}) and " +
                $"excluded ({excluded.Length}) must have the same length.");
        }

        int eligible = excluded.Count(false);
        int perArtist = _options.TracksPerArtist * (1 + ((count - 1) / _options.ArtistWindow));
        int size = Math.Min(eligible, Math.Max(FloorLists * count, (int)(FloorShare * eligible)));
        ScoredRow[] best;
        List<ScoredRow> kept;
        do
        {
            best = new ScoredRow[size];
            Array.Resize(ref best, ExactSearch.TopN(scores, excluded, best));
            bool enough = TryKeep(best, artists, perArtist, count, out kept);

            // One artist may fill the top; then look further down, for a list needs several.
            size = enough || size == eligible ? 0 : (int)Math.Min(eligible, 4L * size);
        }
        while (size > 0);

        return kept.Count <= Math.Max(SmallEnough, 2 * ListsPerTilt * count)
            ? [.. kept.Select(scored => scored.Row)]
            : Frontier(kept, popularity, artists, perArtist, ListsPerTilt * count);
    }

    private static bool TryKeep(
        ScoredRow[] best, ReadOnlySpan<int> artists, int perArtist, int count, out List<ScoredRow> kept)
    {
        kept = [];
        Dictionary<int, int> taken = [];
        int usable = 0;
        float lowest = 0;
        foreach (ScoredRow scored in best)
        {
            bool isUsable = Take(taken, artists[scored.Row], perArtist);
            usable += isUsable ? 1 : 0;
            if (isUsable && usable == count)
            {
                lowest = scored.Score > 0 ? ScoreFloor * scored.Score : float.PositiveInfinity;
            }

            if (usable <= SafeLists * count || scored.Score >= lowest)
            {
                kept.Add(scored);
            }
        }

        return usable >= SafeLists * count;
    }

    private static int[] Frontier(
        List<ScoredRow> kept, ReadOnlySpan<float> popularity, ReadOnlySpan<int> artists, int perArtist, int wanted)
    {
        double mean = kept.Average(scored => (double)scored.Score);
        double variance = kept.Average(scored => (scored.Score - mean) * (scored.Score - mean));
        float deviation = (float)Math.Sqrt(variance);
        bool[] chosen = new bool[kept.Count];
        float[] keys = new float[kept.Count];
        int[] order = new int[kept.Count];
        Dictionary<int, int> taken = [];
        foreach (float tilt in Tilts)
        {
            for (int i = 0; i < keys.Length; i++)
            {
                (int row, float score) = kept[i];
                keys[i] = float.IsPositiveInfinity(tilt)
                    ? popularity[row]
                    : (tilt * deviation * popularity[row] / 100) - score;
                order[i] = i;
            }

            Array.Sort(keys, order);
            taken.Clear();
            int found = 0;
            for (int i = 0; i < order.Length && found < wanted; i++)
            {
                if (Take(taken, artists[kept[order[i]].Row], perArtist))
                {
                    chosen[order[i]] = true;
                    found++;
                }
            }
        }

        return [.. kept.Where((_, i) => chosen[i]).Select(scored => scored.Row)];
    }

    private static bool Take(Dictionary<int, int> taken, int artist, int perArtist)
    {
        int before = taken.GetValueOrDefault(artist);
        taken[artist] = before + 1;
        return before < perArtist;
    }
}
