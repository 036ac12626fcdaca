using System.Globalization;
using System.Text.Json;

namespace HybridRec.Engine.Audio;

/// <summary>Reads the JSON that ffprobe prints.</summary>
internal static class FfmpegProbe
{
    /// <summary>What ffprobe is asked to print: nothing that it would have to decode for.</summary>
    public const string Entries =
        "format=duration:format_tags:stream=codec_name,sample_rate,channels,duration:stream_tags";

    /// <summary>Makes a probe of the first audio stream.</summary>
    /// <param name="json">ffprobe's output, UTF-8.</param>
    /// <param name="durationIsAGuess">Whether the duration is an estimate, which counts as none.</param>
    /// <returns>Null where there is no audio stream.</returns>
    /// <exception cref="JsonException">It is not the JSON of ffprobe.</exception>
    /// <exception cref="InvalidDataException">The audio stream has no format.</exception>
    public static AudioProbe? Parse(ReadOnlyMemory<byte> json, bool durationIsAGuess)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        if (!root.TryGetProperty("streams", out JsonElement streams) || streams.GetArrayLength() == 0)
        {
            return null;
        }

        JsonElement stream = streams[0];
        root.TryGetProperty("format", out JsonElement format);
        int sampleRate = (int)(Number(stream, "sample_rate") ?? 0);
        int channels = (int)(Number(stream, "channels") ?? 0);
        if (sampleRate <= 0 || channels <= 0)
        {
            throw new InvalidDataException("its audio stream is damaged: it has no sample rate or no channels");
        }

        // Containers carry tags of the file, Ogg carries them on the stream. The file's own win.
        Dictionary<string, string> tags = new(StringComparer.Ordinal);
        AddTags(tags, format);
        AddTags(tags, stream);
        return new AudioProbe(
            durationIsAGuess ? null : Duration(stream) ?? Duration(format), tags, Text(stream, "codec_name") ?? "unknown",
            sampleRate, channels);
    }

    private static void AddTags(Dictionary<string, string> tags, JsonElement owner)
    {
        if (owner.ValueKind != JsonValueKind.Object || !owner.TryGetProperty("tags", out JsonElement found))
        {
            return;
        }

        foreach (JsonProperty tag in found.EnumerateObject())
        {
            string value = tag.Value.GetString()?.Trim() ?? "";
            if (value.Length > 0)
            {
                tags.TryAdd(tag.Name.ToLowerInvariant(), value);
            }
        }
    }

    // The stream's own duration comes first: a container's is that of its longest stream, which may be a film.
    private static TimeSpan? Duration(JsonElement owner) =>
        Number(owner, "duration") is double seconds and > 0 and < 1e9 ? TimeSpan.FromSeconds(seconds) : null;

    private static double? Number(JsonElement owner, string name)
    {
        if (owner.ValueKind != JsonValueKind.Object || !owner.TryGetProperty(name, out JsonElement value))
        {
            return null;
        }

        // ffprobe writes some numbers as strings, and "N/A" for none.
        string text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;
    }

    private static string? Text(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
