using HybridRec.Engine.Blending;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Neighbours;
using HybridRec.Engine.Reranking;
using HybridRec.Engine.Serving;

namespace HybridRec.Evaluation.Lineup;

/// <summary>Which options class stands behind the first part of an option's name.</summary>
/// <remarks>
/// <c>als</c> is the factorisation wherever it is used: in als, cf and the hybrid. <c>blend</c>, <c>audio-map</c>,
/// <c>recommender</c> and <c>re-ranker</c> are the hybrid's.
/// </remarks>
internal static class OptionGroups
{
    public static readonly SortedDictionary<string, Type> All = new(StringComparer.Ordinal)
    {
        ["item-knn"] = typeof(ItemKnnOptions),
        ["user-knn"] = typeof(UserKnnOptions),
        ["lift"] = typeof(LiftOptions),
        ["ease"] = typeof(EaseOptions),
        ["item2vec"] = typeof(Item2VecOptions),
        ["als"] = typeof(ImplicitAlsOptions),
        ["cf"] = typeof(CollaborativeOptions),
        ["audio-map"] = typeof(AudioMapOptions),
        ["blend"] = typeof(BlendOptions),
        ["recommender"] = typeof(RecommenderOptions),
        ["re-ranker"] = typeof(DiscoveryRerankerOptions),
    };

    /// <summary>The groups that matter to a kind of model, in the order in which they are best tuned.</summary>
    public static IReadOnlyList<string> Of(string kind) => kind switch
    {
        "random" or "popularity" or "audio" => [],
        "cf" => ["als", "ease", "item-knn", "cf"],
        "hybrid" => ["als", "audio-map", "blend", "recommender", "re-ranker"],
        _ => [kind],
    };
}
