namespace HybridRec.Evaluation.Content;

/// <summary>A row of a table of labels.</summary>
/// <param name="Name">Name or relative path of the clip.</param>
/// <param name="Label">Its label.</param>
/// <param name="Artist">Its artist, or empty.</param>
internal sealed record ClipRow(string Name, string Label, string Artist);

/// <summary>Reads tab-separated labels with a header.</summary>
/// <remarks>
/// The name is in the column <c>path</c>, <c>clip</c> or <c>id</c>, else the first; the label in <c>label</c>,
/// <c>genre</c>, <c>class</c> or <c>collection</c>, whichever comes first in this list, or in the one asked for; the artist
/// in <c>artist</c>, which may be absent. Names of columns are compared without case.
/// </remarks>
internal static class ClipTable
{
    private static readonly string[] NameColumns = ["path", "clip", "id"];
    private static readonly string[] LabelColumns = ["label", "genre", "class", "collection"];

    /// <exception cref="ContentDataException">The file can't be read, or lacks a column or a cell; the message says which.</exception>
    public static IReadOnlyList<ClipRow> Read(string path, string? labelColumn)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ContentDataException($"{path} can't be read: {error.Message}", error);
        }

        if (lines.Length == 0)
        {
            throw new ContentDataException($"{path} is empty; a header and a row a clip are needed.");
        }

        string[] header = lines[0].Split('\t');
        int name = Math.Max(0, Column(header, NameColumns));
        int label = Column(header, labelColumn is null ? LabelColumns : [labelColumn]);
        int artist = Column(header, ["artist"]);
        if (label < 0)
        {
            throw new ContentDataException(
                $"{path} has no column {labelColumn ?? string.Join(" or ", LabelColumns)}; it has {string.Join(", ", header)}.");
        }

        List<ClipRow> rows = [];
        for (int line = 1; line < lines.Length; line++)
        {
            if (lines[line].Length == 0)
            {
                continue;
            }

            string[] cells = lines[line].Split('\t');
            if (cells.Length <= Math.Max(name, label) || cells[label].Trim().Length == 0)
            {
                throw new ContentDataException($"{path}, line {line + 1}: there is no {header[label]}.");
            }

            string who = artist >= 0 && artist < cells.Length ? cells[artist].Trim() : "";
            rows.Add(new ClipRow(cells[name].Trim(), cells[label].Trim(), who));
        }

        return rows;
    }

    private static int Column(string[] header, string[] names) => names
        .Select(name => Array.FindIndex(header, cell => cell.Trim().Equals(name, StringComparison.OrdinalIgnoreCase)))
        .FirstOrDefault(column => column >= 0, -1);
}
