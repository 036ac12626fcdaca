using System.Text;
using System.Text.RegularExpressions;

namespace HybridRec.Engine.Audio;

/// <summary>Finds the lyrics of an audio file: in a file beside it, or in its tags.</summary>
/// <remarks>
/// Beside <c>roads.flac</c> these are <c>roads.lrc</c> or <c>roads.txt</c>, in the same folder and no links, so that nothing outside the folders that are
/// imported is read. Text is UTF-8, UTF-16 or UTF-32 with a byte order mark, else UTF-8, else Latin-1. Times and headings of <c>.lrc</c> are taken out.
/// </remarks>
public static partial class LyricsReader
{
    /// <summary>Bytes of a file, and characters of a tag, beyond which it is not lyrics: 256 K.</summary>
    public const int MostBytes = 256 * 1024;

    private static readonly string[] Endings = [".lrc", ".txt"];

    private static readonly string[] Tags = ["unsyncedlyrics", "lyrics", "uslt", "unsynced lyrics", "syncedlyrics", "lyric", "©lyr"];

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What the file beside an audio file says.</summary>
    /// <param name="path">The audio file.</param>
    /// <returns>The lyrics; null where there is no such file, or it is empty, too large, not text, or may not be read.</returns>
    public static string? Beside(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        foreach (string ending in Endings)
        {
            FileInfo file = new(Path.ChangeExtension(path, ending));
            try
            {
                if (file.Exists && file.LinkTarget is null && file.Length is > 0 and <= MostBytes
                    && Decode(File.ReadAllBytes(file.FullName)) is { } text)
                {
                    return text;
                }
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                // Lyrics are a bonus: an audio file is not bad for want of them.
            }
        }

        return null;
    }

    /// <summary>What the tags say.</summary>
    /// <param name="tags">Tags by lower-case name; a name may have a language behind it, as ffprobe gives it: <c>lyrics-eng</c>.</param>
    /// <returns>The lyrics, or null.</returns>
    public static string? InTags(IReadOnlyDictionary<string, string> tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        return Tags.SelectMany(name => tags
                .Where(tag => tag.Key == name || tag.Key.StartsWith(name + "-", StringComparison.Ordinal))
                .OrderBy(tag => tag.Key, StringComparer.Ordinal))
            .Select(tag => tag.Value.Length <= MostBytes ? Clean(tag.Value) : null)
            .FirstOrDefault(text => text is not null);
    }

    /// <summary>The text of some bytes; null where they are not text.</summary>
    internal static string? Decode(byte[] bytes)
    {
        using StreamReader marked = new(new MemoryStream(bytes), StrictUtf8, detectEncodingFromByteOrderMarks: true);
        try
        {
            return Clean(marked.ReadToEnd());
        }
        catch (DecoderFallbackException)
        {
            return Clean(Encoding.Latin1.GetString(bytes));
        }
    }

    /// <summary>Without times, headings and control characters; null where nothing remains, or what remains has zeros in it.</summary>
    private static string? Clean(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        StringBuilder cleaned = new(text.Length);
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            string words = Heading().IsMatch(line) ? "" : Time().Replace(line, " ");
            cleaned.Append(string.Concat(words.Where(letter => !char.IsControl(letter) || letter == '\t')).Trim()).Append('\n');
        }

        return cleaned.ToString().Trim() is { Length: > 0 } lyrics ? lyrics : null;
    }

    [GeneratedRegex(@"[\[<]\d{1,3}:\d{2}(?:[.:]\d{1,3})?[\]>]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Time();

    [GeneratedRegex(@"^\s*\[(?:ar|al|ti|au|by|re|ve|length|offset|la|lr)\s*:[^\]]*\]\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Heading();
}
