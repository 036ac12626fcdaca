using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Factorization;

/// <summary>What factorisation learned.</summary>
/// <param name="UserFactors">X, shape (users, rank).</param>
/// <param name="ItemFactors">Y, shape (items, rank); zero for an item nobody played.</param>
public sealed record FactorModel(FactorMatrix UserFactors, FactorMatrix ItemFactors);

/// <summary>Learns user and item factors from play counts. Thread-safe.</summary>
public interface IFactorizer
{
    /// <summary>Fits the factors.</summary>
    /// <param name="interactions">Play counts, users × items.</param>
    /// <param name="version">Names the result.</param>
    /// <param name="progress">Told after each iteration.</param>
    /// <param name="cancellationToken">Stops within an iteration.</param>
    FactorModel Fit(
        InteractionMatrix interactions,
        ModelVersion version,
        IProgress<StageProgress>? progress,
        CancellationToken cancellationToken);
}
