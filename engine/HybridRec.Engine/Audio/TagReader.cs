using System.Text;
using HybridRec.Engine.Catalogue;

namespace HybridRec.Engine.Audio;

/// <summary>Turns what a file's tags, name and folder say into the description of a track.</summary>
public static class TagReader
{
    private const int MaxLength = 500;
    private const int MaxGenres = 20;

    private static readonly string[] ArtistTags = ["artist", "album_artist", "performer", "author"];

    /// <summary>Describes the track that a file plays.</summary>
    /// <param name="probe">The file's tags and duration.</param>
    /// <param name="path">Absolute path of the file, below <paramref name="importRoot"/>.</param>
    /// <param name="importRoot">Absolute path of the folder being imported.</param>
    /// <param name="fingerprint">See <see cref="AudioFile.Fingerprint"/>; the identity of a file without an artist.</param>
    /// <returns>
    /// Artist: the first of the tags artist, album_artist, performer, author that names somebody
    /// (<see cref="ArtistKey.IsPlaceholder"/>); else from a file name "Artist - Title"; else <see cref="ArtistKey.UnknownArtist"/>
    /// with <see cref="TrackDescription.ExternalId"/> <c>file:fingerprint</c>, so that two files called "Track 01" stay two
    /// tracks. Title: the tag, else from the file name, never empty.
    /// Collection: the first folder below the root, or the root's own name for a file directly in it.
    /// Text is cleared of control characters and cut at 500 characters.
    /// </returns>
    /// <exception cref="ArgumentException">The file is not below the root.</exception>
    public static TrackDescription Read(AudioProbe probe, string path, string importRoot, string fingerprint)
    {
        ArgumentNullException.ThrowIfNull(probe);
        ArgumentException.ThrowIfNullOrEmpty(fingerprint);
        string collection = CollectionOf(path, importRoot);
        FileNameTags name = FileNameTags.Parse(Clean(Path.GetFileNameWithoutExtension(path)));

        string title = Text(probe.Tags, "title");
        string artist = ArtistTags.Select(tag => Text(probe.Tags, tag)).FirstOrDefault(NamesSomebody, "");

        // A title tag that contradicts the file name makes the name's artist doubtful too.
        bool nameAgrees = title.Length == 0 || string.Equals(title, name.Title, StringComparison.OrdinalIgnoreCase);
        if (artist.Length == 0 && nameAgrees && NamesSomebody(name.Artist))
        {
            artist = name.Artist;
        }

        bool known = artist.Length > 0;
        return new TrackDescription
        {
            Artist = known ? artist : ArtistKey.UnknownArtist,
            Title = title.Length > 0 ? title : name.Title,
            Release = Text(probe.Tags, "album") is { Length: > 0 } album ? album : null,
            RecordingMbid = RecordingMbid(probe.Tags),
            ExternalId = known ? null : $"file:{fingerprint}",
            Duration = probe.Duration,
            Collection = collection,
            Genres = Genres(Text(probe.Tags, "genre")),
        };
    }

    private static string CollectionOf(string path, string importRoot)
    {
        string root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(importRoot));
        string[] parts = Path.GetRelativePath(root, Path.GetFullPath(path))
            .Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
        if (parts[0] is "." or ".." || Path.IsPathRooted(parts[0]))
        {
            throw new ArgumentException($"\"{path}\" is not below the import folder \"{root}\".", nameof(path));
        }

        string folder = parts.Length > 1 ? parts[0] : Path.GetFileName(root);
        return Clean(folder) is { Length: > 0 } cleaned ? cleaned : root;
    }

    // "Various Artists" or "[unknown]" in the artist's place must not make one track of every "Intro".
    private static bool NamesSomebody(string artist) => !ArtistKey.IsPlaceholder(artist);

    private static string Text(IReadOnlyDictionary<string, string> tags, string name) =>
        tags.TryGetValue(name, out string? value) ? Clean(value) : "";

    /// <remarks>
    /// MusicBrainz Picard calls the recording id "musicbrainz_trackid" in Vorbis comments and "MusicBrainz Track Id"
    /// elsewhere; "musicbrainz_releasetrackid" is another thing and not taken.
    /// </remarks>
    private static Guid? RecordingMbid(IReadOnlyDictionary<string, string> tags)
    {
        foreach ((string name, string value) in tags.OrderBy(tag => tag.Key, StringComparer.Ordinal))
        {
            string key = name.Replace(" ", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
            if (key is "musicbrainztrackid" or "musicbrainzrecordingid"
                && Guid.TryParseExact(value.Split(';', '/', ',')[0].Trim(), "D", out Guid mbid) && mbid != Guid.Empty)
            {
                return mbid;
            }
        }

        return null;
    }

    private static string[] Genres(string tag) =>
    [
        .. tag.Split([';', ',', '/'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Take(MaxGenres),
    ];

    private static string Clean(string text)
    {
        StringBuilder cleaned = new(Math.Min(text.Length, MaxLength));
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool blank = Rune.IsControl(rune) || Rune.IsWhiteSpace(rune);
            if (cleaned.Length + rune.Utf16SequenceLength > MaxLength)
            {
                break;
            }

            if (!blank)
            {
                cleaned.Append(rune);
            }
            else if (cleaned.Length > 0 && cleaned[^1] != ' ')
            {
                cleaned.Append(' ');
            }
        }

        return cleaned.ToString().TrimEnd();
    }
}
