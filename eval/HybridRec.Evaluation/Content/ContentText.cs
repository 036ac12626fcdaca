using System.Globalization;
using HybridRec.Evaluation.Protocol;
using HybridRec.Evaluation.Reports;
using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Content;

/// <summary>How content reports and audits put numbers, and the sections that both have.</summary>
internal static class ContentText
{
    /// <summary>Below this many clips a bootstrap interval is too narrow to claim anything by.</summary>
    public const int FewestClips = 20;

    public static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Three decimals, with a true minus sign.</summary>
    public static string Number(double value) =>
        double.IsFinite(value) ? value.ToString("0.000", CultureInfo.InvariantCulture).Replace('-', '−') : "–";

    public static string Range(Interval? value) => value is null ? "" : $"[{Number(value.Low)}, {Number(value.High)}]";

    public static string Count(Interval? value) => value is null ? "" : value.Count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>"41.2 % [35.0, 47.9]".</summary>
    public static string Share(Interval value) => Invariant(
        $"{100 * value.Estimate:0.0} % [{100 * value.Low:0.0}, {100 * value.High:0.0}]");

    public static IReadOnlyList<string> Row(params string[] cells) => cells;

    public static ReportSection Clips(ClipFacts data, string network) => new("Clips",
    [
        new Paragraph(Invariant($"{data.Source}: {data.Clips:N0} clips of {data.Labels} labels, {data.Asked:N0} asked about.")),
        new Paragraph($"Network: {network}."),
        .. data.Notes.Select(note => new Paragraph(note)),
        new Paragraph($"SHA-256 of the input: {data.Hash}."),
    ]);

    public static ReportSection Made(RunFacts? run) => new("How it was made", run is null ? [] :
    [
        new Paragraph($"Command: {run.Command}"),
        new Paragraph(Invariant(
            $"Version {run.Version}, seed {run.Seed}, begun {run.StartedAt:yyyy-MM-dd HH:mm} UTC on {run.Machine}; ")
            + Invariant($"peak memory {run.PeakBytes / 1e6:N0} MB.")),
        new Table("Wall time", ["stage", "seconds"],
            [.. run.Seconds.Select(stage => Row(stage.Key, Invariant($"{stage.Value:0.0}")))]),
    ]);
}
