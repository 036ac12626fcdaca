using System.Globalization;

namespace HybridRec.Api.Demo;

/// <summary>A playlist as lines of text, one a track.</summary>
internal static class PlaylistTable
{
    private const int NameWidth = 40;
    private const int StyleWidth = 16;
    private const int WidthInAPipe = 200;

    /// <summary>The lines.</summary>
    /// <param name="playlist">The playlist.</param>
    /// <param name="styleOf">The hidden style of a track, where the truth is known; null where it is not.</param>
    public static IEnumerable<string> Lines(PlaylistAnswer playlist, Func<EntryTrack, string>? styleOf)
    {
        int width = Console.IsOutputRedirected ? WidthInAPipe : Math.Max(Console.WindowWidth - 1, 80);
        yield return Cut(Row("", "track", "pop.", styleOf is null ? null : "(hidden style)", "why"), width);
        foreach (EntryAnswer entry in playlist.Tracks)
        {
            string name = entry.Track.Title.Length == 0 ? entry.Track.Artist : $"{entry.Track.Artist} – {entry.Track.Title}";
            yield return Cut(
                Row(
                    entry.Position.ToString(CultureInfo.InvariantCulture),
                    name,
                    entry.Cold ? "new" : entry.Popularity.ToString("0", CultureInfo.InvariantCulture),
                    styleOf?.Invoke(entry.Track),
                    entry.Because.Text),
                width);
        }

        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"  popularity: {playlist.Dial.HistoryPopularity ?? 0:0} in their history, {playlist.Dial.AskedPopularity:0} asked by the dial at {playlist.Dial.Discovery:0.##}, {playlist.Dial.AchievedPopularity:0} in this list");
        yield return "  (pop. is the popularity percentile: 50 is what people really play; new: nobody has played it yet)";
        foreach (string note in playlist.Notes)
        {
            yield return $"  {note}";
        }
    }

    private static string Row(string position, string name, string popularity, string? style, string why)
    {
        string styleColumn = style is null ? "" : $"{Cut(style, StyleWidth),-StyleWidth} ";
        return $"  {position,2}  {Cut(name, NameWidth),-NameWidth} {popularity,4}  {styleColumn}{why}";
    }

    private static string Cut(string text, int width) => text.Length <= width ? text : $"{text[..(width - 1)]}…";
}
