using System.Text.Json;
using HybridRec.Engine.Catalogue;

namespace HybridRec.Engine.Playlists;

/// <summary>Writes a playlist as JSPF, the JSON form of XSPF (https://xspf.org/jspf), with our fields in extensions.</summary>
public static class JspfWriter
{
    /// <summary>The media type: <c>application/jspf+json</c>.</summary>
    public const string MediaType = "application/jspf+json";

    /// <summary>Key of our fields in <c>extension</c> of the playlist and of each track; holds an array of one object.</summary>
    public const string Extension = WireText.Namespace;

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
        json.WriteStartObject("playlist");
        EntryJson.WriteText(json, "title", WireText.TitleOf(playlist));
        json.WriteString("creator", "HybridRec");
        EntryJson.WriteText(json, "annotation", WireText.AnnotationOf(playlist));
        json.WriteString("date", playlist.CreatedAt);
        StartExtension(json);
        json.WriteString("model", playlist.Version.Value);
        EntryJson.WriteText(json, "user", playlist.User);
        EntryJson.WriteDial(json, playlist.Dial);
        EntryJson.WriteGenerators(json, playlist.Generators);
        EntryJson.WriteNotes(json, playlist.Notes);
        EndExtension(json);
        json.WriteStartArray("track");
        foreach (PlaylistEntry entry in playlist.Entries)
        {
            WriteTrack(json, entry, location(entry.Track));
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
    }

    private static void WriteTrack(Utf8JsonWriter json, PlaylistEntry entry, Uri? location)
    {
        Track track = entry.Track;
        json.WriteStartObject();
        if (location is not null)
        {
            json.WriteStartArray("location");
            json.WriteStringValue(WireText.Location(location));
            json.WriteEndArray();
        }

        json.WriteStartArray("identifier");
        foreach (string identifier in WireText.IdentifiersOf(track))
        {
            json.WriteStringValue(identifier);
        }

        json.WriteEndArray();
        EntryJson.WriteText(json, "title", WireText.TitleOf(track));
        EntryJson.WriteText(json, "creator", track.Artist);
        EntryJson.WriteText(json, "album", track.Release);
        EntryJson.WriteText(json, "annotation", ReasonText.Of(entry));
        if (WireText.Milliseconds(track) is { } milliseconds)
        {
            json.WriteNumber("duration", milliseconds);
        }

        StartExtension(json);
        json.WriteNumber("hybridrec_track_id", track.Id.Value);
        EntryJson.WriteFindings(json, entry);
        EndExtension(json);
        json.WriteEndObject();
    }

    private static void StartExtension(Utf8JsonWriter json)
    {
        json.WriteStartObject("extension");
        json.WriteStartArray(Extension);
        json.WriteStartObject();
    }

    private static void EndExtension(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
