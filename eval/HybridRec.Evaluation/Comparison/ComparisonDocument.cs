using System.Globalization;
using HybridRec.Evaluation.Protocol;
using HybridRec.Evaluation.Reports;
using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Comparison;

/// <summary>Tells how two runs differ.</summary>
public static class ComparisonDocument
{
    /// <summary>Makes the report.</summary>
    /// <param name="comparison">What changed.</param>
    public static ReportDocument Make(RunComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        string metric = Title(comparison);
        int means = Wording.Decimals(comparison.Models.Select(model => Math.Max(model.MeanA, model.MeanB)));
        return new ReportDocument($"{metric} of run B against run A", Summary(comparison),
        [
            new ReportSection("Differences",
            [
                new BarChart(
                    $"{metric}: difference B − A, with 95 % intervals",
                    $"difference in {metric}",
                    [.. comparison.Models.Select(model => (model.Title, new Interval(model.Difference, model.Low, model.High, model.Users)))]),
                new Table(
                    $"{metric} over the users in both runs",
                    ["model", "users", "A", "B", "difference", "p", "p (Holm)", "B is"],
                    [.. comparison.Models.Select(model => (IReadOnlyList<string>)
                    [
                        model.Title, Wording.Whole(model.Users), Wording.Fixed(model.MeanA, means), Wording.Fixed(model.MeanB, means),
                        Difference(model), Wording.P(model.P), Wording.P(model.PHolm), Words(model.Verdict),
                    ])]),
                new Paragraph(
                    "The interval is of the mean difference over users (paired bootstrap, 1,000 resamples). p is of a paired permutation "
                    + "test, two-sided; Holm's correction is over the models compared. A verdict needs a corrected p below 0.05."),
            ]),
            new ReportSection("The runs",
            [
                new Table("What was compared", ["", "A", "B"],
                [
                    Row("folder", run => run.Folder),
                    Row("version", run => run.Version),
                    Row("started", run => run.StartedAt.ToString("yyyy-MM-dd HH:mm:ss 'UTC'zzz", CultureInfo.InvariantCulture)),
                    Row("seed", run => run.Seed.ToString(CultureInfo.InvariantCulture)),
                    Row("command", run => run.Command),
                    Row("data", run => run.Source),
                    Row("SHA-256 of the input", run => run.Hash),
                ]),
            ]),
        ]);

        IReadOnlyList<string> Row(string name, Func<ComparedRun, string> value) => [name, value(comparison.A), value(comparison.B)];
    }

    /// <summary>What may be said, in whole sentences: models that are worse first.</summary>
    /// <param name="comparison">What changed.</param>
    public static IReadOnlyList<string> Summary(RunComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        string metric = Title(comparison);
        string[] undecided = [.. comparison.Models.Where(model => model.Verdict == Verdict.Undecided).Select(model => model.Title)];
        List<string> sentences = [];
        if (comparison.Worse.Count == 0)
        {
            sentences.Add($"No model is significantly worse in B than in A by {metric}.");
        }

        sentences.AddRange(comparison.Models
            .Where(model => model.Verdict != Verdict.Undecided)
            .OrderBy(model => model.Verdict == Verdict.Worse ? 0 : 1)
            .Select(model => $"{model.Title} is significantly {Words(model.Verdict)} in B: {metric} differs by {Difference(model)} over "
                + $"{Wording.Count(model.Users, "user")}, Holm-corrected p {(model.PHolm < 0.001 ? "" : "= ")}{Wording.P(model.PHolm)}."));
        if (undecided.Length > 0)
        {
            sentences.Add($"The runs cannot be told apart by {Wording.Join(undecided)}.");
        }

        sentences.AddRange(comparison.Notes.Select(note => $"Note: {note}."));
        return sentences;
    }

    private static string Title(RunComparison comparison) => $"{Metric.Of(comparison.Metric).Title}@{comparison.K}";

    private static string Difference(ModelComparison model) => Wording.Estimate(
        new Interval(model.Difference, model.Low, model.High, model.Users),
        Wording.Decimals([model.Difference, model.Low, model.High]) + 1);

    private static string Words(Verdict verdict) => verdict switch
    {
        Verdict.Better => "better",
        Verdict.Worse => "worse",
        Verdict.Different => "different",
        _ => "not told apart",
    };
}
