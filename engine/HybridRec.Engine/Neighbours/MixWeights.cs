namespace HybridRec.Engine.Neighbours;

/// <summary>What <see cref="CollaborativeMix"/> learned from the plays it held out.</summary>
/// <param name="Als">Weight of the ALS scores.</param>
/// <param name="Relative">Weight of the popularity-free relevance z of the same factors.</param>
/// <param name="Slim">Weight of <see cref="Neighbours.Slim"/>.</param>
/// <param name="ItemKnn">Weight of <see cref="Neighbours.ItemKnn"/>.</param>
/// <remarks>All ≥ 0. A weight is of scores divided by their standard deviation over the listener's items.</remarks>
public readonly record struct MixWeights(float Als, float Relative, float Slim, float ItemKnn)
{
    /// <summary>Parts that have a weight.</summary>
    internal const int Parts = 4;

    /// <summary>Weights for data too small to hold anything out.</summary>
    public static MixWeights Standard { get; } = new(1f, 0.3f, 0.5f, 0.2f);

    /// <summary>Weight of a part, in the order of the constructor.</summary>
    /// <param name="part">0 ≤ part &lt; 4.</param>
    internal float this[int part] => part switch
    {
        0 => Als,
        1 => Relative,
        2 => Slim,
        _ => ItemKnn,
    };

    /// <summary>From weights in the order of the constructor.</summary>
    /// <param name="weights">Shape (4), ≥ 0.</param>
    internal static MixWeights Of(ReadOnlySpan<float> weights) => new(weights[0], weights[1], weights[2], weights[3]);

    /// <summary>The weights in the order of the constructor, shape (4).</summary>
    internal float[] ToArray() => [Als, Relative, Slim, ItemKnn];
}
