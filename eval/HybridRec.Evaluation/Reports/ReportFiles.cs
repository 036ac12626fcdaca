using System.Text;
using HybridRec.Evaluation.Reports.Html;

namespace HybridRec.Evaluation.Reports;

/// <summary>Writes a report as files.</summary>
public static class ReportFiles
{
    /// <summary>Name of the page: one file, readable without a network.</summary>
    public const string HtmlName = "report.html";

    /// <summary>Name of the text version.</summary>
    public const string MarkdownName = "report.md";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes <c>report.html</c> and <c>report.md</c>, replacing older ones.</summary>
    /// <param name="document">The report.</param>
    /// <param name="folder">Where to; made if it is not there.</param>
    /// <exception cref="ReportFileException">The files can't be written.</exception>
    public static void Write(ReportDocument document, string folder)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, HtmlName), HtmlReport.Make(document), Utf8);
            File.WriteAllText(Path.Combine(folder, MarkdownName), MarkdownReport.Make(document), Utf8);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new ReportFileException($"The report can't be written to {folder}: {problem.Message}", problem);
        }
    }
}
