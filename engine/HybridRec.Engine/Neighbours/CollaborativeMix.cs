using System.Buffers;
using System.Numerics.Tensors;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;

namespace HybridRec.Engine.Neighbours;

/// <summary>
/// The production collaborative ranking: several ALS models, their popularity-free relevance, a sparse linear model and
/// item-kNN, mixed as plays held out of the training ask for. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// <para>
/// s_ui = Σ_m w_m · s_m,ui ÷ σ_m,u, σ_m,u being the standard deviation of part m's scores of u over the items with plays:
/// a weighted vote on one scale (linear blending: Jahrer, Töscher &amp; Legenstein, KDD 2010). Every part is linear in the
/// listener's plays but for a constant of each item in z and a scale of each listener, so a score is the sum of
/// <see cref="Contributions"/> of all plays.
/// </para>
/// <para>
/// w, and λ, w₀, α and the rank of ALS, are learned by NDCG on a share of the items of some thousand listeners, held out of
/// the training plays (<see cref="MixLearner"/>, <see cref="AlsSearch"/>); then everything is trained again on all plays.
/// Nothing but the training plays is looked at. Same data, options and seeds give the same scores, whatever the thread count.
/// </para>
/// <para>
/// Cost: twice the parts, for weights learned with fewer dimensions do not suit more; and at most fifteen ALS models of 8
/// iterations, fourteen of them of rank 64 or less, to find its options. Where ALS takes more than 10¹² operations (some ten
/// seconds on two cores) there is but one model: so much data leave little to average out. Score: those of the parts.
/// </para>
/// </remarks>
public sealed class CollaborativeMix : IItemScorer
{
    private const double MostWorkOfSeveral = 1e12;

    private readonly InteractionMatrix _plays;
    private readonly MixParts _parts;

    private CollaborativeMix(InteractionMatrix plays, MixParts parts, MixWeights weights, ImplicitAlsOptions als)
    {
        _plays = plays;
        _parts = parts;
        Weights = weights;
        Als = als;
    }

    /// <inheritdoc/>
    public int ItemCount => _parts.ItemCount;

    /// <summary>What was learned.</summary>
    public MixWeights Weights { get; }

    /// <summary>The options of the ALS models, as found; each model has a seed of its own.</summary>
    public ImplicitAlsOptions Als { get; }

    /// <summary>Learns the mixture, then trains its parts on all plays.</summary>
    /// <param name="interactions">Play counts, users × items.</param>
    /// <param name="options">Hyperparameters of the mixture.</param>
    /// <param name="als">Those of ALS to start from, <see cref="ImplicitAlsOptions.ForData"/> if nothing better is known.</param>
    /// <param name="slim">Those of SLIM.</param>
    /// <param name="itemKnn">Those of item-kNN.</param>
    /// <param name="progress">Told of every ALS iteration.</param>
    /// <param name="cancellationToken">Stops within an iteration or a block of items.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    /// <exception cref="FactorizationException">Equations are singular; the message names the row and the remedy.</exception>
    public static CollaborativeMix Fit(
        InteractionMatrix interactions,
        CollaborativeOptions options,
        ImplicitAlsOptions als,
        SlimOptions slim,
        ItemKnnOptions itemKnn,
        IProgress<StageProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(als);
        OptionsCheck.ThrowIfInvalid(options);
        MixParts Train(InteractionMatrix plays, ImplicitAlsOptions chosen) => MixParts.Fit(
            plays,
            chosen,
            chosen.Iterations * chosen.WorkOn(interactions) > MostWorkOfSeveral ? 1 : options.AlsModels,
            each => new ImplicitAls(each).Fit(plays, default, progress, cancellationToken),
            slim,
            itemKnn,
            cancellationToken);

        MixWeights weights = MixWeights.Standard;
        if (HeldOutPlays.Choose(interactions, options) is { } heldOut)
        {
            als = AlsSearch.Find(heldOut, als, options, progress, cancellationToken);
            MixParts parts = Train(heldOut.Train, als);
            weights = MixLearner.Learn(heldOut, parts, options, cancellationToken);
        }

        return new CollaborativeMix(interactions, Train(interactions, als), weights, als);
    }

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<int> userRows, Span<float> scores)
    {
        ScoreShape.ThrowIfUnfit(userRows, _plays.RowCount, ItemCount, scores);
        float[] rented = ArrayPool<float>.Shared.Rent(MixWeights.Parts * scores.Length);
        Span<float> parts = rented.AsSpan(0, MixWeights.Parts * scores.Length);
        _parts.Score(userRows, parts);
        for (int at = 0; at < userRows.Length; at++)
        {
            Span<float> row = scores.Slice(at * ItemCount, ItemCount);
            row.Clear();
            for (int part = 0; part < MixWeights.Parts && !_plays.Columns(userRows[at]).IsEmpty; part++)
            {
                ReadOnlySpan<float> one = parts.Slice((part * scores.Length) + (at * ItemCount), ItemCount);
                TensorPrimitives.MultiplyAdd(one, Weights[part] * _parts.Scale(one), row, row);
            }
        }

        ArrayPool<float>.Shared.Return(rented);
    }

    /// <summary>Scores all items for a history that need not belong to a user of the training.</summary>
    /// <param name="itemRows">H, the items played, each once.</param>
    /// <param name="playCounts">Their play counts, &gt; 0, beside them.</param>
    /// <param name="scores">Output, shape (items); zeros for an empty history.</param>
    /// <exception cref="ArgumentException">The shape does not fit or an item is unknown.</exception>
    /// <remarks>
    /// Scores of a training user's own history are those of <see cref="Score"/>, but for rounding, unless something spoke against
    /// items of theirs (<see cref="InteractionMatrix.Against"/>): a history is plays alone. rank³ / 6 more than it.
    /// </remarks>
    public void ScoreHistory(ReadOnlySpan<int> itemRows, ReadOnlySpan<float> playCounts, Span<float> scores)
    {
        ThrowIfUnfit(itemRows, playCounts);
        ScoreShape.ThrowIfUnfit(itemRows, ItemCount, scores);
        scores.Clear();
        if (itemRows.IsEmpty)
        {
            return;
        }

        float[] parts = new float[MixWeights.Parts * ItemCount];
        _parts.ScoreHistory(_parts.Fold(itemRows, playCounts), itemRows, parts);
        for (int part = 0; part < MixWeights.Parts; part++)
        {
            ReadOnlySpan<float> one = parts.AsSpan(part * ItemCount, ItemCount);
            TensorPrimitives.MultiplyAdd(one, Weights[part] * _parts.Scale(one), scores, scores);
        }
    }

    /// <summary>Splits a history's score of one item into what each play adds; they sum to it, but for rounding.</summary>
    /// <param name="itemRows">H, the items played, each once; not empty.</param>
    /// <param name="playCounts">Their play counts, &gt; 0, beside them.</param>
    /// <param name="itemRow">The item scored.</param>
    /// <param name="perPlay">Output, shape (plays), in the order of <paramref name="itemRows"/>.</param>
    /// <exception cref="ArgumentException">The shape does not fit or an item is unknown.</exception>
    /// <remarks>As <see cref="ScoreHistory"/>, whose scales it needs, and plays · rank.</remarks>
    public void Contributions(
        ReadOnlySpan<int> itemRows, ReadOnlySpan<float> playCounts, int itemRow, Span<float> perPlay)
    {
        ThrowIfUnfit(itemRows, playCounts);
        if (perPlay.Length != itemRows.Length || itemRows.IsEmpty)
        {
            throw new ArgumentException($"perPlay ({perPlay.Length}) does not fit {itemRows.Length} plays, one or more.");
        }

        float[] parts = new float[MixWeights.Parts * ItemCount];
        float[] contributions = new float[MixWeights.Parts * itemRows.Length];
        ScoreShape.ThrowIfUnfit([.. itemRows, itemRow], ItemCount, parts.AsSpan(0, ItemCount));
        FoldedUser[] folded = _parts.Fold(itemRows, playCounts);
        _parts.ScoreHistory(folded, itemRows, parts);
        _parts.Contributions(folded, itemRows, itemRow, contributions);
        perPlay.Clear();
        for (int part = 0; part < MixWeights.Parts; part++)
        {
            float scale = Weights[part] * _parts.Scale(parts.AsSpan(part * ItemCount, ItemCount));
            TensorPrimitives.MultiplyAdd(
                contributions.AsSpan(part * perPlay.Length, perPlay.Length), scale, perPlay, perPlay);
        }
    }

    private static void ThrowIfUnfit(ReadOnlySpan<int> itemRows, ReadOnlySpan<float> playCounts)
    {
        if (itemRows.Length != playCounts.Length)
        {
            throw new ArgumentException($"playCounts ({playCounts.Length}) do not fit {itemRows.Length} items.", nameof(playCounts));
        }
    }
}
