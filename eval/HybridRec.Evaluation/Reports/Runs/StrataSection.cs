using HybridRec.Evaluation.Protocol;
using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Reports.Runs;

/// <summary>For whom, and for which items, the models work.</summary>
internal static class StrataSection
{
    /// <summary>A chart for each kind of stratum and each metric measured in it.</summary>
    public static ReportSection Make(Figures figures)
    {
        ModelReport[] models = [.. figures.ByAccuracy.Where(model => model.Strata.Count > 0)];
        var groups = models.SelectMany(model => model.Strata)
            .Select(stratum => (stratum.Kind, stratum.Value.Metric, stratum.Value.K))
            .Distinct()
            .OrderBy(group => group.Metric == Figures.MainMetric ? 0 : 1);
        return new ReportSection("Strata", models.Length == 0 ? [] :
        [
            new Paragraph(
                "Users are split into thirds by the mean popularity of what they played, and by how many items they played. Items are "
                + "the head (the top 20 % by users), the middle, the tail, and cold ones; for them a figure counts the held-out items "
                + "of that kind only."),
            .. groups.Select(group => Chart(models, group.Kind, group.Metric, group.K)),
        ]);
    }

    private static LineChart Chart(ModelReport[] models, string kind, string metric, int k)
    {
        string[] strata = [.. models.SelectMany(model => Of(model)).Select(stratum => stratum.Stratum).Distinct()];
        ModelReport[] drawn = [.. models.Where(model => DialSection.Setting(model) is null)];
        return new LineChart(
            $"{Figures.Title(metric, k)} by {kind}, with 95 % intervals",
            kind,
            Figures.Title(metric, k),
            strata,
            [.. (drawn.Length > 0 ? drawn : models).Select(model => (model.Name, (IReadOnlyList<Interval?>)
                [.. strata.Select(name => Of(model).FirstOrDefault(stratum => stratum.Stratum == name))
                    .Select(stratum => stratum is null ? null : Wording.AsInterval(stratum.Value))]))]);

        IEnumerable<StratumValue> Of(ModelReport model) =>
            model.Strata.Where(stratum => (stratum.Kind, stratum.Value.Metric, stratum.Value.K) == (kind, metric, k));
    }
}
