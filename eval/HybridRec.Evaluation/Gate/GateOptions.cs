using System.ComponentModel.DataAnnotations;

namespace HybridRec.Evaluation.Gate;

/// <summary>What a recipe must not lose to take the place of another.</summary>
public sealed record GateOptions
{
    /// <summary>With fewer listeners to evaluate on nothing can be told apart, and no comparison is made.</summary>
    /// <value>Default 50.</value>
    [Range(2, 1_000_000)]
    public int FewestListeners { get; init; } = 50;

    /// <summary>Share of the reference's NDCG@20 that the lower end of the difference's 95 % interval may lie below 0.</summary>
    /// <value>Default 0.02.</value>
    [Range(0.0, 1.0)]
    public double Margin { get; init; } = 0.02;

    /// <summary>Share of the reference's coverage that must be kept.</summary>
    /// <value>Default 0.8.</value>
    [Range(0.0, 1.0)]
    public double LeastCoverage { get; init; } = 0.8;

    /// <summary>Percentile points by which mean popularity π of the lists may rise above the reference's.</summary>
    /// <value>Default 5.</value>
    [Range(0.0, 100.0)]
    public double MostPopularity { get; init; } = 5;

    /// <summary>Seed of the resampling.</summary>
    /// <value>Default 0.</value>
    public int Seed { get; init; }
}
