using HybridRec.Evaluation.Protocol;
using HybridRec.Evaluation.Reports.Runs;

namespace HybridRec.Evaluation.Reports;

/// <summary>Tells what an evaluation run found, in words first, then in charts and tables.</summary>
public static class RunReportDocument
{
    /// <summary>Makes the report. Sections for which the run has no figures are left out.</summary>
    /// <param name="report">What the run found.</param>
    /// <remarks>A model is called better or worse only where a Holm-corrected paired test says so at the 5 % level.</remarks>
    public static ReportDocument Make(RunReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        Figures figures = new(report);
        IEnumerable<ReportSection?> sections =
        [
            AccuracySections.Leaderboard(figures),
            AccuracySections.PairedTests(figures),
            AccuracySections.Frontier(figures),
            FrontierSection.Make(figures),
            BeyondAccuracySections.Lists(figures),
            DialSection.Make(figures),
            ColdStartSection.Make(figures),
            StrataSection.Make(figures),
            BeyondAccuracySections.Spread(figures),
            FactSections.AllMetrics(figures),
            FactSections.Definitions(figures),
            FactSections.Run(report),
        ];
        return new ReportDocument(
            $"Evaluation of {Wording.Count(report.Models.Count, "model")}",
            RunSummary.Make(figures),
            [.. sections.Where(section => section is { Blocks.Count: > 0 }).Select(section => section!)]);
    }
}
