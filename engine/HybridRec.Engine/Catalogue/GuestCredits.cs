using System.Text.RegularExpressions;

namespace HybridRec.Engine.Catalogue;

/// <summary>Takes guests ("feat. …") out of artist credits and titles: who sings along does not make another recording.</summary>
internal static partial class GuestCredits
{
    /// <summary>Removes guests from text folded by <see cref="TextNormaliser.CaseFold"/>.</summary>
    /// <param name="folded">An artist credit or a title.</param>
    /// <returns>The text without guests; unchanged if nothing else would be left ("Little Feat" has no guest).</returns>
    public static string Remove(string folded)
    {
        string kept = Free().Replace(Bracketed().Replace(folded, " "), "").Trim();
        return kept.Length > 0 ? kept : folded;
    }

    // "with" introduces a guest in brackets only: "Dancing with Myself" and "Sleeping with Sirens" are whole names.
    [GeneratedRegex(@"\s*[(\[{]\s*(?:feat\.?|ft\.?|featuring|with)\s+[^()\[\]{}]+[)\]}]", RegexOptions.CultureInvariant)]
    private static partial Regex Bracketed();

    // Ends before a bracket or a spaced dash, where a version may follow: "song feat. b - live".
    [GeneratedRegex(
        @"(?<=\S)\s+(?:feat\.?|ft\.?|featuring)\s+(?=[\p{L}\p{N}]).*?(?=\s*[(\[{]|\s+[-–—]\s|$)",
        RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Free();
}
