using System.Globalization;
using HybridRec.Engine.Catalogue;
using HybridRec.Evaluation.Data;

namespace HybridRec.Jobs.Imports;

/// <summary>Reads a Last.fm export as CSV, with or without a header. Times are UTC.</summary>
/// <remarks>
/// Last.fm has no export of its own; the common tools write artist, album, track, date without a header, or name their
/// columns. MusicBrainz ids in such files are not used: Last.fm's are often of another recording.
/// </remarks>
internal static class LastfmHistory
{
    private static readonly string[] DateFormats =
    [
        "d MMM yyyy HH:mm", "d MMM yyyy, HH:mm", "d MMM yyyy HH:mm:ss", "d MMMM yyyy HH:mm", "d MMMM yyyy, HH:mm",
        "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss'Z'",
    ];

    private static readonly string[] TitleColumns = ["track", "title", "name"];

    /// <summary>Whether a first line names the columns of such a file.</summary>
    public static bool IsHeader(IReadOnlyList<string> fields) =>
        DelimitedText.FindColumn(fields, "artist") >= 0 && DelimitedText.FindColumn(fields, TitleColumns) >= 0;

    /// <summary>Whether a first line is a play: artist, album, track, date.</summary>
    public static bool IsEntry(IReadOnlyList<string> fields) => fields.Count == 4 && ParseTime(fields[3]) is not null;

    /// <summary>One row an entry, streamed.</summary>
    /// <param name="lines">The lines of the file.</param>
    /// <param name="path">The file's name, for the message where a column is missing.</param>
    /// <param name="now">The present, for the rule about listens in the future.</param>
    /// <exception cref="ListenFileException">A column is missing.</exception>
    public static IEnumerable<ImportRow> Read(IEnumerable<RawEntry> lines, string path, DateTimeOffset now)
    {
        Columns? columns = null;
        foreach (TableRow row in TextTable.Read(lines))
        {
            if (row.Fault is { } fault)
            {
                yield return new ImportRow.Rejected(row.Number, fault);
                continue;
            }

            if (columns is null)
            {
                bool hasHeader = !IsEntry(row.Fields);
                columns = hasHeader ? Columns.OfHeader(path, row.Fields) : new Columns(0, 1, 2, 3);
                if (hasHeader)
                {
                    continue;
                }
            }

            yield return Parse(row, columns, now);
        }
    }

    private static ImportRow Parse(TableRow row, Columns columns, DateTimeOffset now)
    {
        (long number, string[] fields) = (row.Number, row.Fields);
        if (fields.Length <= columns.Last)
        {
            return new ImportRow.Rejected(number, "fewer fields than the table has columns");
        }

        TrackDescription track = new()
        {
            Artist = fields[columns.Artist],
            Title = fields[columns.Title],
            Release = columns.Release >= 0 && fields[columns.Release].Length > 0 ? fields[columns.Release] : null,
        };
        if (ImportRules.DescriptionBrokenBy(track, "artist", "track") is { } reason)
        {
            return new ImportRow.Rejected(number, reason);
        }

        string date = fields[columns.Date];
        return date.Length == 0 ? new ImportRow.Rejected(number, "date is missing")
            : ParseTime(date) is not { } seconds ? new ImportRow.Rejected(number, "date is not a time", date)
            : ImportRules.TimeBrokenBy(seconds, now) is { } broken ? new ImportRow.Rejected(number, $"date {broken}", date)
            : new ImportRow.Play(number, null, track, DateTimeOffset.FromUnixTimeSeconds(seconds));
    }

    // Unix seconds, or one of the ways the tools write a date.
    private static long? ParseTime(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) ? seconds
        : DateTimeOffset.TryParseExact(
            text, DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time.ToUnixTimeSeconds()
            : null;

    private sealed record Columns(int Artist, int Release, int Title, int Date)
    {
        public int Last { get; } = Math.Max(Math.Max(Artist, Release), Math.Max(Title, Date));

        public static Columns OfHeader(string path, string[] header) => new(
            TextTable.RequireColumn(path, header, "artist"),
            DelimitedText.FindColumn(header, "album", "release"),
            TextTable.RequireColumn(path, header, TitleColumns),
            TextTable.RequireColumn(path, header, "date", "uts", "utc_time", "timestamp"));
    }
}
