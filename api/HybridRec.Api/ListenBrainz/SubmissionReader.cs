using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using HybridRec.Engine.Listens;

namespace HybridRec.Api.ListenBrainz;

/// <summary>Reads and validates the document of <c>POST /1/submit-listens</c>.</summary>
internal static class SubmissionReader
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads a submission; every listen is valid, or none is returned.</summary>
    /// <param name="body">The document, UTF-8.</param>
    /// <param name="now">The time by which a listen counts as in the future.</param>
    /// <exception cref="InvalidSubmissionException">It breaks a rule; the message names the listen and the rule.</exception>
    public static Submission Read(ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        if (!Utf8.IsValid(body.Span))
        {
            throw new InvalidSubmissionException(null, "The document is not UTF-8 text");
        }

        using JsonDocument document = Parse(body);
        try
        {
            return Read(document, now);
        }
        catch (InvalidOperationException)
        {
            // The parser accepts an escape like \ud800 that stands alone, and stumbles over it at any later touch.
            throw new InvalidSubmissionException(null, "The document contains text that is not valid Unicode");
        }
    }

    private static Submission Read(JsonDocument document, DateTimeOffset now)
    {
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidSubmissionException(null, "The document must be a JSON object with listen_type and payload");
        }

        SubmissionType type = ReadType(document.RootElement);
        JsonElement payload = ReadPayload(document.RootElement, type);
        List<SubmittedListen> listens = new(payload.GetArrayLength());
        foreach (JsonElement element in payload.EnumerateArray())
        {
            EnsureSize(element, listens.Count);
            listens.Add(new ListenReader(listens.Count, now).Read(element, type));
        }

        return new Submission(type, listens);
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException error)
        {
            string place = $"line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}";
            throw new InvalidSubmissionException(null, $"The document is not valid JSON ({place})");
        }
    }

    private static SubmissionType ReadType(JsonElement root)
    {
        if (!root.TryGetProperty("listen_type", out JsonElement type))
        {
            throw new InvalidSubmissionException(null, "listen_type is missing; it must be single, playing_now or import");
        }

        return type switch
        {
            { ValueKind: JsonValueKind.String } when type.ValueEquals("single") => SubmissionType.Single,
            { ValueKind: JsonValueKind.String } when type.ValueEquals("playing_now") => SubmissionType.PlayingNow,
            { ValueKind: JsonValueKind.String } when type.ValueEquals("import") => SubmissionType.Import,
            _ => throw new InvalidSubmissionException(null, "listen_type must be single, playing_now or import"),
        };
    }

    private static JsonElement ReadPayload(JsonElement root, SubmissionType type)
    {
        if (!root.TryGetProperty("payload", out JsonElement payload) || payload.ValueKind != JsonValueKind.Array)
        {
            throw new InvalidSubmissionException(null, "payload must be a list of listens");
        }

        int count = payload.GetArrayLength();
        return count switch
        {
            0 => throw new InvalidSubmissionException(null, "payload contains no listens"),
            > SubmissionLimits.Listens => throw new InvalidSubmissionException(
                null, $"payload contains {count} listens; a request may carry {SubmissionLimits.Listens}"),
            > 1 when type != SubmissionType.Import => throw new InvalidSubmissionException(
                null, $"payload contains {count} listens; only listen_type import may carry more than one"),
            _ => payload,
        };
    }

    private static void EnsureSize(JsonElement listen, int index)
    {
        // White space is not the client's fault, so only a listen that looks too long is written again without it.
        int bytes = JsonMarshal.GetRawUtf8Value(listen).Length;
        if (bytes > ListenRules.MaxListenBytes)
        {
            bytes = CompactLength(listen);
        }

        if (bytes > ListenRules.MaxListenBytes)
        {
            throw new InvalidSubmissionException(
                index, $"it has {bytes} bytes; a listen may have {ListenRules.MaxListenBytes}");
        }
    }

    private static int CompactLength(JsonElement listen)
    {
        using MemoryStream compact = new();
        using (Utf8JsonWriter writer = new(compact, Compact))
        {
            listen.WriteTo(writer);
        }

        return checked((int)compact.Length);
    }
}
