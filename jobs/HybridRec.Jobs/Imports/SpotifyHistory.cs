using System.Globalization;
using System.Text.Json;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;

namespace HybridRec.Jobs.Imports;

/// <summary>Reads Spotify's extended streaming history.</summary>
/// <remarks>
/// Its <c>ts</c> is when playback ended, so a listen starts <c>ms_played</c> earlier. The address and device that Spotify
/// records with every play are not kept.
/// </remarks>
internal static class SpotifyHistory
{
    private static readonly string[] TimeFormats =
        ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm"];

    /// <summary>One row an entry, streamed.</summary>
    /// <param name="entries">The JSON plays.</param>
    /// <param name="now">The present, for the rule about listens in the future.</param>
    public static IEnumerable<ImportRow> Read(IEnumerable<RawEntry> entries, DateTimeOffset now) =>
        entries.Select(entry => JsonFields.ParseObject(entry, (number, play) => Parse(number, play, now)));

    private static ImportRow Parse(long number, JsonElement play, DateTimeOffset now)
    {
        TrackDescription description = new()
        {
            Artist = play.Text("master_metadata_album_artist_name"),
            Title = play.Text("master_metadata_track_name"),
            Release = play.Text("master_metadata_album_album_name") is { Length: > 0 } release ? release : null,
            ExternalId = play.Text("spotify_track_uri") is { Length: > 0 } uri ? uri : null,
        };
        if (description.Title.Length == 0)
        {
            return new ImportRow.Rejected(number, "not a track");
        }

        if (ImportRules.DescriptionBrokenBy(
            description, "master_metadata_album_artist_name", "master_metadata_track_name") is { } reason)
        {
            return new ImportRow.Rejected(number, reason);
        }

        string ts = play.Text("ts");
        if (!DateTimeOffset.TryParseExact(
            ts, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset ended))
        {
            return new ImportRow.Rejected(number, ts.Length == 0 ? "ts is missing" : "ts is not a time", ts);
        }

        if (play.Whole("ms_played") is not (>= 0 and var milliseconds)
            || milliseconds > ListenRules.MaxDuration.TotalMilliseconds)
        {
            return new ImportRow.Rejected(number, "ms_played is missing, negative or longer than 24 days");
        }

        long started = (long)Math.Floor((ended.ToUnixTimeMilliseconds() - milliseconds) / 1_000.0);
        return ImportRules.TimeBrokenBy(started, now) is { } broken
            ? new ImportRow.Rejected(number, $"ts {broken}", ts)
            : new ImportRow.Play(number, null, description, DateTimeOffset.FromUnixTimeSeconds(started))
            {
                DurationPlayed = TimeSpan.FromMilliseconds(milliseconds),
                Skipped = play.TryGetProperty("skipped", out JsonElement skipped)
                    ? skipped.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null }
                    : null,
            };
    }
}
