using HybridRec.Evaluation.Reports;
using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.OffPolicy;

/// <summary>What a serve log tells of the generators.</summary>
/// <param name="Listeners">Listeners with a place that chance gave and of whose track anything is known.</param>
/// <param name="Places">Such places.</param>
/// <param name="Others">Tracks shown whatever chance said, of which anything is known.</param>
/// <param name="Served">Mean reward of the places as they were served.</param>
/// <param name="Policies">What other ways of giving places would be worth.</param>
public sealed record ServesReport(
    int Listeners, int Places, int Others, Interval Served, IReadOnlyList<PolicyEstimate> Policies)
{
    /// <summary>Makes the report.</summary>
    /// <param name="shown">What became of tracks shown, those that chance had no part in among them: by listener.</param>
    /// <param name="seed">Seed of the intervals.</param>
    /// <exception cref="EvaluationException">No place was given by chance and heard.</exception>
    public static ServesReport Make(IReadOnlyList<LoggedPlace> shown, int seed)
    {
        ArgumentNullException.ThrowIfNull(shown);
        LoggedPlace[] places = [.. shown.Where(place => place.Propensity < 1)];
        if (places.Length == 0)
        {
            throw new EvaluationException(
                "The serve log holds no place that went to a generator by chance and whose track was played, skipped or judged: nothing can be estimated.");
        }

        IReadOnlyList<PolicyEstimate> policies = PolicyEstimator.Estimate(places, seed);
        LoggedPlace[][] listeners = [.. places.GroupBy(place => place.Listener).Select(own => own.ToArray())];
        Interval served = Bootstrap.OfRatio(
            Array.ConvertAll(listeners, own => own.Sum(place => place.Reward)), Array.ConvertAll(listeners, own => (double)own.Length), seed);
        return new ServesReport(listeners.Length, places.Length, shown.Count - places.Length, served, policies);
    }
}

/// <summary>Puts a <see cref="ServesReport"/> into words.</summary>
public static class ServesDocument
{
    private const int Decimals = 3;

    /// <summary>Makes the document.</summary>
    /// <param name="report">The report.</param>
    public static ReportDocument Make(ServesReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new ReportDocument("Which generators suit whom", Summary(report),
        [
            new ReportSection("What other ways of giving places would be worth",
            [
                new BarChart(
                    "Doubly robust estimate of the share liked, with 95 % intervals",
                    "share of places liked",
                    [.. report.Policies.Select(policy => (policy.Policy, policy.DoublyRobust))]),
                new Table(
                    "Share of places whose track is played through or liked",
                    ["all places to", "places", "effective", "mean of those shown", "IPS", "SNIPS", "doubly robust", "less what was served"],
                    [.. report.Policies.Select(policy => (IReadOnlyList<string>)
                    [
                        policy.Policy, Wording.Whole(policy.Places), Wording.Fixed(policy.Effective, 0), Text(policy.Naive), Text(policy.Ips),
                        Text(policy.Snips), Text(policy.DoublyRobust), Text(policy.Gain),
                    ])]),
                new Paragraph(
                    "Only places that went to a generator by chance are counted, and only those whose track was played, skipped within 30 s or judged in the "
                    + "week after. Whether a track is reached is taken not to depend on the generator. The mean of those shown is biased where "
                    + "listeners got more of what they like; the other three weigh each place by its chance. Intervals: 95 % bootstrap over listeners."),
            ]),
        ]);
    }

    /// <summary>What was found, in sentences.</summary>
    /// <param name="report">The report.</param>
    public static IReadOnlyList<string> Summary(ServesReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        List<string> sentences =
        [
            $"{Wording.Count(report.Places, "place")} of {Wording.Count(report.Listeners, "listener")} went to generators by chance and were heard; "
                + $"{Text(report.Served)} of them were liked.",
        ];
        sentences.AddRange(report.Policies
            .Where(policy => policy.Gain.Low > 0 || policy.Gain.High < 0)
            .Select(policy => $"\"{policy.Policy}\" would be {(policy.Gain.Low > 0 ? "better" : "worse")}: {Text(policy.DoublyRobust)} by the doubly robust "
                + $"estimate, {Text(policy.Gain)} against what was served."));
        if (sentences.Count == 1)
        {
            sentences.Add("No other way of giving places can be told from the one that was used.");
        }

        return sentences;
    }

    private static string Text(Interval value) => Wording.Estimate(value, Decimals);
}
