using System.ComponentModel.DataAnnotations;

namespace HybridRec.Engine.Neighbours;

/// <summary>Options of <see cref="Lift"/>.</summary>
public sealed class LiftOptions
{
    /// <summary>K, items kept for each item.</summary>
    /// <value>Default 400.</value>
    [Range(1, 10_000)]
    public int Neighbours { get; init; } = 400;

    /// <summary>Workers at most; 0 for all cores. The result does not depend on it.</summary>
    /// <value>Default 0.</value>
    [Range(0, 1_024)]
    public int Threads { get; init; }
}
