using System.ComponentModel.DataAnnotations;

namespace HybridRec.Engine.Neighbours;

/// <summary>Options of <see cref="CollaborativeMix"/>.</summary>
public sealed class CollaborativeOptions
{
    /// <summary>ALS models with different initial factors whose scores are averaged.</summary>
    /// <value>Default 4: the average of four starts ranks a percent better than one.</value>
    [Range(1, 64)]
    public int AlsModels { get; init; } = 4;

    /// <summary>Share of a listener's items that is held out of the training plays while the mixture is learned.</summary>
    /// <value>Default 0.15.</value>
    [Range(0.01, 0.5)]
    public double HeldOutShare { get; init; } = 0.15;

    /// <summary>Listeners at most whose items are held out; drawn by the seed.</summary>
    /// <value>Default 4,000: a mean NDCG to about 0.004.</value>
    [Range(1, 1_000_000)]
    public int HeldOutUsers { get; init; } = 4_000;

    /// <summary>Length of the lists whose NDCG the mixture is learned for.</summary>
    /// <value>Default 20.</value>
    [Range(1, 1_000)]
    public int ListLength { get; init; } = 20;

    /// <summary>Seed of the choice of what is held out.</summary>
    /// <value>Default 0.</value>
    public int Seed { get; init; }

    /// <summary>Workers at most; 0 for all cores. The result does not depend on it.</summary>
    /// <value>Default 0.</value>
    [Range(0, 1_024)]
    public int Threads { get; init; }
}
