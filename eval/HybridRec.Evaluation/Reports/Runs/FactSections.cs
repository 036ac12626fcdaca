using System.Globalization;
using HybridRec.Evaluation.Protocol;

namespace HybridRec.Evaluation.Reports.Runs;

/// <summary>Everything one needs to check the figures or to repeat the run.</summary>
internal static class FactSections
{
    /// <summary>A table for each metric: all models, all lengths.</summary>
    public static ReportSection AllMetrics(Figures figures) => new(
        "All metrics",
        [.. Metric.All
            .Select(metric => figures.Table(
                metric.PerUser ? $"{metric.Title}, mean over users with 95 % interval" : $"{metric.Title}, of all lists together",
                figures.Report.Ks.Select(k => (metric.Name, k))))
            .Where(table => table is not null)
            .Select(table => table!)],
        Folded: true);

    /// <summary>One line for each metric that was measured.</summary>
    public static ReportSection Definitions(Figures figures)
    {
        IReadOnlyList<string>[] rows = [.. Metric.All
            .Where(metric => figures.Has(metric.Name))
            .Select(metric => (IReadOnlyList<string>)
            [
                metric.Title,
                MetricDefinitions.Of(metric.Name),
                metric.Better switch { Better.Higher => "more", Better.Lower => "less", _ => "depends" },
            ])];
        return new ReportSection("Definitions", rows.Length == 0 ? [] :
        [
            new Paragraph(
                "For a user u: L is the list of k items, T the held-out items, H the items played in training. All candidates are "
                + "ranked, none is sampled; ties break by item id."),
            new Table("Metrics", ["metric", "definition", "better"], rows),
        ]);
    }

    /// <summary>Data, seed, options, version, time, memory.</summary>
    public static ReportSection Run(RunReport report)
    {
        RunFacts run = report.Run;
        DataFacts data = report.Data;
        string[] stages = [.. report.Models.SelectMany(model => model.Seconds.Keys).Distinct()];
        List<ReportBlock> blocks =
        [
            new Table("Data", ["", "value"],
            [
                ["source", data.Source],
                ["SHA-256 of the input", data.Hash],
                ["candidates", data.Candidates],
                ["users", Wording.Whole(data.Users)],
                ["items", $"{Wording.Whole(data.Items)}, of which cold: {Wording.Whole(data.ColdItems)}"],
                ["pairs", $"{Wording.Whole(data.TrainPairs)} training, "
                    + (data.ValidationPairs > 0 ? $"of which {Wording.Whole(data.ValidationPairs)} were set aside for tuning first, " : "")
                    + $"{Wording.Whole(data.TestPairs)} test"],
                ["users averaged", Wording.Whole(data.EvaluatedUsers)],
                ["users without held-out items", Wording.Whole(data.UsersWithoutTest)],
                .. data.Notes.Select(note => (IReadOnlyList<string>)["note", note]),
            ]),
            new Table("Run", ["", "value"],
            [
                ["command", run.Command],
                ["version", run.Version],
                ["machine", run.Machine],
                ["started", run.StartedAt.ToString("yyyy-MM-dd HH:mm:ss 'UTC'zzz", CultureInfo.InvariantCulture)],
                ["seed", run.Seed.ToString(CultureInfo.InvariantCulture)],
                ["largest resident memory", $"{Wording.Fixed(run.PeakBytes / 1e9, 2)} GB"],
            ]),
        ];
        if (run.Seconds.Count > 0)
        {
            blocks.Add(new Table("Time by stage", ["stage", "seconds"],
                [.. run.Seconds.Select(stage => (IReadOnlyList<string>)[stage.Key, Wording.Fixed(stage.Value, 2)])]));
        }

        if (stages.Length > 0)
        {
            blocks.Add(new Table("Time by model, in seconds", ["model", .. stages],
                [.. report.Models.Select(model => (IReadOnlyList<string>)
                    [model.Name, .. stages.Select(stage => model.Seconds.TryGetValue(stage, out double time) ? Wording.Fixed(time, 2) : "–")])]));
        }

        if (report.Models.Any(model => model.Options.Count > 0))
        {
            blocks.Add(new Table("Options in force", ["model", "options"],
                [.. report.Models.Where(model => model.Options.Count > 0).Select(model => (IReadOnlyList<string>)
                    [model.Name, string.Join(", ", model.Options.Select(option => $"{option.Key} = {option.Value}"))])]));
        }

        return new ReportSection("Run facts", blocks);
    }
}
