using HybridRec.Evaluation.Protocol;
using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Simulation.Rounds;

/// <summary>The summary of a study in whole sentences. What is said of a difference or a drift is significant.</summary>
internal static class RoundsWords
{
    /// <summary>Holm-corrected p below which a difference is spoken of.</summary>
    private const double Significant = 0.05;

    /// <summary>Share of liked tracks below which even the oracle's lists show that the library is used up.</summary>
    private const double Exhausted = 0.8;

    private static readonly (string Measure, string More, string Less)[] Comparisons =
    [
        ("liked", "hold more truly liked tracks", "hold fewer truly liked tracks"),
        ("serendipity", "hold more true serendipity", "hold less true serendipity"),
        ("found", "find more of the held-back taste", "find less of the held-back taste"),
        ("styles-played", "lead to plays of more styles", "lead to plays of fewer styles"),
        ("mix-distance", "lead to plays farther from the true mix", "lead to plays nearer to the true mix"),
        (RoundsTests.RoundsToFollow, "take more rounds to follow a change of taste", "take fewer rounds to follow a change of taste"),
    ];

    private static readonly (string Measure, string Rise, string Fall)[] Drifts =
    [
        ("styles-shown", "lists spread over more styles", "lists narrow to fewer styles"),
        ("styles-played", "plays spread over more styles", "plays narrow to fewer styles"),
        ("mix-distance", "plays move away from the true mix", "plays move towards the true mix"),
        ("popularity", "lists move to tracks that were more popular before the first round", "lists move to tracks that were less popular before the first round"),
        ("gini", "exposure becomes more unequal", "exposure becomes more equal"),
    ];

    /// <summary>What was found, most important first.</summary>
    public static IReadOnlyList<string> Summary(RoundsReport report) =>
    [
        .. Levels(report),
        .. Comparisons.SelectMany(comparison => Compared(report, comparison.Measure, comparison.More, comparison.Less)),
        .. Following(report),
        .. Drifts.SelectMany(drift => Drifted(report, drift.Measure, drift.Rise, drift.Fall)),
        .. Cautions(report),
    ];

    private static IEnumerable<string> Levels(RoundsReport report)
    {
        if (report.Recommenders.FirstOrDefault(one => one.Name == LineUp.Reference) is { } hybrid)
        {
            yield return $"Over {report.Simulation.Rounds.Rounds} rounds {Of(hybrid, "liked")} of what the hybrid shows is truly "
                + $"liked, and its listeners have found {Of(hybrid, "found")} of their held-back taste by the end. "
                + $"{Of(hybrid, "serendipity")} of what it shows is truly serendipitous.";
        }
    }

    private static IEnumerable<string> Compared(RoundsReport report, string measure, string more, string less)
    {
        PairedTest[] tests = [.. report.Tests.Where(test => test.Metric == measure && test.Reference == LineUp.Reference)];
        if (tests.Length == 0)
        {
            yield break;
        }

        // Tests are of the others minus the hybrid; sentences are about the hybrid.
        string[] above = Names(tests.Where(test => test.PHolm < Significant && test.Difference < 0));
        string[] below = Names(tests.Where(test => test.PHolm < Significant && test.Difference > 0));
        string[] open = Names(tests.Where(test => test.PHolm >= Significant));
        string[] parts =
        [
            .. Part(above, $"{more} than those of "),
            .. Part(below, $"{less} than those of "),
            .. Part(open, "do not differ significantly there from those of "),
        ];
        yield return open.Length == tests.Length
            ? $"Whether the hybrid's lists {more} than those of the others is open: no difference is significant."
            : $"The hybrid's lists {string.Join("; they ", parts)}.";
    }

    private static IEnumerable<string> Following(RoundsReport report)
    {
        string[] followed = [.. report.Recommenders.Where(one => one.Following is not null)
            .Select(one => $"{one.Name} {RoundsTable.Figure(one.Following!.WithinTwentyPlays, isShare: true)}")];
        if (followed.Length > 0)
        {
            yield return $"Of {report.Simulation.ChangedListeners} changes of taste, these were followed within 20 plays: "
                + $"{string.Join("; ", followed)}.";
        }
    }

    private static IEnumerable<string> Drifted(RoundsReport report, string measure, string rise, string fall)
    {
        PairedTest[] tests = [.. report.Tests.Where(test =>
            test.Metric == measure && test.Reference == RoundsTests.FirstRounds && test.PHolm < Significant)];
        string[] rising = Names(tests.Where(test => test.Difference > 0));
        string[] falling = Names(tests.Where(test => test.Difference < 0));
        if (rising.Length + falling.Length > 0)
        {
            string[] parts = [.. Part(rising, $"{rise} under "), .. Part(falling, $"{fall} under ")];
            yield return $"From the first third of the rounds to the last, {string.Join("; ", parts)}.";
        }
    }

    private static IEnumerable<string> Cautions(RoundsReport report)
    {
        if (report.Simulation.Rounds.Worlds < 6)
        {
            yield return "Whether the Gini of exposure drifts is not said: it is one figure a world, and six worlds (--seeds 6) are "
                + "the fewest that can show it.";
        }

        Interval?[] liked = [.. report.Recommenders.FirstOrDefault(one => one.Name == "oracle")
            ?.Measures[RoundMeasure.IndexOf("liked")].ByRound ?? []];
        int used = Array.FindIndex(liked, share => share?.Estimate < Exhausted);
        if (used >= 0)
        {
            yield return $"From round {used + 1} on even the oracle, which knows the tastes, fills less than "
                + $"{100 * Exhausted:0} % of its lists with liked tracks: listeners have heard most of what they like, so later rounds "
                + "tell less. More tracks, shorter lists or fewer rounds would.";
        }
    }

    private static string Of(RecommenderReport recommender, string measure) =>
        RoundsTable.Figure(recommender.Measures[RoundMeasure.IndexOf(measure)].Overall, isShare: true);

    private static string[] Names(IEnumerable<PairedTest> tests) => [.. tests.Select(test => test.Model)];

    private static string[] Part(string[] names, string words) => names.Length == 0
        ? []
        : [words + (names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1])} and {names[^1]}")];
}
