using HybridRec.Engine.Interactions;

namespace HybridRec.Engine.Neighbours;

/// <summary>Scores an item by the number of users who played it, the same for every listener. Immutable and thread-safe.</summary>
/// <remarks>
/// s_ui = n_i; equal scores are left for the ranking to order by row. The floor that any personal recommender must
/// clear: Cremonesi, Koren &amp; Turrin, "Performance of Recommender Algorithms on Top-N Recommendation Tasks", RecSys 2010.
/// </remarks>
public sealed class PopularityScorer : IItemScorer
{
    private readonly InteractionMatrix _plays;
    private readonly float[] _userCounts;

    private PopularityScorer(InteractionMatrix plays, float[] userCounts)
    {
        _plays = plays;
        _userCounts = userCounts;
    }

    /// <inheritdoc/>
    public int ItemCount => _userCounts.Length;

    /// <summary>Counts the users of every item.</summary>
    /// <param name="interactions">Play counts, users × items.</param>
    /// <remarks>O(items) time beyond the transposition.</remarks>
    public static PopularityScorer Fit(InteractionMatrix interactions)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        float[] userCounts = Array.ConvertAll(interactions.Transpose().CountPairsByRow(), count => (float)count);
        return new PopularityScorer(interactions, userCounts);
    }

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<int> userRows, Span<float> scores)
    {
        ScoreShape.ThrowIfUnfit(userRows, _plays.RowCount, ItemCount, scores);
        for (int at = 0; at < userRows.Length; at++)
        {
            Span<float> row = scores.Slice(at * ItemCount, ItemCount);
            if (_plays.Columns(userRows[at]).IsEmpty)
            {
                row.Clear();
            }
            else
            {
                _userCounts.CopyTo(row);
            }
        }
    }
}
