using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Factorization;

/// <summary>Makes user vectors without retraining, by solving the user's row of the ALS loss. Thread-safe.</summary>
/// <remarks>
/// x = A⁻¹ b with A = w₀ Σ_i w_i y_i y_iᵀ + Σ_j c_j y_j y_jᵀ + λ_u I and b = Σ_j c_j p_j y_j,
/// λ_u = λ(n_u + w₀ Σ_i w_i)^ν over items with a non-zero vector: with all w_i = 1 that is the user half-sweep of
/// <see cref="ImplicitAls"/>, to the bit. A track with w_i = 0 leaves every user vector as it was. Hu, Koren &amp; Volinsky 2008.
/// Works in any space of item vectors, so for audio embeddings too.
/// </remarks>
public sealed class FoldIn
{
    private const int UsersPerBlock = 32;

    private readonly FactorMatrix _items;
    private readonly ImplicitAlsOptions _options;
    private readonly float[] _gram;
    private readonly double _itemMass;

    // Pinned buffers cost more to make than a user costs to fold in; there are as many as folds at one time.
    private readonly ConcurrentBag<NormalEquations> _spare = [];

    /// <summary>Prepares for fold-ins: O(items · rank²).</summary>
    /// <param name="items">Y, shape (items, rank). Kept, not copied; must not change afterwards.</param>
    /// <param name="itemWeights">w_i, shape (items), finite and ≥ 0; empty for all 1.</param>
    /// <param name="options">w₀, λ, ν and threads are used; the rank is that of <paramref name="items"/>.</param>
    /// <exception cref="ArgumentException">The options are out of range, a shape does not fit or a weight is bad.</exception>
    public FoldIn(FactorMatrix items, ReadOnlyMemory<float> itemWeights, ImplicitAlsOptions options)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid();
        _items = items;
        _options = options;
        _gram = NormalEquations.Pad(
            GramMatrix.Compute(items, itemWeights, options.Threads, CancellationToken.None), items.Rank);
        for (int row = 0; row < items.Rows; row++)
        {
            if (items.Row(row).ContainsAnyExcept(0f))
            {
                _itemMass += itemWeights.IsEmpty ? 1f : itemWeights.Span[row];
            }
        }
    }

    /// <summary>The item vectors users are folded in on.</summary>
    public FactorMatrix Items => _items;

    /// <summary>The model the vectors belong to.</summary>
    public ModelVersion Version => _items.Version;

    /// <summary>The user vector that explains the evidence best.</summary>
    /// <param name="evidence">At most one piece per item; the order matters only to rounding. Empty gives the zero vector.</param>
    /// <exception cref="ArgumentException">A row is out of range, a confidence is not a finite number &gt; 0, or a preference is not finite.</exception>
    /// <exception cref="FactorizationException">The equations are singular.</exception>
    /// <remarks>O(evidence · rank² + rank³). The result holds rank² floats to explain scores with.</remarks>
    public FoldedUser Fold(ReadOnlySpan<Evidence> evidence)
    {
        if (!_spare.TryTake(out NormalEquations? equations))
        {
            equations = new NormalEquations(_items.Rank);
        }

        float[] x = new float[_items.Rank];
        float[] factor = [];
        if (!evidence.IsEmpty)
        {
            equations.Reset(_gram, _options.UnobservedWeight, _options.RidgeOf(evidence.Length, _itemMass));
            foreach (Evidence piece in evidence)
            {
                ThrowIfBad(piece);
                equations.Add(_items.Row(piece.Row), piece.Confidence, piece.Preference);
            }

            Solve(equations, x, "the folded-in user");
            factor = equations.Factor();
        }

        _spare.Add(equations);
        return new FoldedUser(_items, evidence.ToArray(), x, factor, equations.Order);
    }

    /// <summary>The vector after one more piece of evidence, without training.</summary>
    /// <param name="user">A user of this fold-in.</param>
    /// <param name="piece">The evidence; it takes the place of what was known about the same item.</param>
    /// <exception cref="ArgumentException">As <see cref="Fold"/>.</exception>
    /// <exception cref="FactorizationException">The equations are singular.</exception>
    /// <remarks>
    /// What <see cref="Fold"/> makes of all the evidence, to the bit, at its cost. A rank-one update of the factor would
    /// not be cheaper by much (it is a chain of rank square roots), and wrong: one more pair changes λ_u too.
    /// </remarks>
    public FoldedUser Update(FoldedUser user, Evidence piece)
    {
        ArgumentNullException.ThrowIfNull(user);
        List<Evidence> evidence = [.. user.Evidence];
        int known = evidence.FindIndex(other => other.Row == piece.Row);
        if (known < 0)
        {
            evidence.Add(piece);
        }
        else
        {
            evidence[known] = piece;
        }

        return Fold(CollectionsMarshal.AsSpan(evidence));
    }

    /// <summary>Folds in every user of a matrix, in parallel.</summary>
    /// <param name="interactions">Play counts, users × items.</param>
    /// <param name="cancellationToken">Checked every 32 users.</param>
    /// <returns>X, shape (users, rank); zero for a user without plays.</returns>
    /// <exception cref="ArgumentException">The matrix has another number of items.</exception>
    /// <exception cref="FactorizationException">A user's equations are singular.</exception>
    /// <remarks>As <see cref="Fold"/> with the confidence of each play count and preference 1. The thread count does not matter.</remarks>
    public FactorMatrix FoldAll(InteractionMatrix interactions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        if (interactions.ColumnCount != _items.Rows)
        {
            throw new ArgumentException(
                $"interactions ({interactions.RowCount}, {interactions.ColumnCount}) do not fit {_items.Rows} items.",
                nameof(interactions));
        }

        InteractionMatrix confidences = _options.Confidences(interactions);
        AlignedRows items = new(_items.Rows, _items.Rank);
        items.Fill(_items, 0, _options.Threads, cancellationToken);
        FactorMatrix users = new(interactions.RowCount, _items.Rank, _items.Version);
        ParallelBlocks.For(
            users.Rows,
            UsersPerBlock,
            _options.Threads,
            () => new NormalEquations(_items.Rank),
            (equations, _, start, end) =>
            {
                for (int user = start; user < end; user++)
                {
                    int pairs = interactions.Columns(user).Length;
                    if (pairs > 0)
                    {
                        equations.Reset(_gram, _options.UnobservedWeight, _options.RidgeOf(pairs, _itemMass));
                        equations.AddRow(confidences, user, items);
                        Solve(equations, users.Row(user), $"user row {user} in fold-in");
                    }
                }
            },
            cancellationToken);
        return users;
    }

    private void Solve(NormalEquations equations, Span<float> x, string subject)
    {
        if (!equations.TrySolve(x))
        {
            throw new FactorizationException(subject, _options.Regularization);
        }
    }

    private void ThrowIfBad(Evidence piece)
    {
        if ((uint)piece.Row >= (uint)_items.Rows)
        {
            throw new ArgumentException($"Evidence on row {piece.Row}: there are {_items.Rows} items.", nameof(piece));
        }

        if (!float.IsFinite(piece.Confidence) || piece.Confidence <= 0 || !float.IsFinite(piece.Preference))
        {
            throw new ArgumentException(
                $"Evidence on row {piece.Row} has confidence {piece.Confidence} and preference {piece.Preference}; "
                + "a finite confidence > 0 and a finite preference are needed.",
                nameof(piece));
        }
    }
}
