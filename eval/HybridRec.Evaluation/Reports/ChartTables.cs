using System.Globalization;
using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Reports;

/// <summary>Charts as tables: for readers without script, without eyes, or with doubts.</summary>
internal static class ChartTables
{
    /// <summary>The numbers of a chart.</summary>
    public static Table Of(Chart chart) => chart switch
    {
        BarChart bars => new Table(
            bars.Caption,
            ["", OrElse(bars.Axis, "value"), "95 % interval", "n"],
            [.. bars.Bars.Select(bar => (IReadOnlyList<string>)
                [bar.Name, Number(bar.Value.Estimate), Range(bar.Value), Count(bar.Value)])]),
        LineChart lines => new Table(
            lines.Caption,
            [OrElse(lines.XAxis, "x"), .. lines.Series.Select(series => series.Name)],
            [.. lines.XLabels.Select((label, x) => (IReadOnlyList<string>)
                [label, .. lines.Series.Select(series => x < series.Values.Count ? Cell(series.Values[x]) : "")])]),
        ScatterChart points => new Table(
            points.Caption,
            ["point", "group", OrElse(points.XAxis, "x"), OrElse(points.YAxis, "y")],
            [.. points.Groups.SelectMany(group => group.Points.Select(point => (IReadOnlyList<string>)
                [point.Label, group.Name, Number(point.X), Number(point.Y)]))]),
        HeatMap map => new Table(
            map.Caption,
            [$"{map.RowAxis} ↓ {map.ColumnAxis} →", .. map.Columns],
            [.. map.Rows.Select((row, r) => (IReadOnlyList<string>)[row, .. map.Values[r].Select(Number)])]),
        _ => throw new ArgumentOutOfRangeException(nameof(chart), chart.GetType().Name, "No table is known for this chart."),
    };

    /// <summary>A number with four significant digits, or all digits of a whole number.</summary>
    public static string Number(double value)
    {
        if (!double.IsFinite(value))
        {
            return "–";
        }

        double size = Math.Abs(value);
        string text = value == Math.Floor(value) && size < 1e15
            ? value.ToString("N0", CultureInfo.InvariantCulture)
            : size >= 1_000 ? value.ToString("N0", CultureInfo.InvariantCulture)
            : size >= 100 ? value.ToString("0.0", CultureInfo.InvariantCulture)
            : size >= 1 ? value.ToString("0.00", CultureInfo.InvariantCulture)
            : size >= 0.001 ? value.ToString("0.0000", CultureInfo.InvariantCulture)
            : value.ToString("0.##e-0", CultureInfo.InvariantCulture);
        return text.Replace('-', '−');
    }

    private static string Cell(Interval? value) => value switch
    {
        null => "",
        _ when HasWidth(value) => $"{Number(value.Estimate)} {Range(value)}",
        _ => Number(value.Estimate),
    };

    private static string Range(Interval value) =>
        HasWidth(value) ? $"[{Number(value.Low)}, {Number(value.High)}]" : "";

    private static string Count(Interval value) =>
        value.Count > 0 ? value.Count.ToString("N0", CultureInfo.InvariantCulture) : "";

    private static bool HasWidth(Interval value) =>
        double.IsFinite(value.Low) && double.IsFinite(value.High) && value.High > value.Low;

    private static string OrElse(string axis, string word) => axis.Length > 0 ? axis : word;
}
