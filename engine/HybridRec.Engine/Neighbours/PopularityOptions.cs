using System.ComponentModel.DataAnnotations;

namespace HybridRec.Engine.Neighbours;

/// <summary>What popularity counts.</summary>
public sealed class PopularityOptions
{
    /// <summary>A listener counts half if they played the item last this many days before the newest play of all.</summary>
    /// <value>Default 0: a listener counts 1 whenever they played it.</value>
    [Range(0.0, 100_000.0)]
    public double HalfLifeDays { get; init; }
}
