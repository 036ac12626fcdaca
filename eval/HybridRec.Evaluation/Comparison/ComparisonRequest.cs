namespace HybridRec.Evaluation.Comparison;

/// <summary>Which runs are compared, and in what.</summary>
/// <param name="FolderA">Output folder of the run compared with.</param>
/// <param name="FolderB">Output folder of the run that is judged.</param>
public sealed record ComparisonRequest(string FolderA, string FolderB)
{
    /// <summary>A metric that has a value for each user; default <c>ndcg</c>.</summary>
    public string Metric { get; init; } = "ndcg";

    /// <summary>List length; null (default) for A's main length.</summary>
    public int? K { get; init; }

    /// <summary>Models compared with their namesakes; empty (default) for all that both runs have.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>A model of A and one of B, compared instead of namesakes; null (default) for those.</summary>
    public (string A, string B)? Pair { get; init; }

    /// <summary>Whether runs on different data, splits or candidates are compared all the same, with a note; default no.</summary>
    public bool Force { get; init; }
}
