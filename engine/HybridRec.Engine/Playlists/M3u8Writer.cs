using System.Globalization;
using System.Text;
using HybridRec.Engine.Catalogue;

namespace HybridRec.Engine.Playlists;

/// <summary>Writes a playlist as extended M3U in UTF-8 for any player, with the reasons as comments.</summary>
public static class M3u8Writer
{
    /// <summary>The media type: <c>audio/x-mpegurl</c>.</summary>
    public const string MediaType = "audio/x-mpegurl";

    /// <summary>Writes the playlist as UTF-8 without a byte order mark.</summary>
    /// <param name="stream">Where to; only written to asynchronously, and left open.</param>
    /// <param name="playlist">The playlist.</param>
    /// <param name="location">Where a track can be played; a track without a place is named in a comment only.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    public static async Task WriteAsync(
        Stream stream, Playlist playlist, Func<Track, Uri?> location, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(playlist);
        ArgumentNullException.ThrowIfNull(location);
        StringBuilder text = new();
        text.Append("#EXTM3U\n");
        text.Append(CultureInfo.InvariantCulture, $"#PLAYLIST:{WireText.OneLine(WireText.TitleOf(playlist))}\n");
        text.Append(CultureInfo.InvariantCulture, $"# {WireText.OneLine(WireText.AnnotationOf(playlist))}\n");
        foreach (PlaylistEntry entry in playlist.Entries)
        {
            Append(text, entry, location(entry.Track));
        }

        await stream.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellationToken);
    }

    private static void Append(StringBuilder text, PlaylistEntry entry, Uri? location)
    {
        Track track = entry.Track;
        string name = WireText.OneLine(track.Title.Length == 0 ? track.Artist : $"{track.Artist} - {track.Title}");
        string reason = ReasonText.Of(entry);
        if (location is null)
        {
            text.Append(CultureInfo.InvariantCulture, $"# {entry.Position}. {name} (no audio here): {reason}\n");
            return;
        }

        // −1 is the format's word for an unknown playing time.
        double seconds = track.Duration is { } duration ? Math.Round(duration.TotalSeconds) : -1;
        text.Append(CultureInfo.InvariantCulture, $"#EXTINF:{seconds:0},{name}\n");
        text.Append(CultureInfo.InvariantCulture, $"# {reason}\n");
        text.Append(CultureInfo.InvariantCulture, $"{WireText.Location(location)}\n");
    }
}
