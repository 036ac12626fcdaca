using System.Numerics.Tensors;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Neighbours;

/// <summary>Scores an item by the linear model that best rebuilds every listener from their other items. Thread-safe.</summary>
/// <remarks>
/// <para>
/// s_u = x_u B with x_u = 1 for played items, and B the minimum of ‖X − XB‖² + λ‖B‖² with a diagonal of 0:
/// B_ij = −P_ij ÷ P_jj for i ≠ j, P = (XᵀX + λI)⁻¹. Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", WWW 2019.
/// </para>
/// <para>
/// Only the M most played items are modelled (equal ones by row). Any other item scores 1 less than the listener's lowest
/// modelled one, and playing it says nothing.
/// </para>
/// <para>Fit: Σ_u n_u² ÷ 2 additions, M³ ÷ 2 multiply-adds and 6·M² bytes, of which 4·M² stay. Score: n_u · M additions a user.</para>
/// </remarks>
public sealed class Ease : IItemScorer
{
    private const int RowsPerBlock = 32;

    private readonly InteractionMatrix _plays;
    private readonly int[] _items;
    private readonly int[] _places;
    private readonly float[] _weights;

    private Ease(InteractionMatrix plays, int[] items, int[] places, float[] weights)
    {
        _plays = plays;
        _items = items;
        _places = places;
        _weights = weights;
    }

    /// <inheritdoc/>
    public int ItemCount => _places.Length;

    /// <summary>Solves for B.</summary>
    /// <param name="interactions">Play counts, users × items; only whether a count is above 0 matters.</param>
    /// <param name="options">Hyperparameters.</param>
    /// <param name="cancellationToken">Checked between blocks.</param>
    /// <exception cref="ArgumentException">An option is out of range, such as more than 20,000 items; the message names it.</exception>
    /// <exception cref="FactorizationException">XᵀX + λI is singular in float32; the message gives the remedy.</exception>
    public static Ease Fit(InteractionMatrix interactions, EaseOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        ArgumentNullException.ThrowIfNull(options);
        OptionsCheck.ThrowIfInvalid(options);
        int[] items = MostPlayed(interactions.Transpose(), options.MaxItems);
        int[] places = new int[interactions.ColumnCount];
        Array.Fill(places, -1);
        for (int place = 0; place < items.Length; place++)
        {
            places[items[place]] = place;
        }

        float[] weights = Gram(interactions, items, places, options, cancellationToken);
        if (!CholeskyInverse.TryInvert(weights, items.Length, options.Threads, out int failedPivot, cancellationToken))
        {
            throw new FactorizationException($"item row {items[failedPivot]} of EASE", options.Regularization);
        }

        DivideByDiagonal(weights, items.Length, options.Threads, cancellationToken);
        return new Ease(interactions, items, places, weights);
    }

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<int> userRows, Span<float> scores)
    {
        ScoreShape.ThrowIfUnfit(userRows, _plays.RowCount, ItemCount, scores);
        float[] modelled = new float[_items.Length];
        for (int at = 0; at < userRows.Length; at++)
        {
            ScoreInto(_plays.Columns(userRows[at]), modelled, scores.Slice(at * ItemCount, ItemCount));
        }
    }

    /// <summary>Scores all items for a history that need not belong to a user of the training.</summary>
    /// <param name="itemRows">H, the items played.</param>
    /// <param name="scores">Output, shape (items); zeros for an empty history.</param>
    /// <exception cref="ArgumentException">The shape does not fit or an item is unknown.</exception>
    public void ScoreHistory(ReadOnlySpan<int> itemRows, Span<float> scores)
    {
        ScoreShape.ThrowIfUnfit(itemRows, ItemCount, scores);
        ScoreInto(itemRows, new float[_items.Length], scores);
    }

    private void ScoreInto(ReadOnlySpan<int> itemRows, float[] modelled, Span<float> scores)
    {
        if (itemRows.IsEmpty)
        {
            scores.Clear();
            return;
        }

        Array.Clear(modelled);
        foreach (int item in itemRows)
        {
            if (_places[item] >= 0)
            {
                TensorPrimitives.Add(modelled, _weights.AsSpan(_places[item] * modelled.Length, modelled.Length), modelled);
            }
        }

        scores.Fill(TensorPrimitives.Min<float>(modelled) - 1f);
        for (int place = 0; place < modelled.Length; place++)
        {
            scores[_items[place]] = modelled[place];
        }
    }

    /// <summary>The M items with most users, none without, by row.</summary>
    private static int[] MostPlayed(InteractionMatrix items, int count) =>
    [
        .. Enumerable.Range(0, items.RowCount)
            .Where(item => !items.Columns(item).IsEmpty)
            .OrderByDescending(item => items.Columns(item).Length)
            .ThenBy(item => item)
            .Take(count)
            .Order(),
    ];

    /// <summary>XᵀX + λI over the modelled items, upper triangle.</summary>
    private static float[] Gram(
        InteractionMatrix users, int[] items, int[] places, EaseOptions options, CancellationToken cancellationToken)
    {
        int order = items.Length;
        float[] gram = new float[order * order];
        InteractionMatrix transpose = users.Transpose();
        ParallelBlocks.For(
            order,
            RowsPerBlock,
            options.Threads,
            () => 0,
            (_, _, start, end) =>
            {
                for (int place = start; place < end; place++)
                {
                    Span<float> row = gram.AsSpan(place * order, order);
                    row[place] = options.Regularization;
                    foreach (int user in transpose.Columns(items[place]))
                    {
                        // Items ascend, and so do their places: the upper triangle begins at the item itself.
                        ReadOnlySpan<int> played = users.Columns(user);
                        foreach (int other in played[played.BinarySearch(items[place])..])
                        {
                            if (places[other] >= 0)
                            {
                                row[places[other]] += 1f;
                            }
                        }
                    }
                }
            },
            cancellationToken);
        return gram;
    }

    /// <summary>B from P, in place.</summary>
    private static void DivideByDiagonal(float[] inverse, int order, int threads, CancellationToken cancellationToken)
    {
        float[] negated = new float[order];
        for (int item = 0; item < order; item++)
        {
            negated[item] = -inverse[(item * order) + item];
        }

        ParallelBlocks.For(
            order,
            RowsPerBlock,
            threads,
            () => 0,
            (_, _, start, end) =>
            {
                for (int item = start; item < end; item++)
                {
                    Span<float> row = inverse.AsSpan(item * order, order);
                    TensorPrimitives.Divide(row, negated, row);
                    row[item] = 0f;
                }
            },
            cancellationToken);
    }
}
