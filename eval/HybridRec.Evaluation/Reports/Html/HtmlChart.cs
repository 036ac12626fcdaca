using System.Text;

namespace HybridRec.Evaluation.Reports.Html;

/// <summary>A chart in the page: a place that the script draws in, its numbers, and the same as a table.</summary>
internal static class HtmlChart
{
    /// <summary>A table with more rows stays folded where no script runs; it can be opened all the same.</summary>
    private const int MostOpenRows = 200;

    /// <summary>Appends the figure.</summary>
    public static void Append(StringBuilder html, Chart chart)
    {
        string caption = HtmlText.Escape(chart.Caption);
        Table table = ChartTables.Of(chart);
        html.Append("<figure data-chart=\"\">\n<figcaption>").Append(caption).Append("</figcaption>\n")
            .Append("<div class=\"legend\" hidden=\"\"></div>\n")
            .Append("<div class=\"chart\" role=\"img\" aria-label=\"").Append(caption)
            .Append(". The numbers are in the table that follows.\" hidden=\"\"></div>\n")
            .Append("<script type=\"application/json\">").Append(ChartData.Of(chart)).Append("</script>\n")
            .Append(table.Rows.Count > MostOpenRows ? "<details>" : "<details open=\"\">")
            .Append("<summary>The numbers</summary>\n");
        HtmlTable.Append(html, table);
        html.Append("</details>\n</figure>\n");
    }
}
