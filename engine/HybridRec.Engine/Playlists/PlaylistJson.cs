using System.Text.Json;
using HybridRec.Engine.Catalogue;

namespace HybridRec.Engine.Playlists;

/// <summary>Writes a playlist as our own JSON: everything we know of it.</summary>
public static class PlaylistJson
{
    /// <summary>The media type: <c>application/json</c>.</summary>
    public const string MediaType = "application/json";

    /// <summary>Writes the playlist as UTF-8.</summary>
    /// <param name="stream">Where to; only written to asynchronously, and left open.</param>
    /// <param name="playlist">The playlist.</param>
    /// <param name="location">Where a track can be played, or null where it cannot.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    public static async Task WriteAsync(
        Stream stream, Playlist playlist, Func<Track, Uri?> location, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(playlist);
        ArgumentNullException.ThrowIfNull(location);
        await using Utf8JsonWriter json = new(stream, EntryJson.Options);
        json.WriteStartObject();
        EntryJson.WriteText(json, "user", playlist.User);
        json.WriteString("createdAt", playlist.CreatedAt);
        json.WriteString("model", playlist.Version.Value);
        EntryJson.WriteDial(json, playlist.Dial);
        EntryJson.WriteGenerators(json, playlist.Generators);
        EntryJson.WriteNotes(json, playlist.Notes);
        json.WriteStartArray("tracks");
        foreach (PlaylistEntry entry in playlist.Entries)
        {
            json.WriteStartObject();
            json.WriteNumber("position", entry.Position);
            WriteTrack(json, entry.Track, location(entry.Track));
            EntryJson.WriteFindings(json, entry);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
    }

    private static void WriteTrack(Utf8JsonWriter json, Track track, Uri? location)
    {
        json.WriteStartObject("track");
        json.WriteNumber("id", track.Id.Value);
        EntryJson.WriteText(json, "artist", track.Artist);
        EntryJson.WriteText(json, "title", track.Title);
        EntryJson.WriteText(json, "release", track.Release);
        EntryJson.WriteText(json, "recordingMbid", track.RecordingMbid?.ToString());
        if (WireText.Milliseconds(track) is { } milliseconds)
        {
            json.WriteNumber("durationMs", milliseconds);
        }

        EntryJson.WriteText(json, "collection", track.Collection);
        json.WriteBoolean("hasAudio", track.HasAudio);
        EntryJson.WriteText(json, "location", location is null ? null : WireText.Location(location));
        json.WriteEndObject();
    }
}
