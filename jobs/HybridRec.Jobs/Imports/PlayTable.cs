using System.Globalization;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;
using HybridRec.Evaluation.Data;

namespace HybridRec.Jobs.Imports;

/// <summary>Reads the evaluation protocol's table: <c>user_id item_id [play_count] [timestamp]</c>, any order, more ignored.</summary>
/// <remarks>
/// With a timestamp (unix seconds) each row is one listen; a play_count above 1 then has no times of its own, and the row is
/// rejected rather than its times invented. Without, each row is a count; without either, each row counts 1.
/// </remarks>
internal sealed class PlayTable
{
    // What a double holds exactly, and more plays than anybody will ever have.
    private const long MaxPlayCount = 1L << 53;

    private readonly string _path;
    private readonly ItemTable _items;
    private readonly DateTimeOffset _now;
    private int _user;
    private int _item;
    private int _count;
    private int _timestamp;

    /// <summary>Prepares to read.</summary>
    /// <param name="path">The file's name, for messages.</param>
    /// <param name="items">Names its items.</param>
    /// <param name="now">The present, for the rule about listens in the future.</param>
    public PlayTable(string path, ItemTable items, DateTimeOffset now)
    {
        _path = path;
        _items = items;
        _now = now;
    }

    /// <summary>Whether a first line names a column that only such a table has.</summary>
    public static bool IsHeader(IReadOnlyList<string> fields) => DelimitedText.FindColumn(fields, "user_id", "item_id") >= 0;

    /// <summary>Whether the rows of such a table are listens rather than counts.</summary>
    /// <param name="lines">The lines of the file; only the header is read.</param>
    public static bool HasTimes(IEnumerable<RawEntry> lines) =>
        TextTable.Read(lines).FirstOrDefault(row => row.Fault is null) is { Fields: { } header }
        && DelimitedText.FindColumn(header, "timestamp") >= 0;

    /// <summary>One row an entry, streamed: all plays, or all counts.</summary>
    /// <param name="lines">The lines of the file.</param>
    /// <exception cref="ListenFileException">A column is missing.</exception>
    public IEnumerable<ImportRow> Read(IEnumerable<RawEntry> lines)
    {
        bool hasHeader = false;
        foreach (TableRow row in TextTable.Read(lines))
        {
            if (row.Fault is { } fault)
            {
                yield return new ImportRow.Rejected(row.Number, fault);
            }
            else if (hasHeader)
            {
                yield return Parse(row.Number, row.Fields);
            }
            else
            {
                hasHeader = true;
                _user = TextTable.RequireColumn(_path, row.Fields, "user_id");
                _item = TextTable.RequireColumn(_path, row.Fields, "item_id");
                _count = DelimitedText.FindColumn(row.Fields, "play_count");
                _timestamp = DelimitedText.FindColumn(row.Fields, "timestamp");
            }
        }
    }

    private ImportRow Parse(long number, string[] fields)
    {
        if (fields.Length <= Math.Max(Math.Max(_user, _item), Math.Max(_count, _timestamp)))
        {
            return new ImportRow.Rejected(number, "fewer fields than the table has columns");
        }

        string user = fields[_user];
        if (!ListenRules.IsUserName(user))
        {
            return new ImportRow.Rejected(
                number, "user_id is empty, longer than 100 characters or has a character that no user name may have", user);
        }

        string item = fields[_item];
        if (item.Length == 0)
        {
            return new ImportRow.Rejected(number, "item_id is empty");
        }

        if (_items.Find(item) is not { } track)
        {
            return new ImportRow.Rejected(number, $"item_id is not in {_items.Name}", item);
        }

        long count = 1;
        if (_count >= 0 && CountBrokenBy(fields[_count], out count) is { } reason)
        {
            return new ImportRow.Rejected(number, reason, fields[_count]);
        }

        return _timestamp < 0
            ? new ImportRow.Count(number, user, track, count)
            : ParsePlay(number, user, track, count, fields[_timestamp]);
    }

    private ImportRow ParsePlay(long number, string user, TrackDescription track, long count, string timestamp) =>
        count != 1
            ? new ImportRow.Rejected(number, "play_count is not 1 though the row has one timestamp", $"{count}")
        : !long.TryParse(timestamp, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seconds)
            ? new ImportRow.Rejected(number, "timestamp is not a whole number of seconds", timestamp)
        : ImportRules.TimeBrokenBy(seconds, _now) is { } broken
            ? new ImportRow.Rejected(number, $"timestamp {broken}", timestamp)
        : new ImportRow.Play(number, user, track, DateTimeOffset.FromUnixTimeSeconds(seconds));

    private static string? CountBrokenBy(string text, out long count)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out count))
        {
            return count is >= 1 and <= MaxPlayCount ? null
                : count > MaxPlayCount ? "play_count is above 2^53"
                : count == 0 ? "play_count is zero"
                : "play_count is negative";
        }

        bool isWhole = text.Length > 1 && text.AsSpan(text[0] == '-' ? 1 : 0).IndexOfAnyExceptInRange('0', '9') < 0;
        return !isWhole ? "play_count is not a whole number"
            : text[0] == '-' ? "play_count is negative"
            : "play_count is above 2^53";
    }
}
