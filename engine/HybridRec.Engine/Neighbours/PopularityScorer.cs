using HybridRec.Engine.Interactions;

namespace HybridRec.Engine.Neighbours;

/// <summary>Scores an item by the number of users who played it, the same for every listener. Immutable and thread-safe.</summary>
/// <remarks>
/// s_ui = n_i, or with a half-life h the sum over those users of 2^(−age ÷ h), age being the time from their last play of the
/// item to the newest play of all; equal scores are left for the ranking to order by row. The floor that any personal
/// recommender must clear: Cremonesi, Koren &amp; Turrin, "Performance of Recommender Algorithms on Top-N Recommendation Tasks", RecSys 2010.
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
    /// <param name="options">Whether age counts; null for the defaults, by which it does not.</param>
    /// <param name="times">When the pairs were played last; null where unknown. A pair without a time is as old as the oldest.</param>
    /// <exception cref="ArgumentException">There is a half-life but no times.</exception>
    /// <remarks>O(pairs).</remarks>
    public static PopularityScorer Fit(
        InteractionMatrix interactions, PopularityOptions? options = null, PlayTimes? times = null)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        double halfLife = options?.HalfLifeDays ?? 0;
        if (halfLife > 0 && interactions.Count > 0 && times?.Newest is null)
        {
            throw new ArgumentException($"A half-life of {halfLife} days needs to know when things were played.", nameof(times));
        }

        double[] counts = new double[interactions.ColumnCount];
        for (int user = 0; user < interactions.RowCount; user++)
        {
            ReadOnlySpan<int> items = interactions.Columns(user);
            for (int at = 0; at < items.Length; at++)
            {
                counts[items[at]] += halfLife > 0
                    ? PlayTimes.Weight(times!.Row(user)[at] ?? times.Oldest, times.Newest, halfLife)
                    : 1;
            }
        }

        return new PopularityScorer(interactions, Array.ConvertAll(counts, count => (float)count));
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
