using System.Text.RegularExpressions;

namespace HybridRec.Engine.Catalogue;

/// <summary>Takes guests ("feat. …") out of artist credits and titles: who sings along does not make another recording.</summary>
internal static partial class GuestCredits
{
    private static readonly string[] Hints = ["feat", "ft", "with"];

    /// <summary>Removes guests from text folded by <see cref="TextNormaliser.CaseFold"/>.</summary>
    /// <param name="folded">An artist credit or a title.</param>
    /// <returns>The text without guests; unchanged if nothing else would be left ("Little Feat" has no guest).</returns>
    public static string Remove(string folded)
    {
        // Most credits have no guests, and the search for a word is cheaper than the expressions.
        if (!Hints.Any(hint => folded.Contains(hint, StringComparison.Ordinal)))
        {
            return folded;
        }

        string kept = Free().Replace(Bracketed().Replace(folded, " "), "").Trim();
        return kept.Length > 0 ? kept : folded;
    }

    /// <summary>Finds the guests in text folded by <see cref="TextNormaliser.CaseFold"/>: "b, c &amp; d" of "a feat. b, c &amp; d".</summary>
    /// <param name="folded">An artist credit or a title.</param>
    public static IEnumerable<string> Find(string folded) => !Hints.Any(hint => folded.Contains(hint, StringComparison.Ordinal))
        ? []
        : Bracketed().Matches(folded).Concat(Free().Matches(Bracketed().Replace(folded, " ")))
            .Select(match => match.Groups["guests"].Value.Trim());

    // "with" introduces a guest in brackets only: "Dancing with Myself" and "Sleeping with Sirens" are whole names.
    [GeneratedRegex(@"[(\[{]\s*(?:feat\.?|ft\.?|featuring|with)\s+(?<guests>[^()\[\]{}]+)[)\]}]", RegexOptions.CultureInvariant)]
    private static partial Regex Bracketed();

    // No quantified space beside ".*?", which a long run of spaces would make quadratic.
    // Ends before a bracket or a spaced dash, where a version may follow: "title feat. b - live".
    [GeneratedRegex(
        @"(?<=\S)\s+(?:feat\.?|ft\.?|featuring)\s+(?=[\p{L}\p{N}])(?<guests>.*?)(?=[(\[{]|\s[-–—]\s|$)",
        RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Free();
}
