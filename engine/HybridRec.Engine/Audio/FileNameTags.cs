using System.Text.RegularExpressions;

namespace HybridRec.Engine.Audio;

/// <summary>What a file's name tells of its track, for files without tags.</summary>
/// <param name="Artist">The artist, or empty.</param>
/// <param name="Title">The title; empty only for an empty name.</param>
internal readonly partial record struct FileNameTags(string Artist, string Title)
{
    /// <summary>Reads "Artist - Title", with or without a track number in front of either, or a title alone.</summary>
    /// <param name="name">File name without folder and extension, trimmed.</param>
    /// <remarks>
    /// Further parts stay with the title ("Artist - Title - Live"), except before a track number between them
    /// ("Artist - Album - 03 - Title"). A name without spaces may use underscores instead.
    /// </remarks>
    public static FileNameTags Parse(string name)
    {
        string spaced = name.Contains(' ', StringComparison.Ordinal) ? name : name.Replace('_', ' ').Trim();
        string unnumbered = LeadingNumber().Replace(spaced, "");
        string[] parts = Separator().Split(unnumbered);
        int number = Array.FindLastIndex(parts, parts.Length - 1, part => TrackNumber().IsMatch(part));
        bool numberBetween = number > 0 && number < parts.Length - 1;
        string title = string.Join(" - ", parts[(numberBetween ? number + 1 : Math.Min(1, parts.Length - 1))..]).Trim();
        string artist = parts.Length > 1 ? parts[0].Trim() : "";
        return artist.Length > 0 && title.Length > 0
            ? new(artist, title)
            : new("", unnumbered.Length > 0 ? unnumbered : name);
    }

    // "01 - ", "1. ", "07_", "1-07 ", "03 ": a number counts only with a mark behind it, or with a leading zero, so that
    // "99 Luftballons" keeps its number.
    [GeneratedRegex(@"^(?:\d-)?\d{1,2}(?:\s*[._)](?:\s+|(?=\D))|\s+-\s+)(?=\S)|^(?:\d-\d\d|0\d)\s+(?=\S)")]
    private static partial Regex LeadingNumber();

    [GeneratedRegex(@"\s+[-–—]\s+")]
    private static partial Regex Separator();

    [GeneratedRegex(@"^\d{1,2}$")]
    private static partial Regex TrackNumber();
}
