using System.Text.RegularExpressions;

namespace HybridRec.Engine.Catalogue;

/// <summary>
/// The key under which all spellings of one recording's title meet: what says "the same recording, packed differently"
/// is dropped, what says "another recording" is kept in one form.
/// </summary>
/// <remarks>
/// <para>Read from the end, up to eight brackets or tails after a dash with spaces around it:</para>
/// <para>
/// <b>Same recording</b>, dropped: remaster(ed) with or without a year, mono, stereo, explicit, clean, bonus track, deluxe
/// or anniversary edition, original, and album, single, LP, 7", radio or original version/mix/edit. A radio edit counts
/// as the same: who has heard it would not call the album version a discovery.
/// </para>
/// <para>
/// <b>Another recording</b>, kept after a "|": live, acoustic, remix, mix, edit, demo, instrumental, karaoke, unplugged,
/// session, take, outtake, rehearsal, a cappella, extended, dub, cover, reprise, orchestral, bootleg, sped up, slowed.
/// The words around them stay ("live at wembley"), only "version" and same-recording words go.
/// </para>
/// <para>Anything else belongs to the title and ends the reading. A leading "The" is part of a title.</para>
/// </remarks>
public static partial class TitleKey
{
    // Real titles have two or three; a hostile one of thousands must not cost a second.
    private const int MostTails = 8;

    /// <summary>The key of a title.</summary>
    /// <param name="title">A title, e.g. "Heroes (feat. X) - 2017 Remaster".</param>
    /// <returns>E.g. "heroes", or "heroes|live at wembley". Never empty unless the title has no visible characters.</returns>
    public static string Of(string title)
    {
        ArgumentNullException.ThrowIfNull(title);
        string rest = GuestCredits.Remove(TextNormaliser.CaseFold(title)).Trim();
        Stack<string> versions = new();
        for (int tails = 0; tails < MostTails && SplitTail(rest) is var (head, tail); tails++)
        {
            if (Judge(tail) is not { } version)
            {
                break;
            }

            if (version.Length > 0)
            {
                versions.Push(version);
            }

            rest = head;
        }

        return string.Join('|', versions.Prepend(TextNormaliser.Words(rest)));
    }

    // The last bracket or dashed tail, provided that something stands before it.
    private static (string Head, string Tail)? SplitTail(string title)
    {
        if (title.Length > 0 && title[^1] is ')' or ']' or '}')
        {
            int depth = 0;
            for (int at = title.Length - 1; at > 0; at--)
            {
                depth += title[at] is ')' or ']' or '}' ? 1 : title[at] is '(' or '[' or '{' ? -1 : 0;
                if (depth == 0)
                {
                    return NonEmpty(title[..at], title[(at + 1)..^1]);
                }
            }

            return null;
        }

        for (int at = title.Length - 2; at > 0; at--)
        {
            if (title[at] is '-' or '–' or '—' && char.IsWhiteSpace(title[at - 1]) && char.IsWhiteSpace(title[at + 1]))
            {
                return NonEmpty(title[..at], title[(at + 1)..]);
            }
        }

        return null;
    }

    private static (string Head, string Tail)? NonEmpty(string head, string tail) =>
        string.IsNullOrWhiteSpace(head) ? null : (head.TrimEnd(), tail);

    // Empty: same recording. Words: another recording. Null: part of the title.
    private static string? Judge(string tail)
    {
        string words = TextNormaliser.Words(tail);
        string rest = Spaces().Replace(SameRecording().Replace(words, ""), " ").Trim();
        if (rest.Length == 0)
        {
            return words.Length > 0 ? "" : null;
        }

        if (!OtherRecording().IsMatch(rest))
        {
            return null;
        }

        string bare = Spaces().Replace(VersionWord().Replace(rest, ""), " ").Trim();
        return bare.Length > 0 ? bare : rest;
    }

    [GeneratedRegex(
        @"\b(?:(?:(?:19|20)\d\d )?(?:digital(?:ly)? )?remaster(?:ed)?(?: (?:version|edition|mix))?(?: (?:in )?(?:19|20)\d\d)?" +
        @"|(?:(?:19|20)\d\d )?(?:mono|stereo)(?: (?:version|mix))?" +
        @"|(?:original )?(?:album|single|lp|explicit|clean|original|radio|7(?: inch)?) (?:version|mix|edit)" +
        @"|(?:\d+(?:st|nd|rd|th) )?(?:deluxe|anniversary)(?: (?:version|edition))?" +
        @"|bonus(?: track)?|explicit|clean|original)\b",
        RegexOptions.CultureInvariant)]
    private static partial Regex SameRecording();

    [GeneratedRegex(
        @"\b(?:live|acoustic|remix|remixed|rmx|mix|edit|demo|demos|instrumental|karaoke|unplugged|sessions?|take|outtake" +
        @"|rehearsal|a ?cappella|acapella|extended|dub|cover|reprise|orchestral|bootleg|sped up|slowed)\b",
        RegexOptions.CultureInvariant)]
    private static partial Regex OtherRecording();

    [GeneratedRegex(@"\bversion\b", RegexOptions.CultureInvariant)]
    private static partial Regex VersionWord();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();
}
