using HybridRec.Evaluation.Reports;
using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Tests.Reports;

/// <summary>Small documents that hold every kind of block, and names that would break a careless page.</summary>
internal static class Documents
{
    public const string Nasty = "</script><b onclick='x'>&\"|*_`[a](b)\u0001\nBjörk 椎名林檎 🎵";

    public static ReportDocument EveryBlock(string name = "als") => new(
        $"Title {name}",
        [$"{name} is the first sentence.", "The second."],
        [
            new ReportSection($"Heading {name}",
            [
                new Paragraph($"A paragraph about {name}."),
                new Table($"Table {name}", ["model", "NDCG@20", "note"], [[name, "0.243", "good"], ["popularity", "–", ""]]),
            ]),
            new ReportSection("Charts",
            [
                new BarChart($"Bars {name}", "NDCG@20", [(name, new Interval(0.25, 0.2, 0.3, 100)), ("random", new Interval(0.01, 0.01, 0.01, 100))]),
                new LineChart("Lines", "training users", "recall", ["0", "1–2"], [(name, [new Interval(0.1, 0.05, 0.2, 10), null])]),
                new ScatterChart("Points", "π", "NDCG", [new ScatterGroup(name, [(50, 0.25, name), (40, 0.2, "dial")], Joined: true)]),
                new HeatMap("Cells", "true", "predicted", [name, "rock"], ["jazz", "rock"], [[0.9, 0.1], [0.25, 0.75]]),
            ]),
        ]);
}
