using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Reports;

/// <summary>Charts as tables: for readers without script, without eyes, or with doubts.</summary>
internal static class ChartTables
{
    /// <summary>The numbers of a chart.</summary>
    public static Table Of(Chart chart) => chart switch
    {
        BarChart bars => Of(bars),
        LineChart lines => Of(lines),
        ScatterChart points => Of(points),
        HeatMap map => Of(map),
        _ => throw new ArgumentOutOfRangeException(nameof(chart), chart.GetType().Name, "No table is known for this chart."),
    };

    private static Table Of(BarChart chart)
    {
        int decimals = Wording.Decimals(chart.Bars.Select(bar => bar.Value.Estimate));
        return new Table(
            chart.Caption,
            ["", OrElse(chart.Axis, "value"), "n"],
            [.. chart.Bars.Select(bar => (IReadOnlyList<string>)
                [bar.Name, Cell(bar.Value, decimals), bar.Value.Count > 0 ? Wording.Whole(bar.Value.Count) : ""])]);
    }

    private static Table Of(LineChart chart)
    {
        int decimals = Wording.Decimals(chart.Series.SelectMany(series => series.Values).Where(value => value is not null)
            .Select(value => value!.Estimate));
        return new Table(
            chart.Caption,
            [OrElse(chart.XAxis, "x"), .. chart.Series.Select(series => series.Name)],
            [.. chart.XLabels.Select((label, x) => (IReadOnlyList<string>)
                [label, .. chart.Series.Select(series => x < series.Values.Count ? Cell(series.Values[x], decimals) : "")])]);
    }

    private static Table Of(ScatterChart chart)
    {
        int x = Wording.Decimals(chart.Groups.SelectMany(group => group.Points).Select(point => point.X));
        int y = Wording.Decimals(chart.Groups.SelectMany(group => group.Points).Select(point => point.Y));
        return new Table(
            chart.Caption,
            ["point", "group", OrElse(chart.XAxis, "x"), OrElse(chart.YAxis, "y")],
            [.. chart.Groups.SelectMany(group => group.Points.Select(point => (IReadOnlyList<string>)
                [point.Label, group.Name, Wording.Fixed(point.X, x), Wording.Fixed(point.Y, y)]))]);
    }

    private static Table Of(HeatMap chart)
    {
        int decimals = Wording.Decimals(chart.Values.SelectMany(row => row));
        return new Table(
            chart.Caption,
            [$"{chart.RowAxis} ↓ {chart.ColumnAxis} →", .. chart.Columns],
            [.. chart.Rows.Select((row, r) => (IReadOnlyList<string>)
                [row, .. chart.Values[r].Select(value => Wording.Fixed(value, decimals))])]);
    }

    private static string Cell(Interval? value, int decimals) => value is null ? "" : Wording.Estimate(value, decimals);

    private static string OrElse(string axis, string word) => axis.Length > 0 ? axis : word;
}
