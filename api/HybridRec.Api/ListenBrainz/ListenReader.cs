using System.Globalization;
using System.Text.Json;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;

namespace HybridRec.Api.ListenBrainz;

/// <summary>Reads and validates one submitted listen.</summary>
/// <param name="index">Its 0-based place in the payload, for messages.</param>
/// <param name="now">The time by which it counts as in the future.</param>
internal readonly struct ListenReader(int index, DateTimeOffset now)
{
    // A year far beyond any clock; what is larger has no date at all.
    private const double LatestUnixTime = 253_402_300_799;

    /// <summary>Reads the listen.</summary>
    /// <param name="listen">An element of the payload.</param>
    /// <param name="type">The submission's type.</param>
    /// <exception cref="InvalidSubmissionException">It breaks a rule.</exception>
    public SubmittedListen Read(JsonElement listen, SubmissionType type)
    {
        if (listen.ValueKind != JsonValueKind.Object)
        {
            throw Wrong("a listen must be an object");
        }

        EnsureText(listen);
        DateTimeOffset? listenedAt = ReadListenedAt(listen, type);
        if (!listen.TryGetProperty("track_metadata", out JsonElement metadata)
            || metadata.ValueKind != JsonValueKind.Object)
        {
            throw Wrong("track_metadata must be an object with artist_name and track_name");
        }

        string artist = Text(metadata, "artist_name", required: true)!;
        string title = Text(metadata, "track_name", required: true)!;
        string? release = Text(metadata, "release_name", required: false);
        JsonElement info = ReadAdditionalInfo(metadata);
        EnsureTags(info);
        EnsureMbids(info, "artist_mbids");
        _ = Mbid(info, "release_mbid");

        return new SubmittedListen(
            listenedAt,
            ReadTrackId(info),
            new TrackDescription
            {
                Artist = artist,
                Title = title,
                Release = release,
                RecordingMbid = Mbid(info, "recording_mbid"),
                Duration = ReadDuration(info),
            },
            metadata.GetRawText())
        {
            DurationPlayed = Span(info, "duration_played", TimeSpan.TicksPerSecond, smallest: 0),
            Skipped = Optional(info, "skipped") switch
            {
                { ValueKind: JsonValueKind.True } => true,
                { ValueKind: JsonValueKind.False } => false,
                _ => null,
            },
        };
    }

    private DateTimeOffset? ReadListenedAt(JsonElement listen, SubmissionType type)
    {
        bool given = listen.TryGetProperty("listened_at", out JsonElement element);
        if (type == SubmissionType.PlayingNow)
        {
            return given ? throw Wrong("listened_at must be absent while listen_type is playing_now") : null;
        }

        if (!given || Number(element) is not { } seconds)
        {
            throw Wrong("listened_at must be a whole number: the unix time at which playback started");
        }

        if (Math.Abs(seconds) > LatestUnixTime)
        {
            throw Wrong($"listened_at {seconds:0} is not a time; it must be unix time in seconds, not milliseconds");
        }

        DateTimeOffset listenedAt = DateTimeOffset.FromUnixTimeSeconds((long)seconds);
        return ListenRules.TimeBrokenBy(listenedAt, now) is { } broken
            ? throw Wrong(
                $"listened_at {(long)seconds} ({Moment(listenedAt)}) {broken}; it is unix time in seconds, "
                + $"and now is {Moment(now)}")
            : listenedAt;
    }

    private JsonElement ReadAdditionalInfo(JsonElement metadata)
    {
        if (Optional(metadata, "additional_info") is not { } info)
        {
            return default;
        }

        return info.ValueKind == JsonValueKind.Object
            ? info
            : throw Wrong("track_metadata.additional_info must be an object");
    }

    private TrackId? ReadTrackId(JsonElement info)
    {
        if (Optional(info, "hybridrec_track_id") is not { } element)
        {
            return null;
        }

        return Number(element) is { } id and >= 1 and <= long.MaxValue / 1024
            ? new TrackId((long)id)
            : throw Wrong("additional_info.hybridrec_track_id must be a positive whole number");
    }

    private TimeSpan? ReadDuration(JsonElement info)
    {
        TimeSpan? seconds = Span(info, "duration", TimeSpan.TicksPerSecond, smallest: 1);
        TimeSpan? milliseconds = Span(info, "duration_ms", TimeSpan.TicksPerMillisecond, smallest: 1);
        return seconds is not null && milliseconds is not null
            ? throw Wrong("additional_info may contain duration or duration_ms, not both")
            : seconds ?? milliseconds;
    }

    private TimeSpan? Span(JsonElement info, string name, long ticksPerUnit, long smallest)
    {
        if (Optional(info, name) is not { } element)
        {
            return null;
        }

        long largest = ListenRules.MaxDuration.Ticks / ticksPerUnit;
        return Number(element) is { } units && units >= smallest && units <= largest
            ? TimeSpan.FromTicks((long)units * ticksPerUnit)
            : throw Wrong($"additional_info.{name} must be a whole number from {smallest} to {largest} (24 days)");
    }

    private void EnsureTags(JsonElement info)
    {
        if (Optional(info, "tags") is not { } tags)
        {
            return;
        }

        if (tags.ValueKind != JsonValueKind.Array)
        {
            throw Wrong("additional_info.tags must be a list");
        }

        if (tags.GetArrayLength() > SubmissionLimits.Tags)
        {
            throw Wrong($"additional_info.tags has {tags.GetArrayLength()} tags; {SubmissionLimits.Tags} are allowed");
        }

        foreach (JsonElement tag in tags.EnumerateArray())
        {
            if (tag.ValueKind != JsonValueKind.String)
            {
                throw Wrong("additional_info.tags must contain only strings");
            }

            int length = tag.GetString()!.EnumerateRunes().Count();
            if (length > SubmissionLimits.TagLength)
            {
                throw Wrong(
                    $"additional_info.tags has a tag of {length} characters; {SubmissionLimits.TagLength} are allowed");
            }
        }
    }

    private void EnsureMbids(JsonElement info, string name)
    {
        if (Optional(info, name) is not { } list)
        {
            return;
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            throw Wrong($"additional_info.{name} must be a list");
        }

        foreach (JsonElement element in list.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.String || !Guid.TryParseExact(element.GetString(), "D", out _))
            {
                throw Wrong($"additional_info.{name} must contain only MusicBrainz ids (UUIDs)");
            }
        }
    }

    private Guid? Mbid(JsonElement info, string name)
    {
        if (Optional(info, name) is not { } element
            || (element.ValueKind == JsonValueKind.String && element.GetString()!.Length == 0))
        {
            return null;
        }

        return element.ValueKind == JsonValueKind.String && Guid.TryParseExact(element.GetString(), "D", out Guid mbid)
            ? mbid
            : throw Wrong($"additional_info.{name} must be a MusicBrainz id (a UUID)");
    }

    private string? Text(JsonElement metadata, string name, bool required)
    {
        if (Optional(metadata, name) is not { } element)
        {
            return required ? throw Wrong($"track_metadata.{name} is missing") : null;
        }

        string? text = element.ValueKind == JsonValueKind.String ? element.GetString()!.Trim() : null;
        return text is { Length: > 0 } ? text : throw Wrong($"track_metadata.{name} must be a non-empty string");
    }

    // Half a surrogate pair, which no program downstream handles alike, is found by the same walk.
    private void EnsureText(JsonElement listen)
    {
        bool hasNul;
        try
        {
            hasNul = HasNul(listen);
        }
        catch (InvalidOperationException)
        {
            throw Wrong("it contains text that is not valid Unicode");
        }

        if (hasNul)
        {
            throw Wrong("it contains a NUL character");
        }
    }

    private static bool HasNul(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString()!.Contains('\0'),
        JsonValueKind.Array => element.EnumerateArray().Any(HasNul),
        JsonValueKind.Object => element.EnumerateObject()
            .Any(property => property.Name.Contains('\0') || HasNul(property.Value)),
        _ => false,
    };

    private static JsonElement? Optional(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object
            && parent.TryGetProperty(name, out JsonElement element)
            && element.ValueKind != JsonValueKind.Null
            ? element
            : null;

    // As ListenBrainz, which truncates fractions and takes digits in quotation marks.
    private static double? Number(JsonElement element)
    {
        double value = double.NaN;
        bool read = element.ValueKind switch
        {
            JsonValueKind.Number => element.TryGetDouble(out value),
            JsonValueKind.String => long.TryParse(
                element.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole)
                && double.IsFinite(value = whole),
            _ => false,
        };
        return read && double.IsFinite(value) ? Math.Truncate(value) : null;
    }

    private static string Moment(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private InvalidSubmissionException Wrong(string reason) => new(index, reason);
}
