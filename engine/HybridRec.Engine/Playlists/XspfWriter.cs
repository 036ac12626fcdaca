using System.Globalization;
using System.Text;
using System.Xml;
using HybridRec.Engine.Catalogue;

namespace HybridRec.Engine.Playlists;

/// <summary>Writes a playlist as XSPF version 1 (https://xspf.org/spec), with our fields in extensions.</summary>
public static class XspfWriter
{
    /// <summary>The media type: <c>application/xspf+xml</c>.</summary>
    public const string MediaType = "application/xspf+xml";

    private const string Xspf = "http://xspf.org/ns/0/";
    private const string Prefix = "hybridrec";

    /// <summary>Writes the playlist as UTF-8 without a byte order mark.</summary>
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

        // 200 tracks are 200 KB at most; a buffer spares the asynchronous twin of every call below.
        using MemoryStream buffer = new();
        XmlWriterSettings settings = new() { Encoding = new UTF8Encoding(false), Indent = true, CloseOutput = false };
        using (XmlWriter xml = XmlWriter.Create(buffer, settings))
        {
            WritePlaylist(xml, playlist, location);
        }

        await stream.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), cancellationToken);
    }

    private static void WritePlaylist(XmlWriter xml, Playlist playlist, Func<Track, Uri?> location)
    {
        xml.WriteStartDocument();
        xml.WriteStartElement("playlist", Xspf);
        xml.WriteAttributeString("version", "1");
        WriteElement(xml, "title", WireText.TitleOf(playlist));
        WriteElement(xml, "creator", "HybridRec");
        WriteElement(xml, "annotation", WireText.AnnotationOf(playlist));
        WriteElement(xml, "date", playlist.CreatedAt.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture));
        xml.WriteStartElement("trackList", Xspf);
        foreach (PlaylistEntry entry in playlist.Entries)
        {
            WriteTrack(xml, entry, location(entry.Track));
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndDocument();
    }

    private static void WriteTrack(XmlWriter xml, PlaylistEntry entry, Uri? location)
    {
        Track track = entry.Track;
        xml.WriteStartElement("track", Xspf);
        if (location is not null)
        {
            WriteElement(xml, "location", WireText.Location(location));
        }

        foreach (string identifier in WireText.IdentifiersOf(track))
        {
            WriteElement(xml, "identifier", identifier);
        }

        WriteElement(xml, "title", WireText.TitleOf(track));
        WriteElement(xml, "creator", track.Artist);
        WriteElement(xml, "annotation", ReasonText.Of(entry));
        if (track.Release is { } release)
        {
            WriteElement(xml, "album", release);
        }

        WriteElement(xml, "trackNum", entry.Position.ToString(CultureInfo.InvariantCulture));
        if (WireText.Milliseconds(track) is { } milliseconds)
        {
            WriteElement(xml, "duration", milliseconds.ToString(CultureInfo.InvariantCulture));
        }

        xml.WriteStartElement("extension", Xspf);
        xml.WriteAttributeString("application", WireText.Namespace);
        xml.WriteStartElement(Prefix, "recommendation", WireText.Namespace);
        xml.WriteAttributeString("trackId", track.Id.Value.ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("score", entry.Score.ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("source", entry.Source);
        xml.WriteAttributeString("popularity", entry.Popularity.ToString("0.####", CultureInfo.InvariantCulture));
        xml.WriteAttributeString("neverHeard", XmlConvert.ToString(entry.NeverHeard));
        xml.WriteAttributeString("cold", XmlConvert.ToString(entry.Cold));
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteElement(XmlWriter xml, string name, string text) =>
        xml.WriteElementString(name, Xspf, WireText.Xml(text));
}
