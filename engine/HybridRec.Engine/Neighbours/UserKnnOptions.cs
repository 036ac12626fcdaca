using System.ComponentModel.DataAnnotations;

namespace HybridRec.Engine.Neighbours;

/// <summary>Options of <see cref="UserKnn"/>.</summary>
public sealed class UserKnnOptions
{
    /// <summary>K, the most similar listeners whose plays count.</summary>
    /// <value>Default 1,000: "the top plays of the 1,000 most similar listeners".</value>
    [Range(1, 100_000)]
    public int Neighbours { get; init; } = 1_000;
}
