using HybridRec.Evaluation.Protocol;

namespace HybridRec.Evaluation.Tests.Reports;

/// <summary>A run report with all parts filled: made up, but shaped like a real one.</summary>
internal static class Runs
{
    private const int MainK = 20;

    private static readonly int[] Ks = [10, 20, 100];

    private static readonly (string Name, double Ndcg, double Popularity)[] Lineup =
    [
        ("random", 0.0012, 12.4), ("popularity", 0.097, 98.2), ("item-knn", 0.206, 71.3), ("user-knn", 0.221, 83.0),
        ("lift", 0.143, 38.7), ("ease", 0.277, 68.8), ("als", 0.281, 70.1), ("audio", 0.024, 33.0), ("cf", 0.271, 61.2),
        ("hybrid", 0.262, 55.4), ("hybrid@0", 0.259, 74.9), ("hybrid@0.25", 0.263, 63.2), ("hybrid@0.5", 0.258, 51.8),
        ("hybrid@0.75", 0.231, 40.3), ("hybrid@1", 0.172, 27.9),
    ];

    private static readonly string[] Buckets = ["0", "1–2", "3–5", "6–10", "11–20", "21–50", "51–100", "> 100"];

    /// <summary>The report; the reference of its paired tests is the best model unless another is asked for.</summary>
    public static RunReport Full(string reference = "als") => new()
    {
        Run = new RunFacts(
            "eval run --train train.tsv --test test.tsv --models all --out report",
            "0.1.0",
            "2 cores, X64, Debian GNU/Linux 12, .NET 10.0.12",
            new DateTimeOffset(2026, 11, 23, 5, 20, 0, TimeSpan.Zero),
            42,
            new Dictionary<string, double> { ["read"] = 0.41, ["prepare"] = 1.2, ["compare"] = 6.31, ["total"] = 141.07 },
            1_234_567_890),
        Data = new DataFacts(
            "train.tsv, valid.tsv and test.tsv as given", new string('a', 64), "unheard", 1_885, 17_388, 3_480,
            73_458, 9_143, 18_321, 1_878, 7, ["12 test pairs were also in training", "3 users occur only in the test part"]),
        Ks = Ks,
        MainK = MainK,
        Models = [.. Lineup.Select(model => Model(model.Name, model.Ndcg, model.Popularity))],
        Tests = [.. new[] { "recall", "ndcg" }.SelectMany(metric => Lineup
            .Where(model => model.Name != reference)
            .Select(model => Test(metric, model.Name, model.Ndcg, reference)))],
        Spaces = [new HubnessReport("listening", 3.21, 0.84, 3_000), new HubnessReport("audio", 5.02, 1.13, 1_425)],
    };

    /// <summary>A report with one model and no more than must be there.</summary>
    public static RunReport Bare() => new()
    {
        Run = new RunFacts("eval run", "0.1.0", "", default, 1, new Dictionary<string, double>(), 0),
        Data = new DataFacts("", "", "unheard", 2, 3, 0, 3, 0, 1, 1, 1, []),
        Ks = [10],
        MainK = 10,
        Models =
        [
            new ModelReport
            {
                Name = "popularity",
                Options = new Dictionary<string, string>(),
                Seconds = new Dictionary<string, double>(),
                Metrics = [new MetricValue("ndcg", 10, 0.5, 0.25, 0.75, 1)],
            },
        ],
        Tests = [],
    };

    private static ModelReport Model(string name, double ndcg, double popularity)
    {
        bool dialled = name.Contains('@', StringComparison.Ordinal);
        double discovery = dialled ? double.Parse(name.Split('@')[1], System.Globalization.CultureInfo.InvariantCulture) : 0;
        return new ModelReport
        {
            Name = name,
            Options = name == "als" ? new Dictionary<string, string> { ["rank"] = "128", ["alpha"] = "40", ["lambda"] = "0.05" } : [],
            Seconds = new Dictionary<string, double> { ["train"] = 3.25, ["rank"] = 0.5, ["measure"] = 0.75 },
            Metrics = [.. Metric.All.Where(metric => metric.Name != "never-heard").SelectMany(metric => Ks.Select(k =>
                Value(metric.Name, k, Level(metric.Name, ndcg, popularity) * (metric.Name == "popularity" ? 1 : 1 + ((k - 20) / 200.0)), metric.PerUser)))],
            ColdAmongThemselves = name is "audio" or "hybrid" or "random" or "popularity"
                ? [Value("recall", MainK, name is "audio" or "hybrid" ? 0.211 : 0.067), Value("ndcg", MainK, name is "audio" or "hybrid" ? 0.124 : 0.03)]
                : [],
            Strata =
            [
                .. Strata("user popularity", ["low", "middle", "high"], ndcg, 0.7),
                .. Strata("user history", ["low", "middle", "high"], ndcg, 0.85),
                .. Strata("item popularity", ["head", "middle", "tail", "cold"], ndcg, 1.4),
            ],
            ColdStart = [.. Buckets.Select((bucket, n) => new ColdStartPoint(
                bucket, 40 * (8 - n), 150 + (400 * n), Value("recall", 100, (name is "hybrid" or "audio" ? 0.08 : 0) + (ndcg * n / 5))))],
            Dial = dialled
                ? new DialReport(discovery, 75 - (48 * discovery), popularity, Value("dial", MainK, 1.1 + discovery), 0.97 - (0.1 * discovery), (int)(20 * discovery))
                : null,
        };
    }

    private static double Level(string metric, double ndcg, double popularity) => metric switch
    {
        "popularity" => popularity,
        "novelty" => 12 - (popularity / 12),
        "coverage" => popularity > 98 ? 0.004 : 1 - (popularity / 110),
        "gini" => 0.4 + (popularity / 180),
        "artists" => 18.4,
        "serendipity" => ndcg / 30,
        "unexpectedness" => 1 - (popularity / 160),
        "baseline-overlap" => popularity / 130,
        _ => Math.Min(0.9, 1.1 * ndcg),
    };

    private static IEnumerable<StratumValue> Strata(string kind, string[] names, double ndcg, double first) => names.Select(
        (name, n) => new StratumValue(kind, name, Value("ndcg", MainK, name == "cold" ? 0 : ndcg * (first + ((1 - first) * n)))));

    private static MetricValue Value(string metric, int k, double value, bool interval = true) => interval
        ? new MetricValue(metric, k, value, value * 0.955, value * 1.046, 1_878)
        : new MetricValue(metric, k, value, null, null, 1_878);

    private static PairedTest Test(string metric, string model, double ndcg, string reference)
    {
        double difference = ndcg - Lineup.Single(other => other.Name == reference).Ndcg;
        bool same = Math.Abs(difference) < 0.006;
        return new PairedTest(
            metric, MainK, model, reference, difference, difference - 0.007, difference + 0.007, same ? 0.21 : 0.0001, same ? 0.42 : 0.0014);
    }
}
