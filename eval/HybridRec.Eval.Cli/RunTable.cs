using System.Globalization;
using HybridRec.Evaluation.Protocol;

namespace HybridRec.Eval.Cli;

/// <summary>The few figures of a run that are worth a look before the report is opened.</summary>
internal static class RunTable
{
    private static readonly string[] Shown = ["recall", "ndcg", "popularity", "coverage", "serendipity"];

    public static IEnumerable<string> Lines(RunReport report)
    {
        DataFacts data = report.Data;
        yield return Invariant($"{data.Source}: {data.Users:N0} users, {data.Items:N0} items, {data.TrainPairs:N0} training pairs");
        yield return Invariant(
            $"mean over {data.EvaluatedUsers:N0} users with held-out items, {data.Candidates} candidates, lists of {report.MainK}, 95 % intervals");
        Metric[] metrics = [.. Shown.Select(Metric.Of)];
        int width = Math.Max(14, report.Models.Max(model => model.Name.Length) + 2);
        yield return $"{"".PadRight(width)}{string.Concat(metrics.Select(metric => $"{metric.Title,-26}"))}train s";
        foreach (ModelReport model in report.Models)
        {
            IEnumerable<string> cells = metrics.Select(metric => Cell(model.Metrics.FirstOrDefault(
                value => value.Metric == metric.Name && value.K == report.MainK)));
            yield return Invariant($"{model.Name.PadRight(width)}{string.Concat(cells.Select(cell => $"{cell,-26}"))}{model.Seconds["train"]:0.0}");
        }

        foreach (RivalReport rival in report.Frontier?.Rivals ?? [])
        {
            yield return Invariant(
                $"The dial is on or above {rival.Rival} at {100 * rival.OnOrAbove:0} % of its settings, not significantly below at {100 * rival.NotBelow:0} %");
        }

        foreach (string note in data.Notes)
        {
            yield return $"Note: {note}.";
        }

        yield return Invariant($"{report.Run.Seconds["total"]:0.0} s, at most {report.Run.PeakBytes / 1e6:0} MB");
    }

    private static string Cell(MetricValue? value)
    {
        if (value is null)
        {
            return "–";
        }

        string format = value.Value >= 1 ? "0.0" : "0.0000";
        string Text(double number) => number.ToString(format, CultureInfo.InvariantCulture);
        return value is { Low: { } low, High: { } high }
            ? $"{Text(value.Value)} ({Text(low)}–{Text(high)})"
            : Text(value.Value);
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
