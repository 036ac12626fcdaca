using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Factorization;

/// <summary>Scores items by the inner product of user and item factors: s_ui = x_uᵀ y_i. Immutable and thread-safe.</summary>
/// <remarks>
/// p̂_ui of Hu, Koren &amp; Volinsky, ICDM 2008, §4, for a block of users as one matrix product: users · items · rank
/// multiply-adds. A user's scores have the same bits in any block.
/// </remarks>
public sealed class FactorScorer : IItemScorer
{
    /// <summary>Wraps factors without copying; they must not change afterwards.</summary>
    /// <param name="users">X, shape (users, rank), finite; zero for a user without plays.</param>
    /// <param name="items">Y, shape (items, rank), finite.</param>
    /// <exception cref="ArgumentException">The ranks differ; the message states both.</exception>
    public FactorScorer(FactorMatrix users, FactorMatrix items)
    {
        ArgumentNullException.ThrowIfNull(users);
        ArgumentNullException.ThrowIfNull(items);
        if (users.Rank != items.Rank)
        {
            throw new ArgumentException($"users ({users.Rows}, {users.Rank}) do not fit items ({items.Rows}, {items.Rank}).");
        }

        Users = users;
        Items = items;
    }

    /// <summary>X, shape (users, rank).</summary>
    public FactorMatrix Users { get; }

    /// <summary>Y, shape (items, rank).</summary>
    public FactorMatrix Items { get; }

    /// <inheritdoc/>
    public int ItemCount => Items.Rows;

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<int> userRows, Span<float> scores)
    {
        ScoreShape.ThrowIfUnfit(userRows, Users.Rows, ItemCount, scores);
        int rank = Users.Rank;
        float[] block = new float[userRows.Length * rank];
        for (int at = 0; at < userRows.Length; at++)
        {
            Users.Row(userRows[at]).CopyTo(block.AsSpan(at * rank));
        }

        MatrixProduct.Multiply(
            MatrixView.Dense(block, userRows.Length, rank),
            MatrixView.Dense(Items.Values, ItemCount, rank).Transposed,
            scores,
            ItemCount,
            accumulate: false);
    }
}
