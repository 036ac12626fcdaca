using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Neighbours;

/// <summary>Scores an item by the similar listeners who play it. Immutable and thread-safe.</summary>
/// <remarks>
/// <para>
/// s_ui = Σ_{v ∈ N_u} cos(u, v) · p_vi with cos(u, v) = n_uv ÷ √(n_u n_v), n_uv the items both played, p_vi whether v played
/// i, and N_u the K listeners of highest cosine, u not among them; equal ones are taken by row. User-based collaborative
/// filtering: Herlocker et al., "An Algorithmic Framework for Performing Collaborative Filtering", SIGIR 1999.
/// </para>
/// <para>Nothing is precomputed. Score: Σ_{i ∈ H_u} n_i + Σ_{v ∈ N_u} n_v additions a user.</para>
/// </remarks>
public sealed class UserKnn : IItemScorer
{
    private readonly InteractionMatrix _plays;
    private readonly InteractionMatrix _binary;
    private readonly int _neighbours;

    private UserKnn(InteractionMatrix plays, int neighbours)
    {
        _plays = plays;
        _binary = plays.Reweighted((_, _, _) => 1f);
        _neighbours = Math.Min(neighbours, Math.Max(1, plays.RowCount));

        // Before the threads that score ask for it, or each would make its own.
        _binary.Transpose();
    }

    /// <inheritdoc/>
    public int ItemCount => _plays.ColumnCount;

    /// <summary>Keeps the plays.</summary>
    /// <param name="interactions">Play counts, users × items; only whether a count is above 0 matters.</param>
    /// <param name="options">Hyperparameters.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    public static UserKnn Fit(InteractionMatrix interactions, UserKnnOptions options)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        ArgumentNullException.ThrowIfNull(options);
        OptionsCheck.ThrowIfInvalid(options);
        return new UserKnn(interactions, options.Neighbours);
    }

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<int> userRows, Span<float> scores)
    {
        ScoreShape.ThrowIfUnfit(userRows, _plays.RowCount, ItemCount, scores);
        CoPlays coPlays = new(_binary);
        ScoredRow[] nearest = new ScoredRow[_neighbours];
        for (int at = 0; at < userRows.Length; at++)
        {
            Span<float> row = scores.Slice(at * ItemCount, ItemCount);
            row.Clear();
            foreach (ScoredRow neighbour in nearest.AsSpan(0, Nearest(userRows[at], coPlays, nearest)))
            {
                foreach (int item in _plays.Columns(neighbour.Row))
                {
                    row[item] += neighbour.Score;
                }
            }
        }
    }

    private int Nearest(int user, CoPlays coPlays, ScoredRow[] nearest)
    {
        BoundedHeap heap = new(nearest);
        float own = _plays.Columns(user).Length;
        foreach (int other in coPlays.Meet(user))
        {
            if (other != user)
            {
                heap.Offer(other, coPlays.Sums[other] / MathF.Sqrt(own * _plays.Columns(other).Length));
            }
        }

        return heap.Finish();
    }
}
