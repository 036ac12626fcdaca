using HybridRec.Engine.Blending;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Neighbours;
using HybridRec.Engine.Reranking;
using HybridRec.Engine.Serving;

namespace HybridRec.Evaluation.Lineup;

/// <summary>Which options class stands behind the first part of an option's name.</summary>
/// <remarks>
/// <c>als</c> is the factorisation wherever it is used: in als, cf and the hybrid, and so is
/// <c>evidence</c>, what listeners are folded in by. <c>blend</c>, <c>audio-map</c>,
/// <c>recommender</c> and <c>re-ranker</c> are the hybrid's.
/// </remarks>
internal static class OptionGroups
{
    public static readonly SortedDictionary<string, Type> All = new(StringComparer.Ordinal)
    {
        ["popularity"] = typeof(PopularityOptions),
        ["item-knn"] = typeof(ItemKnnOptions),
        ["user-knn"] = typeof(UserKnnOptions),
        ["lift"] = typeof(LiftOptions),
        ["slim"] = typeof(SlimOptions),
        ["ease"] = typeof(EaseOptions),
        ["item2vec"] = typeof(Item2VecOptions),
        ["als"] = typeof(ImplicitAlsOptions),
        ["evidence"] = typeof(EvidenceOptions),
        ["cf"] = typeof(CollaborativeOptions),
        ["audio-map"] = typeof(AudioMapOptions),
        ["blend"] = typeof(BlendOptions),
        ["recommender"] = typeof(RecommenderOptions),
        ["re-ranker"] = typeof(DiscoveryRerankerOptions),
    };

    /// <summary>The groups that matter to a kind of model, in the order in which they are best tuned.</summary>
    public static IReadOnlyList<string> Of(string kind) => kind switch
    {
        "random" or "audio" => [],
        "als" or "mmr" or "xquad" or "popularity-discount" or "z-mix" => ["als", "evidence"],
        "hybrid" => ["als", "evidence", "audio-map", "blend", "recommender", "re-ranker"],
        _ => [kind],
    };
}
