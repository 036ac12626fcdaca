using System.Text.Json;
using HybridRec.Engine.Listens;

namespace HybridRec.Jobs.Imports;

/// <summary>Reads fields of a JSON object without trusting their types.</summary>
internal static class JsonFields
{
    /// <summary>A text, trimmed; empty where it is absent, null or no text.</summary>
    public static string Text(this JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement field) && field.ValueKind == JsonValueKind.String
            ? field.GetString()!.Trim()
            : "";

    /// <summary>An object; null where it is absent or something else.</summary>
    public static JsonElement? Object(this JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement field) && field.ValueKind == JsonValueKind.Object ? field : null;

    /// <summary>A whole number, also one written like 1700000000.000000 as ListenBrainz' export does; else null.</summary>
    public static long? Whole(this JsonElement parent, string name) =>
        !parent.TryGetProperty(name, out JsonElement field) || field.ValueKind != JsonValueKind.Number ? null
            : field.TryGetInt64(out long whole) ? whole
            : field.TryGetDouble(out double real) && Math.Abs(real) < 1L << 53 && real == Math.Floor(real) ? (long)real
            : null;

    /// <summary>A number of seconds or parts of them as a duration; null unless it is within (0, 24 days].</summary>
    public static TimeSpan? Duration(this JsonElement parent, string name, double unitsPerSecond) =>
        parent.TryGetProperty(name, out JsonElement field)
        && field.ValueKind == JsonValueKind.Number
        && field.TryGetDouble(out double value)
        && value > 0
        && value / unitsPerSecond <= ListenRules.MaxDuration.TotalSeconds
            ? TimeSpan.FromSeconds(value / unitsPerSecond)
            : null;

    /// <summary>Parses one entry into an object and hands it on; says why where that fails.</summary>
    public static ImportRow ParseObject(RawEntry entry, Func<long, JsonElement, ImportRow> parse)
    {
        if (entry.Fault is { } fault)
        {
            return new ImportRow.Rejected(entry.Number, fault);
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(entry.Bytes);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? parse(entry.Number, document.RootElement)
                : new ImportRow.Rejected(entry.Number, "not a JSON object");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a text with half a surrogate pair, found only when it is read.
            return new ImportRow.Rejected(entry.Number, "not valid JSON");
        }
    }
}
