using System.ComponentModel.DataAnnotations;

namespace HybridRec.Engine.Neighbours;

/// <summary>What a pair (user, item) weighs in the similarity of items.</summary>
public enum PairWeighting
{
    /// <summary>w_ui = 1: plain cosine of who played what.</summary>
    Binary,

    /// <summary>w_ui = √r_ui · ln(1 + |I| ÷ n_u): a listener of everything says little about any two items.</summary>
    TfIdf,

    /// <summary>
    /// w_ui = r(K₁ + 1) ÷ (r + K₁(1 − B + B·n_i ÷ n̄)) · ln(1 + |I| ÷ n_u), K₁ = 1.2, B = 0.75, n̄ the mean of n_i over
    /// the items played: repeated plays saturate, and popular items weigh less.
    /// </summary>
    Bm25,
}

/// <summary>Options of <see cref="ItemKnn"/>.</summary>
public sealed class ItemKnnOptions
{
    /// <summary>K, similar items kept for each item.</summary>
    /// <value>Default 400.</value>
    [Range(1, 10_000)]
    public int Neighbours { get; init; } = 400;

    /// <summary>What a pair weighs.</summary>
    /// <value>Default <see cref="PairWeighting.TfIdf"/>.</value>
    [EnumDataType(typeof(PairWeighting))]
    public PairWeighting Weighting { get; init; } = PairWeighting.TfIdf;

    /// <summary>h, which holds back pairs with little evidence. In shared users of mean weight.</summary>
    /// <value>Default 5.</value>
    [Range(0.0, 1e6)]
    public float Shrinkage { get; init; } = 5f;

    /// <summary>Workers at most; 0 for all cores. The result does not depend on it.</summary>
    /// <value>Default 0.</value>
    [Range(0, 1_024)]
    public int Threads { get; init; }
}
