using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Neighbours;

/// <summary>
/// Scores an item by a regression on the items most often played together with it: a sparse linear model for catalogues
/// that EASE is too large for. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// <para>
/// s_uj = Σ_{i ∈ H_u} B_ij. Column j minimises Σ_u c_uj (x_uj − Σ_{i ∈ N_j} x_ui B_ij)² + λ_j Σ_i B_ij² with x_u = 1 for
/// played items, c_uj = 1 where u played j and w₀ elsewhere, λ_j = λ(n_j + w₀|U|)^ν, |U| the users with plays, and N_j the
/// K items of highest n_ij ÷ √(n_i + 5), equal ones taken by row.
/// </para>
/// <para>
/// Predicting each item from its nearest ones only is fsSLIM of Ning &amp; Karypis, "SLIM: Sparse Linear Methods for Top-N
/// Recommender Systems", ICDM 2011, with a ridge alone as in Steck, WWW 2019, so that a column has a closed form. The
/// weights are those of implicit ALS (Hu et al. 2008; Rendle et al. 2021): that somebody did not play an item says little.
/// </para>
/// <para>
/// Fit: for each item, Σ_u m_u² ÷ 2 additions, m_u of its neighbours being played by u, and K³ ÷ 6 multiply-adds. Memory:
/// K weights an item, and one row of items and users and K² floats a worker. Score: the weights of the items played.
/// </para>
/// </remarks>
public sealed class Slim : IItemScorer
{
    private const int ItemsPerBlock = 16;

    private readonly InteractionMatrix _plays;
    private readonly NeighbourLists _weights;

    private Slim(InteractionMatrix plays, NeighbourLists weights)
    {
        _plays = plays;
        _weights = weights;
    }

    /// <inheritdoc/>
    public int ItemCount => _plays.ColumnCount;

    /// <summary>Solves for B, column by column.</summary>
    /// <param name="interactions">Play counts, users × items; only whether a count is above 0 matters.</param>
    /// <param name="options">Hyperparameters.</param>
    /// <param name="cancellationToken">Checked every 16 items.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    /// <exception cref="FactorizationException">An item's equations are singular in float32; the message gives the remedy.</exception>
    public static Slim Fit(InteractionMatrix interactions, SlimOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        ArgumentNullException.ThrowIfNull(options);
        OptionsCheck.ThrowIfInvalid(options);
        ScoredRow[][] columns = new ScoredRow[interactions.ColumnCount][];

        // Before the workers ask for it, or each would make its own.
        interactions.Transpose();
        int activeUsers = interactions.CountRowsWithPlays();
        ParallelBlocks.For(
            columns.Length,
            ItemsPerBlock,
            options.Threads,
            () => new SlimColumn(interactions, activeUsers, options),
            (solver, _, start, end) =>
            {
                for (int item = start; item < end; item++)
                {
                    columns[item] = solver.Solve(item);
                }
            },
            cancellationToken);
        return new Slim(interactions, NeighbourLists.FromColumns(columns));
    }

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<int> userRows, Span<float> scores)
    {
        ScoreShape.ThrowIfUnfit(userRows, _plays.RowCount, ItemCount, scores);
        _weights.Score(_plays, userRows, scores);
    }

    /// <summary>Scores all items for a history that need not belong to a user of the training.</summary>
    /// <param name="itemRows">H, the items played.</param>
    /// <param name="scores">Output, shape (items); zeros for an empty history.</param>
    /// <exception cref="ArgumentException">The shape does not fit or an item is unknown.</exception>
    public void ScoreHistory(ReadOnlySpan<int> itemRows, Span<float> scores)
    {
        ScoreShape.ThrowIfUnfit(itemRows, ItemCount, scores);
        _weights.Score(itemRows, scores);
    }

    /// <summary>B_ij: what having played one item adds to the score of another.</summary>
    /// <param name="played">i.</param>
    /// <param name="scored">j.</param>
    internal float Weight(int played, int scored) => _weights.Weight(played, scored);

    /// <summary>What having played one item adds to the scores of others: those items, in no order, and what it adds.</summary>
    /// <param name="played">The item.</param>
    internal (int[] Items, float[] Weights) LinksOf(int played) => _weights.Row(played);
}
