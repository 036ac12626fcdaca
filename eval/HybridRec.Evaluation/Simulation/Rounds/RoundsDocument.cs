using System.Globalization;
using HybridRec.Evaluation.Reports;
using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Simulation.Rounds;

/// <summary>Makes the report of a study over many rounds.</summary>
public static class RoundsDocument
{
    /// <summary>Makes the document.</summary>
    /// <param name="report">What was found.</param>
    public static ReportDocument Make(RoundsReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new ReportDocument(
            "Simulation: listeners with known tastes, round by round",
            RoundsWords.Summary(report),
            [
                new ReportSection("Leaderboard", [Leaderboard(report), Leaders(report, "liked"), Leaders(report, "found")]),
                new ReportSection("Round by round", [.. Charts(report)]),
                .. FollowingSection(report),
                new ReportSection("Paired comparisons", [TestsTable(report)]),
                new ReportSection("One round", [OneRound(report.OneRound, report.OneRoundLengths)]),
                new ReportSection("How the listeners behave", [.. RoundsAssumptions.Of(report).Select(text => new Paragraph(text))]),
                new ReportSection("The run", [RunTable(report), StageTable(report)]),
            ]);
    }

    private static Table Leaderboard(RoundsReport report) => new(
        "Means over all rounds (held-back taste: after the last), with 95 % bootstrap intervals over listeners",
        ["Recommender", .. RoundMeasure.All.Select(measure => measure.Title), "Gini of exposure, first → last round"],
        [
            .. report.Recommenders.Select(one => (IReadOnlyList<string>)
            [
                one.Name,
                .. RoundMeasure.All.Select((measure, m) => Figure(measure, one.Measures[m].Overall)),
                string.Create(CultureInfo.InvariantCulture, $"{one.Gini.ByRound[0]!.Estimate:F3} → {one.Gini.ByRound[^1]!.Estimate:F3}"),
            ]),
        ]);

    private static BarChart Leaders(RoundsReport report, string name)
    {
        int m = RoundMeasure.IndexOf(name);
        RoundMeasure measure = RoundMeasure.All[m];
        return new BarChart(
            $"{measure.Title}: {measure.Meaning}",
            Axis(measure),
            [
                .. report.Recommenders.Where(one => one.Measures[m].Overall is not null)
                    .OrderByDescending(one => one.Measures[m].Overall!.Estimate)
                    .Select(one => (one.Name, Scaled(measure, one.Measures[m].Overall)!)),
            ]);
    }

    private static IEnumerable<ReportBlock> Charts(RoundsReport report)
    {
        string[] rounds = [.. Enumerable.Range(1, report.Simulation.Rounds.Rounds)
            .Select(round => round.ToString(CultureInfo.InvariantCulture))];
        if (report.Simulation.Rounds.ChangeAt is > 0 and { } change)
        {
            yield return new Paragraph(
                $"From round {change} on, {report.Simulation.ChangedListeners} of {report.Simulation.Listeners} listeners have "
                + "another taste, so that figures step there. Bands are 95 % intervals over listeners.");
        }

        for (int at = 0; at < RoundMeasure.All.Count; at++)
        {
            int m = at;
            RoundMeasure measure = RoundMeasure.All[m];
            yield return new LineChart(
                $"{measure.Title}: {measure.Meaning}",
                "round",
                Axis(measure),
                rounds,
                [
                    .. report.Recommenders.Select(one => (
                        one.Name,
                        (IReadOnlyList<Interval?>)[.. one.Measures[m].ByRound.Select(value => Scaled(measure, value))])),
                ]);
        }

        yield return new LineChart(
            "Gini of exposure: 0 if all tracks are shown equally often, 1 if one track takes all; bands are over worlds",
            "round",
            "Gini",
            rounds,
            [.. report.Recommenders.Select(one => (one.Name, one.Gini.ByRound))]);
    }

    private static ReportSection[] FollowingSection(RoundsReport report)
    {
        RecommenderReport[] all = [.. report.Recommenders.Where(one => one.Following is not null)];
        return all.Length == 0
            ? []
            :
            [
                new ReportSection(
                    "Changes of taste",
                    [
                        new Paragraph(
                            $"{report.Simulation.ChangedListeners} listeners drop their strongest style for one they never "
                            + "liked. A list follows if it and the next one each hold at least half as much of the new style as "
                            + "the new taste does. A change that is not followed counts with all rounds since, so that mean "
                            + "rounds are lower bounds. Plays are tracks played to the end, from lists and not, and are "
                            + "averaged over the changes that were followed."),
                        new Table(
                            "How the changes were followed, with 95 % bootstrap intervals over listeners",
                            ["Recommender", "Followed", "Followed within 20 plays", "Rounds until followed, at least", "Plays until followed, where it was"],
                            [
                                .. all.Select(one => (IReadOnlyList<string>)
                                [
                                    one.Name,
                                    RoundsTable.Figure(one.Following!.Followed, isShare: true),
                                    RoundsTable.Figure(one.Following.WithinTwentyPlays, isShare: true),
                                    RoundsTable.Figure(one.Following.Rounds, isShare: false),
                                    RoundsTable.Figure(one.Following.Plays, isShare: false),
                                ]),
                            ]),
                        new LineChart(
                            "Share of the changes followed",
                            "rounds since the change",
                            "%",
                            [.. Enumerable.Range(0, all[0].Following!.ByRound.Count)
                                .Select(after => after.ToString(CultureInfo.InvariantCulture))],
                            [.. all.Select(one => (one.Name, (IReadOnlyList<Interval?>)[.. one.Following!.ByRound.Select(Percent)]))]),
                    ]),
            ];
    }

    private static Table TestsTable(RoundsReport report) => new(
        "Differences within listeners under common random numbers; p by sign-flip permutation, corrected by Holm's method "
        + "over the whole table",
        ["Measure", "Recommender", "minus", "Difference (95 %)", "p", "p, corrected"],
        [
            .. report.Tests.Select(test => (IReadOnlyList<string>)
            [
                test.Metric,
                test.Model,
                test.Reference,
                RoundsTable.Figure(new Interval(test.Difference, test.Low, test.High, 0), isShare: false, digits: 3),
                P(test.P),
                P(test.PHolm),
            ]),
        ]);

    private static Table OneRound(HeldBackReport one, ListLengths lengths) => new(
        "First lists by the model of the starting log: share of tracks of a style that the listener likes and never played",
        ["Recommender", $"In a list of {lengths.All}", $"Cold tracks alone, list of {lengths.Cold}"],
        [
            ["hybrid", RoundsTable.Figure(one.Hybrid, true), RoundsTable.Figure(one.HybridCold, true)],
            ["popularity", RoundsTable.Figure(one.Popularity, true), "as random: nobody played them"],
            ["random", RoundsTable.Figure(one.Random, true), RoundsTable.Figure(one.RandomCold, true)],
        ]);

    private static Table RunTable(RoundsReport report) => new(
        "Facts",
        ["What", "Value"],
        [
            ["Command", report.Run.Command],
            ["Version", report.Run.Version],
            ["Machine", report.Run.Machine],
            ["Begun", report.Run.StartedAt.ToString("u", CultureInfo.InvariantCulture)],
            ["Seed", report.Run.Seed.ToString(CultureInfo.InvariantCulture)],
            ["Largest memory", string.Create(CultureInfo.InvariantCulture, $"{report.Run.PeakBytes / 1e6:N0} MB")],
            ["Music", report.Simulation.Source],
            ["Styles", string.Join(", ", report.Simulation.Styles)],
            .. report.Simulation.Notes.Select(note => (IReadOnlyList<string>)["Note", note]),
        ]);

    private static Table StageTable(RoundsReport report) => new(
        "Wall seconds by stage",
        ["Stage", "Seconds"],
        [
            .. report.Run.Seconds.Select(stage => (IReadOnlyList<string>)
                [stage.Key, stage.Value.ToString("F1", CultureInfo.InvariantCulture)]),
            .. report.Recommenders.SelectMany(one => one.Seconds.Select(stage => (IReadOnlyList<string>)
                [$"of {one.Name}: {stage.Key}", stage.Value.ToString("F1", CultureInfo.InvariantCulture)])),
        ]);

    private static string Figure(RoundMeasure measure, Interval? value) =>
        RoundsTable.Figure(value, measure.IsShare, measure.Name == "popularity" ? 1 : 2);

    private static string Axis(RoundMeasure measure) => measure.IsShare ? "%" : measure.Title.ToLowerInvariant();

    private static Interval? Scaled(RoundMeasure measure, Interval? value) => measure.IsShare ? Percent(value) : value;

    private static Interval? Percent(Interval? share) => share is null
        ? null
        : new Interval(100 * share.Estimate, 100 * share.Low, 100 * share.High, share.Count);

    private static string P(double p) => p < 0.001 ? "< 0.001" : p.ToString("F3", CultureInfo.InvariantCulture);
}
