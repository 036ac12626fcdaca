using System.Text;
using System.Text.RegularExpressions;

namespace HybridRec.Evaluation.Reports.Html;

/// <summary>Tables that screen readers can walk: a caption, headings with their scope, numbers flush right.</summary>
internal static partial class HtmlTable
{
    /// <summary>With more columns of intervals these stand below their estimates.</summary>
    private const int MostInOneLine = 3;

    /// <summary>Appends a table; it scrolls by itself where it is wider than the page.</summary>
    public static void Append(StringBuilder html, Table table)
    {
        bool[] numeric = [.. table.Columns.Select((_, column) => NumberColumns.Contains(table, column))];
        string caption = HtmlText.Escape(table.Caption);
        int withInterval = table.Rows.Count == 0 ? 0 : table.Rows.Max(row => row.Count(EndsInInterval().IsMatch));
        html.Append("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"").Append(caption)
            .Append(withInterval > MostInOneLine ? "\">\n<table class=\"stacked\">\n<caption>" : "\">\n<table>\n<caption>").Append(caption).Append("</caption>\n<thead>\n<tr>");
        for (int column = 0; column < table.Columns.Count; column++)
        {
            html.Append("<th scope=\"col\"").Append(numeric[column] ? " class=\"n\">" : ">")
                .Append(HtmlText.Escape(table.Columns[column])).Append("</th>");
        }

        html.Append("</tr>\n</thead>\n<tbody>\n");
        for (int row = 0; row < table.Rows.Count; row++)
        {
            html.Append("<tr>");
            for (int column = 0; column < table.Rows[row].Count; column++)
            {
                string cell = Cell(table.Rows[row][column]);
                if (table.Marked.Contains((row, column)))
                {
                    cell = $"<strong>{cell}</strong>";
                }

                html.Append(column == 0 ? $"<th scope=\"row\">{cell}</th>"
                    : column < numeric.Length && numeric[column] ? $"<td class=\"n\">{cell}</td>"
                    : $"<td>{cell}</td>");
            }

            html.Append("</tr>\n");
        }

        html.Append("</tbody>\n</table>\n</div>\n");
    }

    /// <summary>The interval behind an estimate is set smaller than the estimate.</summary>
    private static string Cell(string plain) =>
        EndsInInterval().Replace(HtmlText.Escape(plain), " <span class=\"interval\">$1</span>");

    [GeneratedRegex(@"(?<=\d)\s(\[[\d.,eE−+-]+, [\d.,eE−+-]+\])$")]
    private static partial Regex EndsInInterval();
}
