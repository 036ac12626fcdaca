namespace HybridRec.Evaluation.Reports.Runs;

/// <summary>Each metric in one line, for readers of a report; the formulas with their edge cases are in Measurement.</summary>
internal static class MetricDefinitions
{
    private static readonly Dictionary<string, string> Lines = new()
    {
        ["recall"] = "hits ÷ |T|",
        ["capped-recall"] = "hits ÷ min(k, |T|)",
        ["ndcg"] = "sum over hits of 1 ÷ log2(position + 1), ÷ the same of an ideal list of min(k, |T|) hits",
        ["map"] = "mean over min(k, |T|) of the precision at each hit",
        ["mrr"] = "1 ÷ position of the first hit, 0 without a hit",
        ["hit-rate"] = "1 with a hit in the list, else 0",
        ["popularity"] = "mean over L of the play-weighted percentile of the item's users: 0 unknown, 50 what people really play, 100 hits",
        ["novelty"] = "mean over L of −log2(share of users who played the item in training), in bits",
        ["coverage"] = "share of the catalogue that appears in any list",
        ["gini"] = "inequality of how often items are shown, over the whole catalogue: 0 even, 1 one item only",
        ["unexpectedness"] = "mean over L of 1 − the strongest co-listening (damped NPMI) with anything in H",
        ["serendipity"] = "mean over L of unexpectedness where the item is in T, else 0",
        ["baseline-overlap"] = "share of L that popularity or item-knn would also have recommended in k",
        ["diversity.listening"] = "mean over pairs of L of 1 − cosine of their listening vectors",
        ["diversity.audio"] = "mean over pairs of L of 1 − cosine of their audio vectors",
        ["artists"] = "number of artists in L",
        ["never-heard"] = "share of L that the user had not played in training",
        ["popularity-calibration"] = "Jensen–Shannon distance between the popularity histograms (10 bins) of H and L",
        ["genre-calibration"] = "Jensen–Shannon distance between the tag distributions of H and L",
    };

    /// <summary>The line of a metric.</summary>
    public static string Of(string metric) => Lines[metric];
}
