using System.Globalization;
using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Simulation.Rounds;

/// <summary>Shows a <see cref="RoundsReport"/> to a person, as plain text.</summary>
public static class RoundsTable
{
    /// <summary>A table, a line a recommender.</summary>
    /// <param name="report">What was measured.</param>
    /// <returns>Lines of at most 120 characters.</returns>
    public static IEnumerable<string> Lines(RoundsReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return Rows(report);
    }

    /// <summary>A measure's figure with its interval.</summary>
    internal static string Figure(Interval? value, bool isShare, int digits = 1)
    {
        if (value is null)
        {
            return "–";
        }

        string format = "F" + (isShare ? 1 : digits);
        double scale = isShare ? 100 : 1;
        string[] parts = [.. new[] { value.Estimate, value.Low, value.High }.Select(part =>
            (scale * part).ToString(format, CultureInfo.InvariantCulture).Replace('-', '−'))];
        return $"{parts[0]}{(isShare ? " %" : "")} ({parts[1]} to {parts[2]})";
    }

    private static IEnumerable<string> Rows(RoundsReport report)
    {
        RoundsOptions rounds = report.Simulation.Rounds;
        foreach (string line in HeldBackTable.Lines(report.OneRound, report.OneRoundLengths))
        {
            yield return line;
        }

        yield return "";
        yield return $"{report.Simulation.Listeners:N0} listeners, {rounds.Rounds} rounds, lists of {rounds.ListLength}; "
            + $"{report.Simulation.Source}";
        yield return "  95 % bootstrap intervals over listeners";
        yield return Row("", "truly liked", "true serendipity", "held-back taste found", "changes followed");
        foreach (RecommenderReport recommender in report.Recommenders)
        {
            yield return Row(
                recommender.Name,
                Share(recommender, "liked"),
                Share(recommender, "serendipity"),
                Share(recommender, "found"),
                Figure(recommender.Following?.Followed, isShare: true));
        }

        yield return Row("", "styles played", "distance from true mix", "mean π of lists", "Gini of exposure");
        foreach (RecommenderReport recommender in report.Recommenders)
        {
            yield return Row(
                recommender.Name,
                Number(recommender, "styles-played", 2),
                Number(recommender, "mix-distance", 3),
                Number(recommender, "popularity", 1),
                FromTo(recommender.Gini.ByRound));
        }
    }

    private static string Share(RecommenderReport recommender, string measure) =>
        Figure(Find(recommender, measure).Overall, isShare: true);

    private static string Number(RecommenderReport recommender, string measure, int digits) =>
        Figure(Find(recommender, measure).Overall, isShare: false, digits);

    private static MeasureReport Find(RecommenderReport recommender, string measure) =>
        recommender.Measures.First(one => one.Name == measure);

    private static string FromTo(IReadOnlyList<Interval?> byRound) => string.Create(
        CultureInfo.InvariantCulture, $"{byRound[0]?.Estimate:F2} → {byRound[^1]?.Estimate:F2}");

    private static string Row(string name, params string[] cells) =>
        $"  {name,-14}{string.Concat(cells.Select(cell => $"{cell,-25}"))}".TrimEnd();
}
