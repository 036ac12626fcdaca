using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using HybridRec.Evaluation.Protocol;

namespace HybridRec.Evaluation.Reports;

/// <summary><c>metrics.json</c>: everything a run found, for programs. The fields are described in engine/docs/metrics-json.md.</summary>
public static class RunReportFile
{
    /// <summary>Name of the file in a report's folder.</summary>
    public const string Name = "metrics.json";

    private static readonly RunReportJson Json = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        // The file is read by programs and people, never pasted into a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>Writes the file, replacing an older one.</summary>
    /// <param name="report">What the run found.</param>
    /// <param name="folder">Where to; made if it is not there.</param>
    /// <exception cref="ReportFileException">The file can't be written.</exception>
    public static void Write(RunReport report, string folder)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, Name), JsonSerializer.Serialize(report, Json.RunReport) + "\n");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new ReportFileException($"{Name} can't be written to {folder}: {problem.Message}", problem);
        }
    }

    /// <summary>Reads the file of a folder; numbers come back exactly as they were written.</summary>
    /// <param name="folder">The folder of a report.</param>
    /// <exception cref="ReportFileException">There is no such file, it is damaged, or a newer program wrote it.</exception>
    public static RunReport Read(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string path = Path.Combine(folder, Name);
        try
        {
            byte[] text = File.ReadAllBytes(path);
            ThrowIfUnknown(text, path);
            return JsonSerializer.Deserialize(text, Json.RunReport)
                ?? throw new ReportFileException($"{path} is damaged: it holds nothing.");
        }
        catch (Exception problem) when (problem is DirectoryNotFoundException or FileNotFoundException)
        {
            throw new ReportFileException($"There is no {Name} in {folder}: is it the output folder of an evaluation?", problem);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new ReportFileException($"{path} can't be read: {problem.Message}", problem);
        }
        catch (JsonException problem)
        {
            throw new ReportFileException($"{path} is damaged: {problem.Message.ReplaceLineEndings(" ")}", problem);
        }
    }

    /// <summary>The schema is looked at first: a newer file may lack or mean anything else.</summary>
    private static void ThrowIfUnknown(byte[] text, string path)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("schema", out JsonElement element)
            || element.ValueKind != JsonValueKind.Number
            || !element.TryGetInt32(out int schema))
        {
            throw new ReportFileException($"{path} is not an evaluation's {Name}: it states no schema.");
        }

        if (schema is < 1 or > RunReport.CurrentSchema)
        {
            throw new ReportFileException(
                $"{path} has schema {schema}; this program knows up to {RunReport.CurrentSchema}: read it with a newer one.");
        }
    }
}

/// <summary>Serialises a <see cref="RunReport"/> without reflection.</summary>
[JsonSerializable(typeof(RunReport))]
internal sealed partial class RunReportJson : JsonSerializerContext;
