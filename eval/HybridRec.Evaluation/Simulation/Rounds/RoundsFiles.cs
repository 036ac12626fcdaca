using System.Text.Json;
using HybridRec.Evaluation.Reports;

namespace HybridRec.Evaluation.Simulation.Rounds;

/// <summary>Writes a study over many rounds as files.</summary>
public static class RoundsFiles
{
    /// <summary>Name of the figures' file.</summary>
    public const string MetricsName = "metrics.json";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The content of <c>metrics.json</c>.</summary>
    /// <param name="report">What was found.</param>
    public static string Json(RoundsReport report) => JsonSerializer.Serialize(report, Options);

    /// <summary>Writes <c>report.html</c>, <c>report.md</c> and <c>metrics.json</c>, replacing older ones.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="folder">Where to; made if it is not there.</param>
    /// <exception cref="ReportFileException">The files can't be written.</exception>
    public static void Write(RoundsReport report, string folder)
    {
        ArgumentNullException.ThrowIfNull(report);
        ReportFiles.Write(RoundsDocument.Make(report), folder);
        try
        {
            File.WriteAllText(Path.Combine(folder, MetricsName), Json(report));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new ReportFileException($"{MetricsName} can't be written to {folder}: {problem.Message}", problem);
        }
    }
}
