using System.ComponentModel.DataAnnotations;

namespace HybridRec.Engine.Neighbours;

/// <summary>Options of <see cref="Slim"/>.</summary>
public sealed class SlimOptions
{
    /// <summary>K, similar items that an item may be predicted from.</summary>
    /// <value>Default 100.</value>
    [Range(1, 2_000)]
    public int Neighbours { get; init; } = 100;

    /// <summary>w₀, the weight of a listener who did not play the item, beside 1 for one who did.</summary>
    /// <value>Default 0.07.</value>
    [Range(1e-6, 1.0)]
    public float UnobservedWeight { get; init; } = 0.07f;

    /// <summary>λ, the L2 regularisation before frequency scaling.</summary>
    /// <value>Default 3.</value>
    [Range(1e-3, 1e6)]
    public float Regularization { get; init; } = 3f;

    /// <summary>ν, the exponent of frequency-scaled regularisation: 0 is constant, 1 is proportional.</summary>
    /// <value>Default 0.5.</value>
    [Range(0.0, 2.0)]
    public float FrequencyExponent { get; init; } = 0.5f;

    /// <summary>Workers at most; 0 for all cores. The result does not depend on it.</summary>
    /// <value>Default 0.</value>
    [Range(0, 1_024)]
    public int Threads { get; init; }
}
