using System.ComponentModel.DataAnnotations;

namespace HybridRec.Engine.Neighbours;

/// <summary>Options of <see cref="Ease"/>.</summary>
public sealed class EaseOptions
{
    /// <summary>The most items that are ever modelled: 20,000² weights are 1.6 GB, half as much again while fitting, and minutes of work.</summary>
    public const int Limit = 20_000;

    /// <summary>λ, the L2 regularisation, in users: added to the diagonal of XᵀX.</summary>
    /// <value>Default 100, for some thousand users; more users want more.</value>
    [Range(1e-3, 1e9)]
    public float Regularization { get; init; } = 100f;

    /// <summary>M, the most played items that are modelled; the others stand below them in every list.</summary>
    /// <value>Default 6,000: 144 MB, 216 MB while fitting, and some seconds.</value>
    [Range(1, Limit)]
    public int MaxItems { get; init; } = 6_000;

    /// <summary>Workers at most; 0 for all cores. The result does not depend on it.</summary>
    /// <value>Default 0.</value>
    [Range(0, 1_024)]
    public int Threads { get; init; }
}
