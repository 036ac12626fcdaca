using System.ComponentModel.DataAnnotations;

namespace HybridRec.Evaluation.Lineup;

/// <summary>The production collaborative ranking <c>cf</c>: ALS and an item-item model, added up.</summary>
public sealed class CollaborativeOptions
{
    /// <summary>Weight of ALS in the sum; the item-item model has the rest.</summary>
    /// <value>Default 0.5.</value>
    [Range(0.0, 1.0)]
    public double AlsWeight { get; init; } = 0.5;
}
