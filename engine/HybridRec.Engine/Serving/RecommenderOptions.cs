using System.ComponentModel.DataAnnotations;
using HybridRec.Engine.Reranking;

namespace HybridRec.Engine.Serving;

/// <summary>How a listener's plays and feedback become scores.</summary>
public sealed class RecommenderOptions
{
    /// <summary>β, what the score by ear counts beside the score in the blended space.</summary>
    /// <value>Default 0.3.</value>
    [Range(0.0, 100.0)]
    public double AudioWeight { get; init; } = 0.3;

    /// <summary>A like counts as this many plays more.</summary>
    /// <value>Default 3.</value>
    [Range(0.0, 1_000.0)]
    public float LikePlays { get; init; } = 3;

    /// <summary>A dislike is evidence against (preference 0) with the confidence of this many plays.</summary>
    /// <value>Default 10.</value>
    [Range(0.0, 1_000.0)]
    public float DislikePlays { get; init; } = 10;

    /// <summary>A skip is evidence against with this share of the confidence of one play.</summary>
    /// <value>Default 0.5.</value>
    [Range(1e-6, 1.0)]
    public float SkipShare { get; init; } = 0.5f;

    /// <summary>Settings of the re-ranker.</summary>
    public DiscoveryRerankerOptions Reranker { get; init; } = new();
}
