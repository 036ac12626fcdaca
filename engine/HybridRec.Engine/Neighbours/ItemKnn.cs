using System.Numerics.Tensors;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Interactions;

namespace HybridRec.Engine.Neighbours;

/// <summary>Scores an item by how similar it is to the items a listener played. Immutable and thread-safe.</summary>
/// <remarks>
/// <para>
/// s_ui = Σ_{j ∈ H_u} S_ji, where S_ji ∝ Σ_u w_uj w_ui ÷ (‖w_j‖ ‖w_i‖ + h·w̄²) if i is among the K items most similar to j,
/// else 0, and Σ_i S_ji = 1; w̄² is the mean of w² over all pairs. Item-based collaborative filtering: Sarwar et al., WWW
/// 2001; Deshpande &amp; Karypis, "Item-Based Top-N Recommendation Algorithms", TOIS 2004, whose division of an item's
/// similarities by their sum gives every item of the history one vote. Play counts weigh in the similarities only: in the
/// history they made lists worse on the data we have.
/// </para>
/// <para>Fit: Σ_u n_u² multiply-adds and K pairs of memory an item. Score: n_u · K additions a user.</para>
/// </remarks>
public sealed class ItemKnn : IItemScorer
{
    private const float Saturation = 1.2f;
    private const float LengthShare = 0.75f;

    private readonly InteractionMatrix _plays;
    private readonly NeighbourLists _neighbours;

    private ItemKnn(InteractionMatrix plays, NeighbourLists neighbours)
    {
        _plays = plays;
        _neighbours = neighbours;
    }

    /// <inheritdoc/>
    public int ItemCount => _plays.ColumnCount;

    /// <summary>Finds every item's neighbours.</summary>
    /// <param name="interactions">Play counts, users × items.</param>
    /// <param name="options">Hyperparameters.</param>
    /// <param name="cancellationToken">Checked every 64 items.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    public static ItemKnn Fit(
        InteractionMatrix interactions, ItemKnnOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        ArgumentNullException.ThrowIfNull(options);
        OptionsCheck.ThrowIfInvalid(options);
        InteractionMatrix weights = Weights(interactions, options.Weighting);
        float[] norms = new float[weights.RowCount];
        double squares = 0;
        for (int item = 0; item < norms.Length; item++)
        {
            float sum = TensorPrimitives.SumOfSquares(weights.Values(item));
            norms[item] = MathF.Sqrt(sum);
            squares += sum;
        }

        float shrinkage = (float)(options.Shrinkage * squares / Math.Max(1, weights.Count));
        ShrunkCosine similarity = new(norms, shrinkage);
        return new ItemKnn(
            interactions,
            NeighbourLists.Find(weights, similarity, options.Neighbours, options.Threads, cancellationToken));
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

    /// <summary>S_ji: what having played one item adds to the score of another.</summary>
    /// <param name="played">j.</param>
    /// <param name="scored">i.</param>
    internal float Weight(int played, int scored) => _neighbours.Weight(played, scored);

    /// <summary>What having played one item adds to the scores of others: those items, in no order, and what it adds.</summary>
    /// <param name="played">The item.</param>
    internal (int[] Items, float[] Weights) LinksOf(int played) => _neighbours.Row(played);

    /// <summary>W, items × users.</summary>
    private static InteractionMatrix Weights(InteractionMatrix users, PairWeighting weighting)
    {
        InteractionMatrix items = users.Transpose();
        float meanUsers = (float)users.Count / Math.Max(1, items.CountRowsWithPlays());
        float Rarity(int user) => MathF.Log(1f + ((float)users.ColumnCount / users.Columns(user).Length));
        float Saturated(int item, float playCount)
        {
            float length = 1 - LengthShare + (LengthShare * items.Columns(item).Length / meanUsers);
            return playCount * (Saturation + 1) / (playCount + (Saturation * length));
        }

        return weighting switch
        {
            PairWeighting.Binary => items.Reweighted((_, _, _) => 1f),
            PairWeighting.TfIdf => items.Reweighted((_, user, count) => MathF.Sqrt(count) * Rarity(user)),
            _ => items.Reweighted((item, user, count) => Saturated(item, count) * Rarity(user)),
        };
    }

    private readonly struct ShrunkCosine(float[] norms, float shrinkage) : IPairScore
    {
        public float Of(int row, int other, float sum) => sum / ((norms[row] * norms[other]) + shrinkage);
    }
}
