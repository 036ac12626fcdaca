using HybridRec.Evaluation.Lineup;
using HybridRec.Evaluation.Protocol;
using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Reports.Runs;

/// <summary>How many held-out items the lists hold, how sure that is, and what it costs in popularity.</summary>
internal static class AccuracySections
{
    private static readonly string[] Accuracy = ["ndcg", "recall", "capped-recall", "map", "mrr", "hit-rate"];

    /// <summary>All models with intervals.</summary>
    public static ReportSection Leaderboard(Figures figures)
    {
        int k = figures.Report.MainK;
        (string, Interval)[] bars = [.. figures.ByAccuracy
            .Where(model => figures.Main(model) is not null)
            .Select(model => (model.Name, Wording.AsInterval(figures.Main(model)!)))];
        Dictionary<string, Verdicts> verdicts = Accuracy.ToDictionary(metric => metric, metric => new Verdicts(figures.Report, metric));
        Table? table = figures.Table(
            $"Accuracy of lists of {k}, with 95 % bootstrap intervals over users",
            Accuracy.Select(metric => (metric, k)),
            (model, metric) => verdicts[metric].Marks(model, figures.MainVerdicts.ReferenceIsBest));
        List<ReportBlock> blocks = [];
        if (bars.Length > 0)
        {
            blocks.Add(new BarChart($"{figures.MainTitle} with 95 % intervals", figures.MainTitle, bars));
        }

        if (table is not null)
        {
            blocks.Add(table);
            blocks.Add(new Paragraph(Meaning(figures.MainVerdicts, table)));
        }

        return new ReportSection("Leaderboard", blocks);
    }

    /// <summary>Differences from the reference model.</summary>
    public static ReportSection PairedTests(Figures figures)
    {
        RunReport report = figures.Report;
        if (report.Tests.Count == 0)
        {
            return new ReportSection("Paired tests", []);
        }

        int decimals = Wording.Decimals(report.Tests.Select(test => test.Difference));
        PairedTest[] main = [.. report.Tests
            .Where(test => test.Metric == Figures.MainMetric && test.K == report.MainK)
            .OrderByDescending(test => test.Difference)];
        return new ReportSection("Paired tests",
        [
            new Paragraph(
                "Every model is compared with a reference on the same users. The interval is of the mean difference (paired "
                + "bootstrap); p is of a paired permutation test, two-sided; Holm's correction is over all rows of the table."),
            .. main.Length == 0 ? (ReportBlock[])[] :
            [
                new BarChart(
                    $"{figures.MainTitle}: difference from {main[0].Reference}, with 95 % intervals",
                    $"difference in {figures.MainTitle}",
                    [.. main.Select(test => (test.Model, new Interval(test.Difference, test.Low, test.High, 0)))]),
            ],
            new Table(
                "Paired differences",
                ["model", "compared with", "metric", "difference", "p", "p (Holm)", "verdict at 5 %"],
                [.. main.Concat(report.Tests.Except(main)).Select(test => (IReadOnlyList<string>)
                [
                    test.Model, test.Reference, Figures.Title(test.Metric, test.K),
                    Wording.Estimate(new Interval(test.Difference, test.Low, test.High, 0), decimals), Wording.P(test.P), Wording.P(test.PHolm),
                    !Verdicts.Significant(test) ? "cannot be told apart" : test.Difference > 0 ? "better" : "worse",
                ])]),
        ]);
    }

    /// <summary>Accuracy against the popularity of what is recommended; the dial's settings joined.</summary>
    public static ReportSection Frontier(Figures figures)
    {
        int k = figures.Report.MainK;
        (ModelReport Model, double X, double Y)[] placed = [.. figures.Report.Models
            .Select(model => (Model: model, X: figures.Of(model, "popularity", k), Y: figures.Main(model)))
            .Where(entry => entry.X is not null && entry.Y is not null)
            .Select(entry => (entry.Model, entry.X!.Value, entry.Y!.Value))];
        ScatterGroup[] groups =
        [
            new("models", [.. placed.Where(entry => DialSection.Setting(entry.Model) is null).Select(Point)]),
            .. placed.Where(entry => DialSection.Setting(entry.Model) is not null)
                .GroupBy(entry => DialSection.BaseName(entry.Model))
                .Select(dial => new ScatterGroup(
                    $"{dial.Key}, by {(ModelName.Rivals.Contains(dial.Key) ? "knob" : "dial")}",
                    [.. dial.OrderBy(entry => DialSection.Setting(entry.Model)).Select(Point)],
                    Joined: true)),
        ];
        return new ReportSection("Accuracy against popularity", placed.Length == 0 ? [] :
        [
            new Paragraph(
                "Recommending hits is an easy way to be accurate. The further left a model stands at the same height, the less it "
                + "leans on them; a model that another one beats in both is not on the frontier. 50 is what people really play."),
            new ScatterChart(
                $"{figures.MainTitle} against mean popularity of the lists",
                "mean popularity π of the lists",
                figures.MainTitle,
                [.. groups.Where(group => group.Points.Count > 0)]),
        ]);

        static (double X, double Y, string Label) Point((ModelReport Model, double X, double Y) entry) =>
            (entry.X, entry.Y, entry.Model.Name);
    }

    private static string Meaning(Verdicts verdicts, Table table)
    {
        string order = "Ordered by NDCG. Definitions stand below.";
        return table.Marked.Count == 0
            ? $"{order} No value is marked: marks need a significant paired test, and only NDCG and Recall are tested."
            : verdicts.ReferenceIsBest
                ? $"{order} Bold: the highest value where the paired tests were made against it, and all that they cannot tell from it. "
                    + "Only NDCG and Recall are tested."
                : $"{order} Bold: significantly better than {verdicts.Reference}, with which all models are compared. Only NDCG and "
                    + "Recall are tested.";
    }
}
