using HybridRec.Evaluation.Protocol;
using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Reports.Runs;

/// <summary>How models fare with items that few or no users played in training.</summary>
internal static class ColdStartSection
{
    /// <summary>Recall of cold items ranked among themselves at a length, or at the nearest one measured.</summary>
    public static MetricValue? ColdRecall(ModelReport model, int k) => model.ColdAmongThemselves
        .Where(value => value.Metric == "recall")
        .OrderBy(value => Math.Abs(value.K - k))
        .FirstOrDefault();

    /// <summary>The curve, then cold items among themselves.</summary>
    public static ReportSection Make(Figures figures) =>
        new("Cold start", [.. Curve(figures), .. AmongThemselves(figures)]);

    private static IEnumerable<ReportBlock> Curve(Figures figures)
    {
        ModelReport[] models = [.. figures.ByAccuracy.Where(model => model.ColdStart.Count > 0)];
        if (models.Length == 0)
        {
            yield break;
        }

        // Dial settings move popularity, not what is known of an item: their lines would only hide the others.
        ModelReport[] drawn = [.. models.Where(model => DialSection.Setting(model) is null)];
        drawn = drawn.Length > 0 ? drawn : models;
        IReadOnlyList<ColdStartPoint> points = models.MaxBy(model => model.ColdStart.Count)!.ColdStart;
        string[] buckets = [.. points.Select(point => point.TrainingUsers)];
        int k = points[0].Recall.K;
        yield return new LineChart(
            $"Recall@{k} by the number of users who played the item in training, each item ranked among all; bands are 95 % intervals",
            "training users of the item",
            $"recall@{k}",
            buckets,
            [.. drawn.Select(model => (model.Name, (IReadOnlyList<Interval?>)
                [.. buckets.Select(bucket => model.ColdStart.FirstOrDefault(point => point.TrainingUsers == bucket))
                    .Select(point => point is null ? null : Wording.AsInterval(point.Recall))]))]);
        yield return new Table(
            "What the points of the curve rest on",
            ["training users", "held-out items", "held-out pairs"],
            [.. points.Select(point => (IReadOnlyList<string>)[point.TrainingUsers, Wording.Whole(point.Items), Wording.Whole(point.Pairs)])]);
    }

    private static IEnumerable<ReportBlock> AmongThemselves(Figures figures)
    {
        (ModelReport Model, MetricValue Recall)[] ranked = [.. figures.Report.Models
            .Select(model => (Model: model, Recall: ColdRecall(model, figures.Report.MainK)))
            .Where(entry => entry.Recall is not null)
            .Select(entry => (entry.Model, entry.Recall!))
            .OrderByDescending(entry => entry.Item2.Value)];
        if (ranked.Length == 0)
        {
            yield break;
        }

        int k = ranked[0].Recall.K;
        string[] metrics = [.. ranked.SelectMany(entry => entry.Model.ColdAmongThemselves)
            .Where(value => value.K == k).Select(value => value.Metric).Distinct()];
        yield return new BarChart(
            $"Recall@{k} of cold items ranked among themselves, with 95 % intervals",
            $"recall@{k}",
            [.. ranked.Select(entry => (entry.Model.Name, Wording.AsInterval(entry.Recall)))]);
        yield return new Table(
            $"Cold items ranked among themselves, lists of {k}",
            ["model", .. metrics.Select(metric => Figures.Title(metric, k))],
            [.. ranked.Select(entry => (IReadOnlyList<string>)
                [entry.Model.Name, .. metrics.Select(metric =>
                    entry.Model.ColdAmongThemselves.FirstOrDefault(value => value.Metric == metric && value.K == k) is { } value
                        ? Wording.Estimate(value, 3) : "–")])]);
        yield return new Paragraph(
            "A model that learns from plays alone gives all cold items the same score, and ties go by item id: such models show the "
            + "same figures here, and where ids follow popularity these are above chance without any merit.");
    }
}
