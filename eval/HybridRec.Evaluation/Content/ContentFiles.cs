using System.Text.Json;
using System.Text.Json.Serialization;
using HybridRec.Evaluation.Reports;

namespace HybridRec.Evaluation.Content;

/// <summary>Writes what a content study or an audit found.</summary>
public static class ContentFiles
{
    /// <summary>Name of the machine-readable file.</summary>
    public const string MetricsName = "metrics.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>A report as JSON.</summary>
    /// <typeparam name="T">Kind of the report.</typeparam>
    /// <param name="report">The report; not-a-number occurs nowhere in it.</param>
    public static string ToJson<T>(T report) => JsonSerializer.Serialize(report, Json);

    /// <summary>Writes <c>report.html</c>, <c>report.md</c> and <c>metrics.json</c>, replacing older ones.</summary>
    /// <typeparam name="T">Kind of the report.</typeparam>
    /// <param name="report">The figures.</param>
    /// <param name="document">The figures in words.</param>
    /// <param name="folder">Where to; made if it is not there.</param>
    /// <exception cref="ReportFileException">The files can't be written.</exception>
    public static void Write<T>(T report, ReportDocument document, string folder)
    {
        ReportFiles.Write(document, folder);
        try
        {
            File.WriteAllText(Path.Combine(folder, MetricsName), ToJson(report) + "\n");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new ReportFileException($"The figures can't be written to {folder}: {problem.Message}", problem);
        }
    }
}
