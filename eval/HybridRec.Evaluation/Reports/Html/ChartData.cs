using System.Text.Json;
using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Reports.Html;

/// <summary>The numbers of a chart as JSON, for the page's script.</summary>
/// <remarks>
/// The default encoder escapes <c>&lt;</c>, <c>&gt;</c>, <c>&amp;</c> and everything beyond ASCII, so that no name can
/// end the script element. What is not a finite number becomes null.
/// </remarks>
internal static class ChartData
{
    /// <summary>One JSON object; its <c>type</c> is "bar", "line", "scatter" or "heat".</summary>
    public static string Of(Chart chart) => chart switch
    {
        BarChart bars => JsonSerializer.Serialize(new
        {
            type = "bar",
            axis = bars.Axis,
            bars = bars.Bars.Select(bar => Point(bar.Name, bar.Value)),
        }),
        LineChart lines => JsonSerializer.Serialize(new
        {
            type = "line",
            x = lines.XAxis,
            y = lines.YAxis,
            labels = lines.XLabels,
            series = lines.Series.Select(series => new
            {
                name = series.Name,
                points = lines.XLabels.Select((_, x) =>
                    x < series.Values.Count && series.Values[x] is { } value ? Point("", value) : null),
            }),
        }),
        ScatterChart points => JsonSerializer.Serialize(new
        {
            type = "scatter",
            x = points.XAxis,
            y = points.YAxis,
            groups = points.Groups.Select(group => new
            {
                name = group.Name,
                joined = group.Joined,
                points = group.Points.Select(point => new object?[] { Finite(point.X), Finite(point.Y), point.Label }),
            }),
        }),
        HeatMap map => JsonSerializer.Serialize(new
        {
            type = "heat",
            rowAxis = map.RowAxis,
            columnAxis = map.ColumnAxis,
            rows = map.Rows,
            columns = map.Columns,
            values = map.Values.Select(row => row.Select(Finite)),
        }),
        _ => throw new ArgumentOutOfRangeException(nameof(chart), chart.GetType().Name, "This chart can't be drawn."),
    };

    private static object Point(string name, Interval value)
    {
        bool wide = double.IsFinite(value.Low) && double.IsFinite(value.High) && value.High > value.Low;
        return new
        {
            name,
            value = Finite(value.Estimate),
            low = wide ? Finite(value.Low) : null,
            high = wide ? Finite(value.High) : null,
            count = value.Count,
        };
    }

    // Six digits show in a chart; more would only make the page larger.
    private static double? Finite(double value) =>
        double.IsFinite(value) ? double.Parse(value.ToString("G6", Invariant), Invariant) : null;

    private static System.Globalization.CultureInfo Invariant => System.Globalization.CultureInfo.InvariantCulture;
}
