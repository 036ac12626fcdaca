using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Blending;

/// <summary>The space in which all tracks can be compared, played or not. Immutable by convention and thread-safe.</summary>
/// <param name="ItemVectors">Blended vectors, shape (items, rank); zero for a track with neither plays nor audio.</param>
/// <param name="ItemWeights">w, shape (items), 0 to 1: how much absence of plays says against a track.</param>
/// <param name="UserFactors">All users folded in on the blended items, shape (users, rank).</param>
public sealed record BlendedSpace(FactorMatrix ItemVectors, float[] ItemWeights, FactorMatrix UserFactors)
{
    private const int RowsPerBlock = 32;

    /// <summary>Blends listening and sound: Decision 1 of the architecture.</summary>
    /// <param name="factors">X and Y of one training run.</param>
    /// <param name="interactions">The play counts they were trained on, users × items.</param>
    /// <param name="priors">What sound says, of the same model version; null for none, which gives plain ALS.</param>
    /// <param name="alsOptions">Options the factors were trained with.</param>
    /// <param name="options">τ and κ.</param>
    /// <param name="cancellationToken">Checked every 32 rows.</param>
    /// <exception cref="ArgumentException">A shape does not fit or an option is out of range.</exception>
    /// <exception cref="InvalidOperationException">Factors and priors are of different models.</exception>
    /// <exception cref="FactorizationException">A track's equations are singular.</exception>
    /// <remarks>
    /// <para>
    /// The vector of a played track with audio minimises
    /// Σ_{observed} c_ui (1 − x_uᵀy)² + w w₀ Σ_u (x_uᵀy)² + τ (y − μ)ᵀΛ(y − μ), w = n ÷ (n + κ).
    /// Never played: exactly μ, since absence of plays of a new track says nothing against it. Without audio: the plain
    /// ALS row, w = 1. With neither: zero.
    /// </para>
    /// <para>Then every user is folded in once, item i weighing w_i in the Gram matrix. Cost: one ALS iteration.</para>
    /// </remarks>
    public static BlendedSpace Build(
        FactorModel factors,
        InteractionMatrix interactions,
        AudioPriors? priors,
        ImplicitAlsOptions alsOptions,
        BlendOptions options,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(factors);
        ArgumentNullException.ThrowIfNull(interactions);
        ArgumentNullException.ThrowIfNull(alsOptions);
        ArgumentNullException.ThrowIfNull(options);
        OptionsCheck.ThrowIfInvalid(options);
        alsOptions.ThrowIfInvalid();
        FactorMatrix x = factors.UserFactors;
        FactorMatrix y = factors.ItemFactors;
        ThrowIfMismatched(x, y, interactions, priors);
        InteractionMatrix items = alsOptions.Confidences(interactions.Transpose());
        FactorMatrix blended = new(y.Rows, y.Rank, y.Version);
        float[] weights = new float[y.Rows];
        float[] gram = NormalEquations.Pad(GramMatrix.Compute(x, default, alsOptions.Threads, cancellationToken), x.Rank);
        AlignedRows users = new(x.Rows, x.Rank);
        users.Fill(x, 0, alsOptions.Threads, cancellationToken);
        int activeUsers = interactions.CountRowsWithPlays();
        ParallelBlocks.For(
            y.Rows,
            RowsPerBlock,
            alsOptions.Threads,
            () => new NormalEquations(y.Rank),
            (equations, _, start, end) =>
            {
                for (int item = start; item < end; item++)
                {
                    bool hasPrior = priors is not null && priors.HasPrior[item];
                    int listeners = items.Columns(item).Length;
                    if (listeners == 0)
                    {
                        if (hasPrior)
                        {
                            priors!.Means.Row(item).CopyTo(blended.Row(item));
                        }

                        continue;
                    }

                    weights[item] = hasPrior ? listeners / (listeners + options.Kappa) : 1f;
                    equations.Reset(
                        gram,
                        weights[item] * alsOptions.UnobservedWeight,
                        hasPrior ? 0f : alsOptions.RidgeOf(listeners, activeUsers));
                    equations.AddRow(items, item, users);
                    if (hasPrior)
                    {
                        equations.AddPrior(priors!.Means.Row(item), priors.Precision, options.Tau);
                    }

                    if (!equations.TrySolve(blended.Row(item)))
                    {
                        throw new FactorizationException($"item row {item} in blending", alsOptions.Regularization);
                    }
                }
            },
            cancellationToken);
        return new BlendedSpace(
            blended, weights, new FoldIn(blended, weights, alsOptions).FoldAll(interactions, cancellationToken));
    }

    private static void ThrowIfMismatched(
        FactorMatrix x, FactorMatrix y, InteractionMatrix interactions, AudioPriors? priors)
    {
        x.Version.EnsureSame(y.Version);
        if (x.Rank != y.Rank || interactions.RowCount != x.Rows || interactions.ColumnCount != y.Rows)
        {
            throw new ArgumentException(
                $"interactions ({interactions.RowCount}, {interactions.ColumnCount}) do not fit user factors "
                + $"({x.Rows}, {x.Rank}) and item factors ({y.Rows}, {y.Rank}).");
        }

        if (priors is null)
        {
            return;
        }

        priors.Means.Version.EnsureSame(y.Version);
        if (priors.Means.Rows != y.Rows || priors.Means.Rank != y.Rank || priors.HasPrior.Length != y.Rows
            || priors.Precision.Length != y.Rank)
        {
            throw new ArgumentException(
                $"priors ({priors.Means.Rows}, {priors.Means.Rank}), precision ({priors.Precision.Length}) and hasPrior "
                + $"({priors.HasPrior.Length}) do not fit item factors ({y.Rows}, {y.Rank}).");
        }
    }
}
