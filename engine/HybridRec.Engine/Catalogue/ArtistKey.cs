namespace HybridRec.Engine.Catalogue;

/// <summary>
/// The key under which all spellings of one artist meet: for caps per artist, "never this artist", and track identity.
/// </summary>
public static class ArtistKey
{
    /// <summary>Stands in where nothing names an artist; a placeholder, see <see cref="IsPlaceholder"/>.</summary>
    public const string UnknownArtist = "Unknown artist";

    private static readonly HashSet<string> Placeholders =
        ["", "unknown", "unknown artist", "various", "various artists", "va", "no artist", "artist unknown"];

    /// <summary>The key of the primary artist of a credit.</summary>
    /// <param name="name">A credit, e.g. "The Beatles", "Beatles, The", "Jay-Z feat. Alicia Keys", "Nas;Damian Marley".</param>
    /// <returns>
    /// The <see cref="TextNormaliser.Words"/> of the primary artist: of several separated by ";" the first; guests after
    /// "feat.", "ft." or "featuring" (also in brackets, there "with" too) are dropped; "The" is dropped in front, and
    /// behind after a comma, unless nothing else is left. "&amp;", "and", "," and "x" do not split: "Simon &amp; Garfunkel"
    /// is one act. Empty only for a name without visible characters.
    /// </returns>
    public static string Of(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string folded = TextNormaliser.CaseFold(name);
        string first = folded.Split(';')[0];
        return WithoutArticle(GuestCredits.Remove(string.IsNullOrWhiteSpace(first) ? folded : first));
    }

    /// <summary>The key of a credit as a whole, guests and all: for items that are artists, where each credit is an item.</summary>
    /// <param name="name">A credit.</param>
    internal static string OfWholeCredit(string name) => WithoutArticle(TextNormaliser.CaseFold(name));

    /// <summary>Whether a credit names nobody: empty, "Unknown Artist", "[unknown]", "Various Artists" and the like.</summary>
    /// <param name="name">A credit.</param>
    public static bool IsPlaceholder(string name) => Placeholders.Contains(TextNormaliser.Words(name));

    private static string WithoutArticle(string folded)
    {
        string trimmed = folded.Trim();
        string name = trimmed.EndsWith(", the", StringComparison.Ordinal) ? trimmed[..^5] : trimmed;
        string words = TextNormaliser.Words(name.Length > 0 ? name : trimmed);
        return words.StartsWith("the ", StringComparison.Ordinal) ? words[4..] : words;
    }
}
