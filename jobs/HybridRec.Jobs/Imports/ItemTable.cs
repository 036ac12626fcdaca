using HybridRec.Engine.Catalogue;
using HybridRec.Evaluation.Data;

namespace HybridRec.Jobs.Imports;

/// <summary>What the item ids of a play table stand for.</summary>
/// <remarks>
/// Held in memory: about 300 bytes an item. An item's external id is made of the table's name and its item id, so that the
/// same table imported again means the same tracks, and item 51 of another table another.
/// </remarks>
internal sealed class ItemTable
{
    private readonly Dictionary<string, TrackDescription> _items = new(StringComparer.Ordinal);
    private readonly bool _isClosed;

    private ItemTable(string path, bool isClosed)
    {
        string full = Path.GetFullPath(path);
        Name = Path.GetFileName(full);
        Source = SourceOf(full);
        _isClosed = isClosed;
    }

    /// <summary>The file's name, for messages.</summary>
    public string Name { get; }

    /// <summary>Names the table in external ids.</summary>
    public string Source { get; }

    /// <summary>Lines of the items file that cannot be used.</summary>
    public List<ImportRow.Rejected> Rejected { get; } = [];

    /// <summary>A file's name as an import source: its folder's name and its own, which survive a move of the folder.</summary>
    public static string SourceOf(string fullPath) =>
        $"{Path.GetFileName(Path.GetDirectoryName(fullPath))}/{Path.GetFileName(fullPath)}";

    /// <summary>No names known: item 51 is called "Item 51".</summary>
    /// <param name="playsPath">The table of plays itself.</param>
    public static ItemTable Nameless(string playsPath) => new(playsPath, isClosed: false);

    /// <summary>Reads item names: <c>item_id</c> with <c>name</c> (an artist as a whole), or with <c>artist</c> and
    /// <c>title</c>, and optionally <c>release</c> and <c>mbid</c>; TSV or CSV, <c>.gz</c> too.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="ListenFileException">It is absent, unreadable, or a column is missing.</exception>
    public static ItemTable Load(string path, CancellationToken cancellationToken)
    {
        ItemTable table = new(path, isClosed: true);
        using Stream stream = ListenFile.OpenText(path);
        Columns? columns = null;
        foreach (TableRow row in TextTable.Read(LineReader.Read(stream)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (row.Fault is { } fault)
            {
                table.Rejected.Add(new ImportRow.Rejected(row.Number, fault));
            }
            else if (columns is null)
            {
                columns = Columns.OfHeader(path, row.Fields);
            }
            else if (table.Add(row.Fields, columns) is { } reason)
            {
                table.Rejected.Add(new ImportRow.Rejected(row.Number, reason, row.Fields[0]));
            }
        }

        return columns is null ? throw new ListenFileException(path, "is empty") : table;
    }

    /// <summary>What an item id stands for; null if an items file was given and does not have it.</summary>
    public TrackDescription? Find(string itemId)
    {
        if (!_items.TryGetValue(itemId, out TrackDescription? item) && !_isClosed)
        {
            // The id is all that tells it from other unnamed items. A named one goes by its name, so that a table that
            // was numbered anew does not join what has nothing to do with each other.
            item = new() { Artist = $"Item {itemId}", Title = "", ExternalId = $"tsv:{Source}:{itemId}", IsUnnamed = true };
            _items.Add(itemId, item);
        }

        return item;
    }

    private string? Add(string[] fields, Columns columns)
    {
        if (fields.Length <= columns.Last)
        {
            return "fewer fields than the table has columns";
        }

        string id = fields[columns.Id];
        string mbid = columns.Mbid >= 0 ? fields[columns.Mbid] : "";
        Guid recording = default;
        string artist = fields[columns.Artist];
        string title = columns.Title >= 0 ? fields[columns.Title] : "";
        string release = columns.Release >= 0 ? fields[columns.Release] : "";
        string? broken = id.Length == 0 ? "item_id is empty"
            : artist.Length == 0 ? "the name or artist is empty"
            : title.Length == 0 && columns.Title >= 0 ? "title is empty"
            : mbid.Length > 0 && !Guid.TryParseExact(mbid, "D", out recording) ? "mbid is not a MusicBrainz id"
            : ImportRules.TextBrokenBy(id, artist, title, release);
        if (broken is not null)
        {
            return broken;
        }

        TrackDescription item = new()
        {
            Artist = artist,
            Title = title,
            Release = release.Length > 0 ? release : null,
            RecordingMbid = mbid.Length > 0 ? recording : null,
        };
        return _items.TryAdd(id, item) ? null : "item_id occurs twice";
    }

    private sealed record Columns(int Id, int Artist, int Title, int Release, int Mbid)
    {
        public int Last { get; } = Math.Max(Math.Max(Id, Artist), Math.Max(Math.Max(Title, Release), Mbid));

        public static Columns OfHeader(string path, string[] header)
        {
            int id = TextTable.RequireColumn(path, header, "item_id");
            int name = DelimitedText.FindColumn(header, "name");
            return name >= 0
                ? new Columns(id, name, -1, -1, -1)
                : new Columns(
                    id,
                    TextTable.RequireColumn(path, header, "artist"),
                    TextTable.RequireColumn(path, header, "title"),
                    DelimitedText.FindColumn(header, "release"),
                    DelimitedText.FindColumn(header, "mbid"));
        }
    }
}
