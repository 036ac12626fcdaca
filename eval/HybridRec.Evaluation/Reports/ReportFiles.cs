using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using HybridRec.Evaluation.Reports.Html;

namespace HybridRec.Evaluation.Reports;

/// <summary>Writes a report as files.</summary>
public static class ReportFiles
{
    /// <summary>Name of the page: one file, readable without a network.</summary>
    public const string HtmlName = "report.html";

    /// <summary>Name of the text version.</summary>
    public const string MarkdownName = "report.md";

    /// <summary>Name of the document itself, from which several reports are put into one.</summary>
    public const string DocumentName = "report.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        // Points and bars are tuples.
        IncludeFields = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes <c>report.html</c>, <c>report.md</c> and <c>report.json</c>, replacing older ones.</summary>
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
            File.WriteAllText(Path.Combine(folder, DocumentName), JsonSerializer.Serialize(document, Json), Utf8);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new ReportFileException($"The report can't be written to {folder}: {problem.Message}", problem);
        }
    }

    /// <summary>Reads the document that a command wrote into its output folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="ReportFileException">There is none, or it is damaged; the message says which.</exception>
    public static ReportDocument Read(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string path = Path.Combine(folder, DocumentName);
        try
        {
            return JsonSerializer.Deserialize<ReportDocument>(File.ReadAllBytes(path), Json)
                ?? throw new ReportFileException($"{path} is damaged: it holds nothing.");
        }
        catch (Exception problem) when (problem is DirectoryNotFoundException or FileNotFoundException)
        {
            throw new ReportFileException($"There is no {DocumentName} in {folder}: is it the output folder of an evaluation?", problem);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new ReportFileException($"{path} can't be read: {problem.Message}", problem);
        }
        catch (Exception problem) when (problem is JsonException or NotSupportedException)
        {
            throw new ReportFileException($"{path} is damaged: {problem.Message.ReplaceLineEndings(" ")}", problem);
        }
    }

    /// <summary>Puts several reports into one: all summaries first, then all sections, each named after its report.</summary>
    /// <param name="title">Title of the whole.</param>
    /// <param name="documents">The reports, in order.</param>
    public static ReportDocument Join(string title, IReadOnlyList<ReportDocument> documents)
    {
        ArgumentNullException.ThrowIfNull(documents);
        return new ReportDocument(
            title,
            [.. documents.SelectMany(document => document.Summary.Select((sentence, at) => at == 0 ? $"{document.Title}: {sentence}" : sentence))],
            [
                .. documents.SelectMany(document => document.Sections.Select(
                    section => section with { Heading = $"{document.Title}: {section.Heading}" })),
            ]);
    }
}
