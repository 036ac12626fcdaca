using System.Globalization;
using HybridRec.Evaluation.Reports;
using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Content;

/// <summary>An audit in words, tables and charts.</summary>
public static class AuditReportDocument
{
    /// <summary>Makes the document.</summary>
    /// <param name="report">What was found.</param>
    public static ReportDocument Make(AuditReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new ReportDocument(
            "Is the network listening to music?",
            [.. Summary(report)],
            [
                Drops(report),
                .. report.Networks.Select(Scores),
                ContentText.Clips(report.Data, report.Network),
                ContentText.Made(report.Run),
            ]);
    }

    private static IEnumerable<string> Summary(AuditReport report)
    {
        AuditedNetwork network = report.Networks[0];
        AuditedNetwork floor = report.Networks[1];
        if (network.Untouched.Accuracy is { } accuracy && floor.Untouched.Accuracy is { } atFloor)
        {
            yield return $"Untouched, {network.Title} with a logistic regression is right for {ContentText.Share(accuracy)} of "
                + $"{report.Data.Asked:N0} held-out clips, {floor.Title.ToLowerInvariant()} for {ContentText.Share(atFloor)}.";
        }

        yield return Fall(network, "Accuracy", change => change.AccuracyDrop);
        yield return Fall(network, "Same-label precision@10", change => change.PrecisionDrop);
        if (report.ExtraDrop is { } extra)
        {
            string verdict = extra.Count < ContentText.FewestClips || (extra.Low <= 0 && extra.High >= 0) ? "the two are not told apart"
                : extra.High < 0 ? "the network loses significantly less, though it has more to lose"
                : "the network loses significantly more, of which it has more";
            yield return ContentText.Invariant($"Over all changes accuracy falls by {MeanDrop(network):0.000} on average, with ")
                + ContentText.Invariant($"random weights by {MeanDrop(floor):0.000}; the difference is ")
                + $"{ContentText.Number(extra.Estimate)} {ContentText.Range(extra)}: {verdict}.";
        }

        if (network.Changes.Where(change => change.Scores.Identity is not null).ToArray() is { Length: > 0 } heard)
        {
            AuditedChange worst = heard.MinBy(change => change.Scores.Identity!.Estimate)!;
            AuditedChange best = heard.MaxBy(change => change.Scores.Identity!.Estimate)!;
            yield return $"A changed clip's nearest neighbour is the clip it was made from for "
                + $"{ContentText.Share(best.Scores.Identity!)} at best ({best.Title}) and {ContentText.Share(worst.Scores.Identity!)} "
                + $"at worst ({worst.Title}).";
        }
    }

    private static double MeanDrop(AuditedNetwork network) =>
        network.Changes.Select(change => change.AccuracyDrop).OfType<Interval>().Select(drop => drop.Estimate)
            .DefaultIfEmpty(double.NaN).Average();

    private static string Fall(AuditedNetwork network, string what, Func<AuditedChange, Interval?> drop)
    {
        if (network.Changes.Select(drop).OfType<Interval>().Select(value => value.Count).DefaultIfEmpty(0).Max() is var clips
            && clips < ContentText.FewestClips)
        {
            return $"{what} rests on {clips} clips, too few to say whether it falls.";
        }

        string[] fallen = [.. network.Changes
            .Where(change => drop(change) is { Low: > 0 })
            .OrderByDescending(change => drop(change)!.Estimate)
            .Select(change => $"{change.Title} (by {ContentText.Number(drop(change)!.Estimate)} {ContentText.Range(drop(change))})")];
        int open = network.Changes.Count(change => drop(change) is { Low: <= 0 });
        return fallen.Length == 0
            ? $"{what} falls significantly under none of the {open} changes; that a fall is not shown does not prove that there is none."
            : $"{what} falls significantly under {string.Join("; ", fallen)}; for the other {open} changes no fall is shown.";
    }

    private static ReportSection Drops(AuditReport report) => new("What each change costs",
    [
        .. report.Networks.Select(network => Chart("Drop of accuracy", network, change => change.AccuracyDrop)),
        .. report.Networks.Select(network => Chart("Drop of same-label precision@10", network, change => change.PrecisionDrop)),
        new Paragraph(
            "Untouched less changed, clip by clip, mean over seeds; 95 % bootstrap intervals over clips that hold for all changes "
            + "at once (Bonferroni). The classifier and the gallery know the clips only as they are. Random weights are the floor."),
    ]);

    private static BarChart Chart(string what, AuditedNetwork network, Func<AuditedChange, Interval?> drop) => new(
        $"{what}: {network.Title.ToLowerInvariant()}",
        "drop",
        [.. network.Changes.Where(change => drop(change) is not null).Select(change => (change.Title, drop(change)!))]);

    private static ReportSection Scores(AuditedNetwork network) => new($"{network.Title} in figures",
    [
        new Table(
            "Scores and their drops",
            ["change", "accuracy", "drop", "precision@10", "drop", "original is nearest", "drop", "not heard"],
            [
                ContentText.Row(
                    "None", Cell(network.Untouched.Accuracy), "", Cell(network.Untouched.Precision), "",
                    Cell(network.Untouched.Identity), "", "0"),
                .. network.Changes.Select(change => ContentText.Row(
                    change.Title,
                    Cell(change.Scores.Accuracy), Cell(change.AccuracyDrop),
                    Cell(change.Scores.Precision), Cell(change.PrecisionDrop),
                    Cell(change.Scores.Identity), Cell(change.IdentityDrop),
                    change.Failed.ToString(CultureInfo.InvariantCulture))),
            ]),
    ]);

    private static string Cell(Interval? value) =>
        value is null ? "–" : $"{ContentText.Number(value.Estimate)} {ContentText.Range(value)}";
}
