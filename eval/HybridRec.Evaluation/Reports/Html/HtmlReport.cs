using System.Globalization;
using System.Text;

namespace HybridRec.Evaluation.Reports.Html;

/// <summary>A report as one page that needs nothing else: no network, and no script to read the numbers.</summary>
internal static class HtmlReport
{
    /// <summary>With fewer sections a list of them would only be in the way.</summary>
    private const int FewestListed = 4;

    /// <summary>The page, well-formed as XML but for the script.</summary>
    public static string Make(ReportDocument document)
    {
        StringBuilder html = new();
        string title = HtmlText.Escape(document.Title);
        html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\" />\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"").Append(HtmlResources.Policy).Append("\" />\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n")
            .Append("<meta name=\"color-scheme\" content=\"light dark\" />\n")
            .Append("<title>").Append(title).Append("</title>\n")
            .Append("<style>\n").Append(HtmlResources.Style).Append("</style>\n</head>\n<body>\n<main>\n")
            .Append("<header>\n<h1>").Append(title).Append("</h1>\n");
        AppendSummary(html, document.Summary);
        html.Append("</header>\n");
        AppendContents(html, document.Sections);
        for (int i = 0; i < document.Sections.Count; i++)
        {
            AppendSection(html, document.Sections[i], i + 1);
        }

        html.Append("</main>\n");
        if (document.Sections.Any(section => section.Blocks.Any(block => block is Chart)))
        {
            html.Append("<script>").Append(HtmlResources.Script).Append("</script>\n");
        }

        return html.Append("</body>\n</html>\n").ToString();
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

    private static void AppendContents(StringBuilder html, IReadOnlyList<ReportSection> sections)
    {
        if (sections.Count < FewestListed)
        {
            return;
        }

        html.Append("<nav aria-label=\"Contents\">\n<ul>\n");
        for (int i = 0; i < sections.Count; i++)
        {
            html.Append(CultureInfo.InvariantCulture, $"<li><a href=\"#s{i + 1}\">")
                .Append(HtmlText.Escape(sections[i].Heading)).Append("</a></li>\n");
        }

        html.Append("</ul>\n</nav>\n");
    }

    private static void AppendSection(StringBuilder html, ReportSection section, int number)
    {
        string heading = HtmlText.Escape(section.Heading);
        html.Append(CultureInfo.InvariantCulture, $"<section id=\"s{number}\">\n")
            .Append(section.Folded ? $"<details class=\"folded\"><summary><h2>{heading}</h2></summary>\n" : $"<h2>{heading}</h2>\n");
        foreach (ReportBlock block in section.Blocks)
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
                    HtmlChart.Append(html, chart);
                    break;
            }
        }

        html.Append(section.Folded ? "</details>\n</section>\n" : "</section>\n");
    }
}
