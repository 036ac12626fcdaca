using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace HybridRec.Evaluation.Reports;

/// <summary>A report as Markdown with pipe tables; charts become tables.</summary>
internal static partial class MarkdownReport
{
    /// <summary>More rows than this are left to the page and to the machine-readable files.</summary>
    public const int MostRows = 200;

    /// <summary>The text, lines ending in LF.</summary>
    public static string Make(ReportDocument document)
    {
        StringBuilder text = new();
        text.Append("# ").Append(Escape(document.Title)).Append("\n\n");
        foreach (string sentence in document.Summary)
        {
            text.Append("- ").Append(Escape(sentence)).Append('\n');
        }

        foreach (ReportSection section in document.Sections)
        {
            text.Append("\n## ").Append(Escape(section.Heading)).Append('\n');
            foreach (ReportBlock block in section.Blocks)
            {
                text.Append('\n');
                Append(text, block);
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, ReportBlock block)
    {
        switch (block)
        {
            case Paragraph paragraph:
                text.Append(Escape(paragraph.Text)).Append('\n');
                break;
            case Table table:
                AppendTable(text, table);
                break;
            case Chart chart:
                AppendTable(text, ChartTables.Of(chart));
                break;
        }
    }

    private static void AppendTable(StringBuilder text, Table table)
    {
        text.Append("**").Append(Escape(table.Caption)).Append("**\n\n");
        AppendRow(text, table.Columns, _ => false);
        for (int column = 0; column < table.Columns.Count; column++)
        {
            text.Append(NumberColumns.Contains(table, column) ? "|--:" : "|:--");
        }

        text.Append("|\n");
        for (int row = 0; row < Math.Min(table.Rows.Count, MostRows); row++)
        {
            AppendRow(text, table.Rows[row], column => table.Marked.Contains((row, column)));
        }

        if (table.Rows.Count > MostRows)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"\nThe first {MostRows} of {table.Rows.Count:N0} rows; the page has them all.\n");
        }
    }

    private static void AppendRow(StringBuilder text, IReadOnlyList<string> cells, Func<int, bool> marked)
    {
        for (int column = 0; column < cells.Count; column++)
        {
            string around = marked(column) ? "**" : "";
            text.Append("| ").Append(around).Append(Escape(cells[column])).Append(around).Append(' ');
        }

        text.Append("|\n");
    }

    /// <summary>Names may hold anything: what Markdown or HTML would act on is escaped, line breaks become blanks.</summary>
    private static string Escape(string plain) => Acting().Replace(Breaks().Replace(plain, " "), @"\$0");

    [GeneratedRegex(@"[\\`*_\[\]<>|#~&]")]
    private static partial Regex Acting();

    [GeneratedRegex(@"[\p{Cc}\u2028\u2029]+")]
    private static partial Regex Breaks();
}
