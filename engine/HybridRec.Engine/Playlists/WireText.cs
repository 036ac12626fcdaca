using System.Globalization;
using System.Text;
using HybridRec.Engine.Catalogue;

namespace HybridRec.Engine.Playlists;

/// <summary>Makes text from tags and users fit for a format, and names what all playlist formats share.</summary>
internal static class WireText
{
    /// <summary>Namespace of our fields in JSPF and XSPF.</summary>
    public const string Namespace = "https://hybridrec.example/ns/playlist";

    /// <summary>Text that any Unicode format takes: lone surrogates become U+FFFD.</summary>
    public static string Unicode(string text) => Replace(text, rune => rune);

    /// <summary>Text that XML 1.0 takes: characters it forbids, such as NUL, become U+FFFD.</summary>
    public static string Xml(string text) =>
        Replace(text, rune => IsXml(rune.Value) ? rune : Rune.ReplacementChar);

    /// <summary>Text on one line: control characters and line separators become spaces, runs of white space one.</summary>
    public static string OneLine(string text)
    {
        string spaced = Replace(text, rune => IsBreak(rune) ? new Rune(' ') : rune);
        return string.Join(' ', spaced.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>A track's title, or its artist where the item is an artist as a whole.</summary>
    public static string TitleOf(Track track) => track.Title.Length == 0 ? track.Artist : track.Title;

    /// <summary>Identifiers of a track: MusicBrainz's if known, and ours.</summary>
    public static IEnumerable<string> IdentifiersOf(Track track)
    {
        if (track.RecordingMbid is { } mbid)
        {
            yield return $"https://musicbrainz.org/recording/{mbid}";
        }

        yield return string.Create(CultureInfo.InvariantCulture, $"urn:hybridrec:track:{track.Id.Value}");
    }

    /// <summary>Playing time in whole milliseconds, or null.</summary>
    public static long? Milliseconds(Track track) =>
        track.Duration is { } duration ? (long)Math.Round(duration.TotalMilliseconds) : null;

    /// <summary>A location as text for a file.</summary>
    public static string Location(Uri uri) => OneLine(uri.IsAbsoluteUri ? uri.AbsoluteUri : uri.OriginalString);

    /// <summary>The list's title.</summary>
    public static string TitleOf(Playlist playlist) => $"Discovery for {playlist.User}";

    /// <summary>What the list is, in a sentence, with its notes.</summary>
    public static string AnnotationOf(Playlist playlist) => string.Join(
        ' ',
        [
            string.Create(
                CultureInfo.InvariantCulture,
                $"Dial at {playlist.Dial.Discovery:0.##}: mean popularity {playlist.Dial.AchievedPopularity:0} of 100."),
            .. playlist.Notes,
        ]);

    private static bool IsBreak(Rune rune) => Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029;

    private static bool IsXml(int value) =>
        value is 0x9 or 0xA or 0xD or (>= 0x20 and <= 0xD7FF) or (>= 0xE000 and <= 0xFFFD) or >= 0x10000;

    private static string Replace(string text, Func<Rune, Rune> replacement)
    {
        StringBuilder clean = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            clean.Append(replacement(rune).ToString());
        }

        return clean.ToString();
    }
}
