using System.Text;

namespace HybridRec.Evaluation.Reports.Html;

/// <summary>Tables that screen readers can walk: a caption, headings with their scope, numbers flush right.</summary>
internal static class HtmlTable
{
    /// <summary>Appends a table; it scrolls by itself where it is wider than the page.</summary>
    public static void Append(StringBuilder html, Table table)
    {
        bool[] numeric = [.. table.Columns.Select((_, column) => NumberColumns.Contains(table, column))];
        html.Append("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"")
            .Append(HtmlText.Escape(table.Caption)).Append("\">\n<table>\n<caption>")
            .Append(HtmlText.Escape(table.Caption)).Append("</caption>\n<thead>\n<tr>");
        for (int column = 0; column < table.Columns.Count; column++)
        {
            html.Append("<th scope=\"col\"").Append(numeric[column] ? " class=\"n\">" : ">")
                .Append(HtmlText.Escape(table.Columns[column])).Append("</th>");
        }

        html.Append("</tr>\n</thead>\n<tbody>\n");
        foreach (IReadOnlyList<string> row in table.Rows)
        {
            html.Append("<tr>");
            for (int column = 0; column < row.Count; column++)
            {
                string escaped = HtmlText.Escape(row[column]);
                html.Append(column == 0 ? $"<th scope=\"row\">{escaped}</th>"
                    : column < numeric.Length && numeric[column] ? $"<td class=\"n\">{escaped}</td>"
                    : $"<td>{escaped}</td>");
            }

            html.Append("</tr>\n");
        }

        html.Append("</tbody>\n</table>\n</div>\n");
    }
}
