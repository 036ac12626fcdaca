using System.Globalization;
using HybridRec.Evaluation.Reports;
using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Content;

/// <summary>A content report in words, tables and charts.</summary>
public static class ContentReportDocument
{
    /// <summary>Makes the document.</summary>
    /// <param name="report">What was found.</param>
    public static ReportDocument Make(ContentReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new ReportDocument(
            "What the network hears",
            [.. Summary(report)],
            [
                ContentText.Clips(report.Data, report.Network),
                Classification(report),
                Labels(report),
                Retrieval(report),
                Map(report),
                Axes(report),
                ContentText.Made(report.Run),
            ]);
    }

    private static IEnumerable<string> Summary(ContentReport report)
    {
        FeatureReport network = report.Features[0];
        yield return $"On {report.Data.Asked:N0} held-out clips of {report.Data.Labels} labels, {network.Title} with a logistic "
            + $"regression is right for {ContentText.Share(network.Accuracy)}; "
            + $"always saying the most frequent label is right for {ContentText.Share(report.Features[^1].Accuracy)}.";
        yield return Verdict(report, "accuracy", feature => feature.AccuracyLead);
        if (network.Precision is { } precision)
        {
            string others = report.Data.ArtistsKnown ? " by other artists" : "";
            string few = precision.Count == report.Data.Asked ? "" : ContentText.Invariant(
                $" This is over the {precision.Count:N0} clips whose label another artist has too.");
            yield return $"Of the ten nearest training clips{others}, {ContentText.Share(precision)} have the same "
                + $"label; picks at random would have {ContentText.Share(report.Features[^1].Precision!)}.{few}";
            yield return Verdict(report, "retrieval", feature => feature.PrecisionLead);
        }

        MeasureOverview strongest = report.Axes.Measures.MaxBy(measure => measure.Strongest)!;
        yield return ContentText.Invariant(
            $"The embedding's axes go most with {strongest.Measure} (|ρ| up to {strongest.Strongest:0.00}; ")
            + ContentText.Invariant($"chance reaches {report.Axes.ChanceLimit:0.00} in one of twenty shuffles).");
    }

    private static string Verdict(ContentReport report, string what, Func<FeatureReport, Interval?> lead)
    {
        if (report.Features.Select(lead).OfType<Interval>().Select(value => value.Count).DefaultIfEmpty(0).Max() is var clips
            && clips < ContentText.FewestClips)
        {
            return $"In {what} {clips} clips are too few to say which features are better.";
        }

        string Names(Func<Interval, bool> which) => string.Join(", ", report.Features
            .Where(feature => feature.Name != "chance" && lead(feature) is { } value && which(value))
            .Select(feature => feature.Title.ToLowerInvariant()));
        (string above, string below, string open) =
            (Names(value => value.Low > 0), Names(value => value.High < 0), Names(value => value.Low <= 0 && value.High >= 0));
        return string.Join(" ", new[]
        {
            $"In {what} the network is",
            above.Length > 0 ? $"significantly better than {above};" : "significantly better than none of the others;",
            below.Length > 0 ? $"significantly worse than {below};" : "",
            open.Length > 0 ? $"not told apart from {open};" : "",
            "95 % intervals of paired differences, held for all comparisons at once.",
        }.Where(part => part.Length > 0));
    }

    private static ReportSection Classification(ContentReport report) => new("Telling labels apart",
    [
        new BarChart(
            "Accuracy on held-out clips", "accuracy",
            [.. report.Features.Select(feature => (feature.Title, feature.Accuracy))]),
        new Table(
            "Accuracy by seed, and the lead of the first row over each other",
            ["features", "accuracy", "95 % interval", "by seed", "first row's lead", "interval of the lead", "penalties λ"],
            [.. report.Features.Select(feature => ContentText.Row(
                feature.Title,
                ContentText.Number(feature.Accuracy.Estimate),
                ContentText.Range(feature.Accuracy),
                feature.SeedAccuracies.Count > 1 ? string.Join(", ", feature.SeedAccuracies.Select(ContentText.Number)) : "",
                feature.AccuracyLead is { } lead ? ContentText.Number(lead.Estimate) : "",
                ContentText.Range(feature.AccuracyLead),
                string.Join(", ", feature.Penalties.Distinct().Order().Select(value => value.ToString(CultureInfo.InvariantCulture)))))]),
        new Paragraph(
            "All features go through the same multinomial logistic regression; its penalty is chosen by a 4-fold split of the "
            + "training clips. Band statistics are mean, deviation and mean absolute difference between frames of each band. "
            + "Random weights are a network of the same make that has learned nothing. Intervals are bootstrap "
            + "intervals over held-out clips; clips of one artist are not independent, so that they are somewhat too narrow."),
    ]);

    private static ReportSection Labels(ContentReport report) => new($"Labels one by one: {report.Features[0].Title}",
    [
        new HeatMap(
            report.Seeds.Count > 1 ? "Confusion: clips, mean over seeds" : "Confusion: clips",
            "label", "taken for",
            [.. report.Labels.Select(label => label.Label)],
            [.. report.Labels.Select(label => label.Label)],
            [.. report.Confusion.Select(row => (IReadOnlyList<double>)[.. row.Select(value => Math.Round(value, 2))])]),
        new Table(
            "Scores by label",
            ["label", "training clips", "held-out clips", "precision", "recall", "F1"],
            [.. report.Labels.Select(label => ContentText.Row(
                label.Label,
                label.Trained.ToString("0.#", CultureInfo.InvariantCulture),
                label.Asked.ToString(CultureInfo.InvariantCulture),
                ContentText.Number(label.Precision), ContentText.Number(label.Recall), ContentText.Number(label.F1)))]),
    ]);

    private static ReportSection Retrieval(ContentReport report) => new("Finding the like",
    [
        new BarChart(
            "Same-label precision@10 among training clips" + (report.Data.ArtistsKnown ? " by other artists" : ""), "precision@10",
            [.. report.Features.Where(feature => feature.Precision is not null)
                .Select(feature => (feature.Title, feature.Precision!))]),
        new Table(
            "Precision@10 with and without the artist filter",
            ["features", "filtered", "95 % interval", "clips", "by seed", "first row's lead", "interval of the lead", "any artist", "clips"],
            [.. report.Features.Select(feature => ContentText.Row(
                feature.Title,
                feature.Precision is { } precision ? ContentText.Number(precision.Estimate) : "not measurable",
                ContentText.Range(feature.Precision),
                ContentText.Count(feature.Precision),
                feature.SeedPrecisions.Count > 1 ? string.Join(", ", feature.SeedPrecisions.Select(ContentText.Number)) : "",
                feature.PrecisionLead is { } lead ? ContentText.Number(lead.Estimate) : "",
                ContentText.Range(feature.PrecisionLead),
                feature.AnyArtistPrecision is { } any ? ContentText.Number(any.Estimate) : "",
                ContentText.Count(feature.AnyArtistPrecision)))]),
        new Paragraph(
            "Hits among the ten nearest by cosine, after the mean of the training clips was taken away, divided by ten or by "
            + "the clips of that label that could be found, if fewer. A clip without a same-label clip by another artist is not "
            + "averaged in the filtered column; where artists are unknown the filter can remove nothing."),
    ]);

    private static ReportSection Axes(ContentReport report) => new("What the axes of the embedding go with",
    [
        new Table(
            "Measures of the sound", ["measure", "axes it leads", "strongest |ρ|", "axis", "mean ρ²"],
            [.. report.Axes.Measures.Select(measure => ContentText.Row(
                measure.Measure,
                measure.Axes.ToString(CultureInfo.InvariantCulture),
                ContentText.Number(measure.Strongest),
                measure.StrongestAxis.ToString(CultureInfo.InvariantCulture),
                ContentText.Number(measure.MeanSquare)))]),
        new Paragraph(ContentText.Invariant(
            $"Spearman's ρ over all {report.Axes.Clips:N0} clips, first seed. An axis is led by the measure it goes with most, ")
            + ContentText.Invariant($"where |ρ| exceeds {report.Axes.ChanceLimit:0.00}, what the strongest of all pairs reaches in ")
            + "one of twenty shuffles. Loudness of a spectrogram without its audio is its mean level below its loudest cell; the "
            + "zero-crossing rate needs the audio."),
        new Table(
            "Strongest correlation of each axis", ["axis", "measure", "ρ"],
            [.. report.Axes.Axes.OrderByDescending(axis => Math.Abs(axis.Correlation)).Select(axis => ContentText.Row(
                axis.Axis.ToString(CultureInfo.InvariantCulture), axis.Measure, ContentText.Number(axis.Correlation)))]),
    ]);

    private static ReportSection Map(ContentReport report) => new("Map",
    [
        new ScatterChart(
            "Clips by nearness of their embeddings (t-SNE, first seed)", "", "",
            [.. report.Map.GroupBy(point => point.Label).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group =>
                new ScatterGroup(group.Key, [.. group.Select(point =>
                    (point.X, point.Y, point.Asked ? $"{point.Clip} (held out)" : point.Clip))]))]),
        new Paragraph("Neighbours are like each other; distances between far groups and their sizes mean nothing."),
    ]);
}
