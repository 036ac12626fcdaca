using System.Numerics.Tensors;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Neighbours;

/// <summary>Scores an item by the angle between its vector and the listener's, learned from which items share listeners.</summary>
/// <remarks>
/// <para>
/// Skip-gram with negative sampling over histories taken as sets: Barkan &amp; Koenigstein, "Item2Vec: Neural Item Embedding
/// for Collaborative Filtering", MLSP 2016. Every item i has a vector v_i and a context vector c_i; for item i of a
/// listener, another item j of theirs and items k by chance, the loss is −ln σ(v_i·c_j) − Σ_k ln σ(−v_i·c_k).
/// s_ui = cos(x_u, v_i), x_u being the mean of the unit vectors of the items the listener played.
/// </para>
/// <para>
/// A pass first moves all v with all c fixed, then all c with all v fixed. So items do not wait for one another, and the
/// same data, options and seed give the same bits whatever the thread count, which updating both at once would not.
/// Which draws fall on which listener depends on their order.
/// </para>
/// <para>
/// Fit: 4 · pairs · contexts · (1 + negatives) · rank multiply-adds a pass. Score: users · items · rank.
/// </para>
/// </remarks>
public sealed class Item2Vec : IItemScorer
{

    private readonly FactorScorer _scorer;

    private Item2Vec(FactorMatrix users, FactorMatrix items)
    {
        _scorer = new FactorScorer(users, items);
        ItemVectors = items;
    }

    /// <summary>v_i of length 1, shape (items, rank); zero for an item nobody played. Not to be written to.</summary>
    public FactorMatrix ItemVectors { get; }

    /// <inheritdoc/>
    public int ItemCount => ItemVectors.Rows;

    /// <summary>Learns the vectors.</summary>
    /// <param name="interactions">Play counts, users × items; only whether a count is above 0 matters.</param>
    /// <param name="options">Hyperparameters.</param>
    /// <param name="cancellationToken">Checked every 16 items.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    public static Item2Vec Fit(InteractionMatrix interactions, Item2VecOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        ArgumentNullException.ThrowIfNull(options);
        OptionsCheck.ThrowIfInvalid(options);
        FactorMatrix vectors = new(interactions.ColumnCount, options.Rank);
        if (interactions.Count > 0)
        {
            new SkipGram(interactions, options).Learn(vectors, cancellationToken);
        }

        FactorMatrix users = new(interactions.RowCount, options.Rank);
        for (int item = 0; item < vectors.Rows; item++)
        {
            ToUnitLength(vectors.Row(item));
        }

        for (int user = 0; user < users.Rows; user++)
        {
            SumHistory(interactions.Columns(user), vectors, users.Row(user));
        }

        return new Item2Vec(users, vectors);
    }

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<int> userRows, Span<float> scores) => _scorer.Score(userRows, scores);

    /// <summary>Scores all items for a history that need not belong to a user of the training.</summary>
    /// <param name="itemRows">H, the items played.</param>
    /// <param name="scores">Output, shape (items); zeros for an empty history.</param>
    /// <exception cref="ArgumentException">The shape does not fit or an item is unknown.</exception>
    public void ScoreHistory(ReadOnlySpan<int> itemRows, Span<float> scores)
    {
        ScoreShape.ThrowIfUnfit(itemRows, ItemCount, scores);
        FactorMatrix listener = new(1, ItemVectors.Rank);
        SumHistory(itemRows, ItemVectors, listener.Row(0));
        new FactorScorer(listener, ItemVectors).Score([0], scores);
    }

    /// <summary>x, of length 1: the mean has the same direction as the sum.</summary>
    private static void SumHistory(ReadOnlySpan<int> itemRows, FactorMatrix vectors, Span<float> sum)
    {
        foreach (int item in itemRows)
        {
            TensorPrimitives.Add(sum, vectors.Row(item), sum);
        }

        ToUnitLength(sum);
    }

    private static void ToUnitLength(Span<float> vector)
    {
        float norm = TensorPrimitives.Norm<float>(vector);
        if (norm > 0)
        {
            TensorPrimitives.Divide(vector, norm, vector);
        }
    }
}
