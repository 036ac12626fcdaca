using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Measurement;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Neighbours;

/// <summary>
/// Scores an item by how unusually common it is among those who play what the listener plays. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// s_ui = Σ_{j ∈ H_u} S_ji, where S_ji ∝ s_ji if i is among the K items of highest s_ji, else 0, and Σ_i S_ji = 1; s is the
/// <see cref="DampedNpmi"/> that also defines unexpectedness. A popular item gains nothing by its popularity: what everybody plays has no lift.
/// Costs are those of <see cref="ItemKnn"/>.
/// </remarks>
public sealed class Lift : IItemScorer
{
    private readonly InteractionMatrix _plays;
    private readonly NeighbourLists _neighbours;

    private Lift(InteractionMatrix plays, NeighbourLists neighbours)
    {
        _plays = plays;
        _neighbours = neighbours;
    }

    /// <inheritdoc/>
    public int ItemCount => _plays.ColumnCount;

    /// <summary>Finds the items of highest lift for every item.</summary>
    /// <param name="interactions">Play counts, users × items; only whether a count is above 0 matters.</param>
    /// <param name="options">Hyperparameters.</param>
    /// <param name="cancellationToken">Checked every 64 items.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    public static Lift Fit(InteractionMatrix interactions, LiftOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        ArgumentNullException.ThrowIfNull(options);
        OptionsCheck.ThrowIfInvalid(options);
        InteractionMatrix items = interactions.Transpose().Reweighted((_, _, _) => 1f);
        PairLift lift = new(items, new DampedNpmi(interactions.CountRowsWithPlays()));
        return new Lift(
            interactions, NeighbourLists.Find(items, lift, options.Neighbours, options.Threads, cancellationToken));
    }

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<int> userRows, Span<float> scores)
    {
        ScoreShape.ThrowIfUnfit(userRows, _plays.RowCount, ItemCount, scores);
        _neighbours.Score(_plays, userRows, scores);
    }

    /// <summary>Scores all items for a history that need not belong to a user of the training.</summary>
    /// <param name="itemRows">H, the items played.</param>
    /// <param name="scores">Output, shape (items); zeros for an empty history.</param>
    /// <exception cref="ArgumentException">The shape does not fit or an item is unknown.</exception>
    public void ScoreHistory(ReadOnlySpan<int> itemRows, Span<float> scores)
    {
        ScoreShape.ThrowIfUnfit(itemRows, ItemCount, scores);
        _neighbours.Score(itemRows, scores);
    }

    /// <summary>S as a matrix: row j holds what having played item j adds to others.</summary>
    internal SparseMatrix Links() => SparseMatrix.FromRows(
        [
            .. Enumerable.Range(0, ItemCount).Select(row =>
            {
                (int[] items, float[] weights) = _neighbours.Row(row);
                return items.Zip(weights, (item, weight) => new ScoredRow(item, weight));
            }),
        ],
        ItemCount);

    private readonly struct PairLift(InteractionMatrix items, DampedNpmi npmi) : IPairScore
    {
        // The sum over shared users is their number, exact in float32 up to 16 million users.
        public float Of(int row, int other, float sum) =>
            npmi.Of((int)sum, items.Columns(row).Length, items.Columns(other).Length);
    }
}
