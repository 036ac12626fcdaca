using System.ComponentModel.DataAnnotations;
using HybridRec.Engine.Reranking;

namespace HybridRec.Engine.Serving;

/// <summary>How a listener's evidence becomes scores and lists; what is evidence, the model says (<see cref="ServingModel.Evidence"/>).</summary>
public sealed class RecommenderOptions
{
    /// <summary>What the score by ear counts; null for what the training learned.</summary>
    /// <value>Default null.</value>
    [Range(0.0, 100.0)]
    public double? AudioWeight { get; init; }

    /// <summary>Settings of the re-ranker.</summary>
    public DiscoveryRerankerOptions Reranker { get; init; } = new();

    /// <summary>Settings of what learns which generators suit a listener.</summary>
    public GeneratorBanditOptions Bandit { get; init; } = new();
}
