using System.Text.Json;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;

namespace HybridRec.Jobs.Imports;

/// <summary>Reads a ListenBrainz export.</summary>
internal static class ListenBrainzHistory
{
    /// <summary>One row an entry, streamed.</summary>
    /// <param name="entries">The JSON listens.</param>
    /// <param name="now">The present, for the rule about listens in the future.</param>
    public static IEnumerable<ImportRow> Read(IEnumerable<RawEntry> entries, DateTimeOffset now) =>
        entries.Select(entry => entry.Bytes.Length > ListenRules.MaxListenBytes
            ? new ImportRow.Rejected(entry.Number, $"longer than {ListenRules.MaxListenBytes:N0} bytes")
            : JsonFields.ParseObject(entry, (number, listen) => Parse(number, listen, now)));

    private static ImportRow Parse(long number, JsonElement listen, DateTimeOffset now)
    {
        if (!listen.TryGetProperty("listened_at", out JsonElement at) || at.ValueKind == JsonValueKind.Null)
        {
            return new ImportRow.Rejected(number, "listened_at is missing");
        }

        if (listen.Whole("listened_at") is not { } seconds)
        {
            return new ImportRow.Rejected(number, "listened_at is not a whole number", at.GetRawText());
        }

        if (ImportRules.TimeBrokenBy(seconds, now) is { } broken)
        {
            return new ImportRow.Rejected(number, $"listened_at {broken}", at.GetRawText());
        }

        if (listen.Object("track_metadata") is not { } track)
        {
            return new ImportRow.Rejected(number, "track_metadata is missing");
        }

        JsonElement? info = track.Object("additional_info");
        TrackDescription description = new()
        {
            Artist = track.Text("artist_name"),
            Title = track.Text("track_name"),
            Release = track.Text("release_name") is { Length: > 0 } release ? release : null,
            RecordingMbid = Mbid(info) ?? Mbid(track.Object("mbid_mapping")),
            Duration = info?.Duration("duration_ms", 1_000) ?? info?.Duration("duration", 1),
        };
        return ImportRules.DescriptionBrokenBy(description, "artist_name", "track_name") is { } reason
            ? new ImportRow.Rejected(number, reason)
            : new ImportRow.Play(number, null, description, DateTimeOffset.FromUnixTimeSeconds(seconds))
            {
                DurationPlayed = info?.Duration("duration_played", 1),
                Metadata = track.GetRawText(),
            };
    }

    private static Guid? Mbid(JsonElement? parent) =>
        parent is { } element && Guid.TryParseExact(element.Text("recording_mbid"), "D", out Guid mbid) ? mbid : null;
}
