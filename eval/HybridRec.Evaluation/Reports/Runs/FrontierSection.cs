using HybridRec.Evaluation.Lineup;
using HybridRec.Evaluation.Protocol;

namespace HybridRec.Evaluation.Reports.Runs;

/// <summary>What each setting of the dial costs and brings against pure als, and whether a rival re-ranker does better.</summary>
internal static class FrontierSection
{
    /// <summary>Tables and the chart; nothing where no rival was measured.</summary>
    public static ReportSection Make(Figures figures)
    {
        if (figures.Report.Frontier is not { } frontier)
        {
            return new ReportSection("The dial against rivals", []);
        }

        return new ReportSection("The dial against rivals",
        [
            new Paragraph(
                $"Differences from {frontier.Reference} over the same users, with 95 % intervals of paired resamples. Rivals re-rank the "
                + "candidates of als, their knob swept from 0, which is als, to 1. At each setting of the dial the rival's accuracy is "
                + "interpolated at the mean popularity of the hybrid's lists."),
            Chart(figures),
            Points(frontier),
            Shares(frontier),
            Gaps(frontier),
        ]);
    }

    private static ScatterChart Chart(Figures figures)
    {
        int k = figures.Report.MainK;
        IEnumerable<(string Line, double X, double Y, string Label)> points =
            from model in figures.Report.Models
            let kind = DialSection.BaseName(model)
            where model.Name == "als" || (DialSection.Setting(model) is not null && (kind == "hybrid" || ModelName.Rivals.Contains(kind)))
            let x = figures.Of(model, "popularity", k)
            let y = figures.Main(model)
            where x is not null && y is not null
            orderby DialSection.Setting(model) ?? 0
            select (kind, x.Value, y.Value, model.Name);
        return new ScatterChart(
            $"{figures.MainTitle} against mean popularity: the dial and rivals",
            "mean popularity π of the lists",
            figures.MainTitle,
            [.. points.GroupBy(point => point.Line).Select(line => new ScatterGroup(
                line.Key, [.. line.Select(point => (point.X, point.Y, point.Label))], Joined: true))]);
    }

    private static Table Points(FrontierReport frontier)
    {
        int decimals = Wording.Decimals(frontier.Points.Select(point => point.Ndcg.Value));
        int serendipity = Wording.Decimals(frontier.Points.Select(point => point.Serendipity.Value));
        return new Table(
            $"Against {frontier.Reference}",
            ["model", "NDCG", "mean π", "serendipity", "serendipity ×", "coverage ×"],
            [.. frontier.Points.Select(point => (IReadOnlyList<string>)
            [
                point.Model, Wording.Estimate(point.Ndcg, decimals), Wording.Estimate(point.Popularity, 1),
                Wording.Estimate(point.Serendipity, serendipity), Wording.Fixed(point.SerendipityRatio, 2),
                Wording.Fixed(point.CoverageRatio, 2),
            ])]);
    }

    private static Table Shares(FrontierReport frontier) => new(
        "Share of the dial's settings at which the hybrid is on or above the rival at equal mean popularity",
        ["rival", "on or above", "not significantly below"],
        [.. frontier.Rivals.Select(rival => (IReadOnlyList<string>)
            [rival.Rival, Wording.Percent(rival.OnOrAbove), Wording.Percent(rival.NotBelow)])]);

    private static Table Gaps(FrontierReport frontier)
    {
        int decimals = Wording.Decimals(frontier.Rivals.SelectMany(rival => rival.Gaps).Select(gap => gap.Gap.Value));
        return new Table(
            "NDCG of the hybrid less that of the rival at equal mean popularity; * where the rival has no such lists, and its nearest count",
            ["discovery", "mean π", .. frontier.Rivals.Select(rival => rival.Rival)],
            [.. frontier.Rivals[0].Gaps.Select((gap, at) => (IReadOnlyList<string>)
            [
                Wording.Fixed(gap.Discovery, 2), Wording.Fixed(gap.Popularity, 1),
                .. frontier.Rivals.Select(rival =>
                    Wording.Estimate(rival.Gaps[at].Gap, decimals) + (rival.Gaps[at].Reached ? "" : " *")),
            ])]);
    }
}
