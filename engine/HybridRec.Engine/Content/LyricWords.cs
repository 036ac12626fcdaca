using System.Text;
using HybridRec.Engine.Catalogue;

namespace HybridRec.Engine.Content;

/// <summary>Takes lyrics apart into words, whatever the language.</summary>
/// <remarks>
/// Words are what <see cref="TextNormaliser.Words"/> leaves, of two letters at least and without digits. Scripts that are written without spaces
/// (Han, kana, Thai, Lao, Khmer, Burmese) have pairs of neighbouring letters for words, which find nearly what words would (Manning,
/// Raghavan &amp; Schütze 2008, §2.2). No stop words, no stems: what is common is weighed down by how common it is.
/// </remarks>
public static class LyricWords
{
    private const int LongestWord = 40;

    /// <summary>The words in order.</summary>
    /// <param name="lyrics">Any text.</param>
    public static IEnumerable<string> Of(string lyrics)
    {
        ArgumentNullException.ThrowIfNull(lyrics);
        foreach (string word in TextNormaliser.Words(lyrics).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            Rune[] letters = [.. word.EnumerateRunes()];
            if (Array.Exists(letters, IsUnspaced))
            {
                for (int at = 0; at + 1 < letters.Length; at++)
                {
                    yield return $"{letters[at]}{letters[at + 1]}";
                }
            }
            else if (letters.Length is >= 2 and <= LongestWord && !Array.Exists(letters, Rune.IsDigit))
            {
                yield return word;
            }
        }
    }

    private static bool IsUnspaced(Rune rune) => rune.Value is
        (>= 0x0E00 and <= 0x0EFF) or (>= 0x1000 and <= 0x109F) or (>= 0x1780 and <= 0x17FF)
        or (>= 0x3040 and <= 0x30FF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0x2_0000 and <= 0x3_134F);
}
