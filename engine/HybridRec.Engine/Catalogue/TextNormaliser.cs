using System.Globalization;
using System.Text;

namespace HybridRec.Engine.Catalogue;

/// <summary>
/// Brings two spellings of one name to one form, so that catalogue keys and searches compare what a person means and
/// not how a program wrote it. Deterministic, culture-free and thread-safe.
/// </summary>
/// <remarks>
/// Accents are kept ("Beyoncé" is not "Beyonce") but composed, however they were typed. O(length) per call.
/// </remarks>
public static class TextNormaliser
{
    private const string And = "and";

    /// <summary>Unicode NFKC and full case folding: "ﬁ" and "FI" become "fi", "Straße" and "STRASSE" become "strasse".</summary>
    /// <param name="text">Any text; an unpaired surrogate becomes U+FFFD.</param>
    /// <returns>The folded text. Punctuation and spaces stay, but every kind of apostrophe becomes the plain one.</returns>
    /// <remarks>
    /// Folding is by the Unicode default, not by a language: ß is ss, ς is σ, İ is i with a dot above, ı is its own letter.
    /// Trade mark signs vanish before NFKC would spell them out.
    /// </remarks>
    public static string CaseFold(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Ascii.IsValid(text))
        {
            return text.Replace('`', '\'').ToLowerInvariant();
        }

        StringBuilder paired = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case 0x2122 or 0x2120: // ™ and ℠, which NFKC would turn into letters
                    break;
                case 0x00B4 or 0x0060 or 0x2018 or 0x2019 or 0x201B or 0x2032 or 0x02BC or 0x02BB:
                    paired.Append('\'');
                    break;
                default:
                    paired.Append(rune);
                    break;
            }
        }

        // Simple lower case differs from full folding in these letters alone once NFKC has taken the ligatures apart.
        return paired.ToString().Normalize(NormalizationForm.FormKC).ToLowerInvariant()
            .Replace("ß", "ss", StringComparison.Ordinal)
            .Replace('ς', 'σ')
            .Replace("İ", "i\u0307", StringComparison.Ordinal)
            .Normalize(NormalizationForm.FormKC);
    }

    /// <summary>The words of a text, folded and separated by single spaces.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>
    /// Letters, digits, marks, currency signs and pictures as <see cref="CaseFold"/> leaves them. "&amp;" is "and", as is
    /// "+" between words; apostrophes and invisible characters vanish, and so do the stops of initials ("R.E.M." is
    /// "rem"); "#" is kept after a letter or digit (C# is not C); other punctuation is a space. A text of punctuation
    /// alone (the band "!!!") keeps it. Empty only for a text without visible characters.
    /// </returns>
    public static string Words(string text)
    {
        string folded = CaseFold(text);
        StringBuilder words = new(folded.Length);
        int lettersInRow = 0;
        int at = 0;
        foreach (Rune rune in folded.EnumerateRunes())
        {
            at += rune.Utf16SequenceLength;
            bool afterWord = words.Length > 0 && words[^1] != ' ';
            switch (rune.Value)
            {
                case '\'' or 0x00AE or 0x00A9:
                    break;
                case '.' when afterWord && lettersInRow == 1 && EndsInitial(folded, at):
                    lettersInRow = 0;
                    break;
                case '#' or 0x266F when afterWord:
                    words.Append('#');
                    lettersInRow++;
                    break;
                case '&':
                case '+' when words.Length > 0 && JoinsWords(folded, at):
                    Separate(words);
                    words.Append(And).Append(' ');
                    lettersInRow = 0;
                    break;
                case (>= 0xFE00 and <= 0xFE0F): // variation selectors change looks, not meaning
                    break;
                default:
                    if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format)
                    {
                        break;
                    }

                    if (IsKept(rune))
                    {
                        words.Append(rune);
                        lettersInRow++;
                    }
                    else
                    {
                        Separate(words);
                        lettersInRow = 0;
                    }

                    break;
            }
        }

        string result = words.ToString().TrimEnd(' ');
        return result.Length > 0 ? result : CollapseSpaces(folded);
    }

    private static bool IsKept(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        <= UnicodeCategory.OtherNumber => true, // all letters, marks and numbers come first in the enumeration
        UnicodeCategory.CurrencySymbol or UnicodeCategory.OtherSymbol or UnicodeCategory.OtherNotAssigned => true,
        UnicodeCategory.PrivateUse => true,
        _ => false,
    };

    // A stop ends an initial if it closes the word or another letter follows at once: "r.e.m.", "j. cole".
    private static bool EndsInitial(string folded, int next) =>
        next >= folded.Length || char.IsLetter(folded[next]) || !char.IsDigit(folded[next]);

    private static bool JoinsWords(string folded, int next)
    {
        while (next < folded.Length && folded[next] == ' ')
        {
            next++;
        }

        return next < folded.Length && char.IsLetterOrDigit(folded[next]);
    }

    private static void Separate(StringBuilder words)
    {
        if (words.Length > 0 && words[^1] != ' ')
        {
            words.Append(' ');
        }
    }

    private static string CollapseSpaces(string folded)
    {
        StringBuilder kept = new(folded.Length);
        foreach (char c in folded)
        {
            if (char.IsWhiteSpace(c) || char.IsControl(c))
            {
                Separate(kept);
            }
            else if (char.GetUnicodeCategory(c) is not UnicodeCategory.Format)
            {
                kept.Append(c);
            }
        }

        return kept.ToString().TrimEnd(' ');
    }
}
