using System.ComponentModel.DataAnnotations;

namespace HybridRec.Engine.Neighbours;

/// <summary>Options of <see cref="Item2Vec"/>.</summary>
public sealed class Item2VecOptions
{
    /// <summary>Dimensions of an item's vector.</summary>
    /// <value>Default 32; more fit a few thousand listeners too closely.</value>
    [Range(1, 1_024)]
    public int Rank { get; init; } = 32;

    /// <summary>Passes over all plays, for both kinds of vectors.</summary>
    /// <value>Default 20.</value>
    [Range(1, 1_000)]
    public int Epochs { get; init; } = 20;

    /// <summary>Other items of the same listener that an item is held against in each pass.</summary>
    /// <value>Default 4.</value>
    [Range(1, 100)]
    public int Contexts { get; init; } = 4;

    /// <summary>Items drawn by chance against each of them.</summary>
    /// <value>Default 5.</value>
    [Range(1, 100)]
    public int Negatives { get; init; } = 5;

    /// <summary>How strongly popular items are preferred among those drawn by chance: P(j) ∝ n_j to this power.</summary>
    /// <value>Default 0.75, as in word2vec.</value>
    [Range(-2.0, 2.0)]
    public float NegativeExponent { get; init; } = 0.75f;

    /// <summary>Length of the first steps; it falls in a straight line, by the last pass to one part in the number of passes.</summary>
    /// <value>Default 0.1.</value>
    [Range(1e-6, 10.0)]
    public float LearningRate { get; init; } = 0.1f;

    /// <summary>Seed of the initial vectors and of all draws.</summary>
    /// <value>Default 0.</value>
    public int Seed { get; init; }

    /// <summary>Workers at most; 0 for all cores. The result does not depend on it.</summary>
    /// <value>Default 0.</value>
    [Range(0, 1_024)]
    public int Threads { get; init; }
}
