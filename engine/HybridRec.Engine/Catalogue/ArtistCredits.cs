using System.Text.RegularExpressions;

namespace HybridRec.Engine.Catalogue;

/// <summary>Everybody whom a track's credit and title name, for "never this artist": where in doubt, somebody is named.</summary>
public static partial class ArtistCredits
{
    // "A, B, C & D" names A, …, D, and "B, C", since an act may have such a name; longer runs than this are no act.
    private const int LongestRun = 4;

    /// <summary>The keys (<see cref="ArtistKey"/>) of all artists that a track may be by, as main artist or guest.</summary>
    /// <param name="artist">The artist credit.</param>
    /// <param name="title">The title, for its "feat. …".</param>
    /// <returns>
    /// The primary artist's key first; then, each once: all parts of the credit separated by ";", the guests behind
    /// "feat.", "ft.", "featuring" and "(with …)" in credit and title, and the pieces of each of these between commas,
    /// "&amp;", "+", "/", "and", "x", "vs" and "with", alone and in runs. "Simon &amp; Garfunkel" is the act, Simon, and
    /// Garfunkel. Names that name nobody are left out, but for a primary one.
    /// </returns>
    public static IReadOnlyList<string> KeysOf(string artist, string title)
    {
        ArgumentNullException.ThrowIfNull(artist);
        ArgumentNullException.ThrowIfNull(title);
        List<string> keys = [ArtistKey.Of(artist)];
        foreach (string part in TextNormaliser.CaseFold(artist).Split(';'))
        {
            AddRuns(keys, GuestCredits.Remove(part));
            AddAll(keys, GuestCredits.Find(part));
        }

        AddAll(keys, GuestCredits.Find(TextNormaliser.CaseFold(title)));
        return keys;
    }

    private static void AddAll(List<string> keys, IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            AddRuns(keys, name);
        }
    }

    private static void AddRuns(List<string> keys, string names)
    {
        Add(keys, names);
        List<(int Start, int End)> pieces = [];
        int start = 0;
        foreach (ValueMatch separator in Separator().EnumerateMatches(names))
        {
            pieces.Add((start, separator.Index));
            start = separator.Index + separator.Length;
        }

        pieces.Add((start, names.Length));
        for (int first = 0; first < pieces.Count && pieces.Count > 1; first++)
        {
            for (int last = first; last < Math.Min(first + LongestRun, pieces.Count); last++)
            {
                Add(keys, names[pieces[first].Start..pieces[last].End]);
            }
        }
    }

    private static void Add(List<string> keys, string name)
    {
        string key = ArtistKey.OfWholeCredit(name);
        if (!ArtistKey.IsPlaceholder(key) && !keys.Contains(key))
        {
            keys.Add(key);
        }
    }

    // Only with spaces: AC/DC, M&M and 10,000 Maniacs are whole names.
    [GeneratedRegex(@",\s|\s(?:[&+/×]|and|x|vs\.?|with)\s", RegexOptions.CultureInvariant)]
    private static partial Regex Separator();
}
