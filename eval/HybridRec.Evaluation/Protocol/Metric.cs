namespace HybridRec.Evaluation.Protocol;

/// <summary>Which way of a metric is better, if either.</summary>
public enum Better
{
    /// <summary>More is better.</summary>
    Higher,

    /// <summary>Less is better.</summary>
    Lower,

    /// <summary>It depends on what one wants.</summary>
    Neither,
}

/// <summary>A metric of the protocol: how it is named in files and in reports. Formulas are in Measurement.</summary>
/// <param name="Name">Name in files: <c>ndcg</c>.</param>
/// <param name="Title">Name in reports: "NDCG".</param>
/// <param name="Better">Which way is better.</param>
/// <param name="PerUser">Whether it is a mean over users, which has an interval, or a figure of all lists together.</param>
public sealed record Metric(string Name, string Title, Better Better, bool PerUser = true)
{
    /// <summary>All metrics in the order of reports.</summary>
    public static IReadOnlyList<Metric> All { get; } =
    [
        new("recall", "Recall", Better.Higher),
        new("capped-recall", "Capped recall", Better.Higher),
        new("ndcg", "NDCG", Better.Higher),
        new("map", "MAP", Better.Higher),
        new("mrr", "MRR", Better.Higher),
        new("hit-rate", "Hit rate", Better.Higher),
        new("popularity", "Mean popularity π", Better.Neither),
        new("novelty", "Novelty", Better.Neither),
        new("coverage", "Coverage", Better.Higher, PerUser: false),
        new("gini", "Gini of exposure", Better.Lower, PerUser: false),
        new("unexpectedness", "Unexpectedness", Better.Neither),
        new("serendipity", "Serendipity", Better.Higher),
        new("baseline-overlap", "Baseline overlap", Better.Neither),
        new("diversity.listening", "Diversity (listening space)", Better.Neither),
        new("diversity.audio", "Diversity (audio space)", Better.Neither),
        new("artists", "Artists per list", Better.Higher),
        new("never-heard", "Never-heard share", Better.Neither),
        new("popularity-calibration", "Popularity calibration", Better.Lower),
        new("genre-calibration", "Genre calibration", Better.Lower),
    ];

    /// <summary>Finds a metric by its name in files.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="ArgumentException">There is no such metric.</exception>
    public static Metric Of(string name) => All.FirstOrDefault(metric => metric.Name == name)
        ?? throw new ArgumentException($"There is no metric {name}.", nameof(name));
}
