using System.Text;

namespace HybridRec.Evaluation.Reports.Html;

/// <summary>A report as one page that needs nothing else: no network, and no script to read the numbers.</summary>
internal static class HtmlReport
{
    /// <summary>The page.</summary>
    public static string Make(ReportDocument document)
    {
        StringBuilder html = new();
        html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\" />\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n")
            .Append("<meta name=\"color-scheme\" content=\"light dark\" />\n")
            .Append("<title>").Append(HtmlText.Escape(document.Title)).Append("</title>\n")
            .Append("<style>\n").Append(HtmlResources.Style).Append("</style>\n</head>\n<body>\n<main>\n")
            .Append("<header>\n<h1>").Append(HtmlText.Escape(document.Title)).Append("</h1>\n");
        AppendSummary(html, document.Summary);
        html.Append("</header>\n");
        foreach (ReportSection section in document.Sections)
        {
            html.Append("<section>\n<h2>").Append(HtmlText.Escape(section.Heading)).Append("</h2>\n");
            foreach (ReportBlock block in section.Blocks)
            {
                Append(html, block);
            }

            html.Append("</section>\n");
        }

        return html.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static void AppendSummary(StringBuilder html, IReadOnlyList<string> sentences)
    {
        if (sentences.Count == 0)
        {
            return;
        }

        html.Append("<ul class=\"summary\">\n");
        foreach (string sentence in sentences)
        {
            html.Append("<li>").Append(HtmlText.Escape(sentence)).Append("</li>\n");
        }

        html.Append("</ul>\n");
    }

    private static void Append(StringBuilder html, ReportBlock block)
    {
        switch (block)
        {
            case Paragraph paragraph:
                html.Append("<p>").Append(HtmlText.Escape(paragraph.Text)).Append("</p>\n");
                break;
            case Table table:
                HtmlTable.Append(html, table);
                break;
            case Chart chart:
                HtmlTable.Append(html, ChartTables.Of(chart));
                break;
        }
    }
}
