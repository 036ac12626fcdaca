using System.Text;
using CsvHelper;

namespace HybridRec.Jobs.Imports;

/// <summary>One row of a text table.</summary>
/// <param name="Number">1-based number of its line.</param>
/// <param name="Fields">Its fields, trimmed; empty where there is a fault.</param>
/// <param name="Fault">Why it cannot be read, or null.</param>
internal readonly record struct TableRow(long Number, string[] Fields, string? Fault = null);

/// <summary>Reads a text table: fields apart by tabs as they stand, or CSV with quotation marks (RFC 4180).</summary>
/// <remarks>
/// A line is a row, so a quotation mark that is never closed spoils one row (which then has too few fields), not the rest of
/// the file. Careless exports do not double the mark of a 12" mix; inside a field it is kept as it stands.
/// </remarks>
internal static class TextTable
{
    private static readonly CsvReaderOptions Csv = new()
    {
        Separator = ',',
        HasHeader = false,
        BufferSize = 1_024,
    };

    /// <summary>All rows, streamed. Tab-separated if the first line has a tab, else CSV.</summary>
    public static IEnumerable<TableRow> Read(IEnumerable<RawEntry> lines)
    {
        bool? hasTabs = null;
        foreach (RawEntry line in lines)
        {
            if (line.Fault is { } fault)
            {
                yield return new TableRow(line.Number, [], fault);
                continue;
            }

            string text = Encoding.UTF8.GetString(line.Bytes.Span);
            hasTabs ??= text.Contains('\t', StringComparison.Ordinal);
            yield return new TableRow(
                line.Number, hasTabs.Value ? text.Split('\t', StringSplitOptions.TrimEntries) : SplitCsv(text));
        }
    }

    /// <summary>The first of several columns that a header has, whatever its case; −1 if none.</summary>
    public static int FindColumn(IReadOnlyList<string> header, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            for (int i = 0; i < header.Count; i++)
            {
                if (header[i].Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return i;
                }
            }
        }

        return -1;
    }

    /// <summary>As <see cref="FindColumn"/>, for a column that must be there.</summary>
    /// <exception cref="ListenFileException">None of the names is in the header.</exception>
    public static int RequireColumn(string path, IReadOnlyList<string> header, params ReadOnlySpan<string> names) =>
        FindColumn(header, names) is >= 0 and var column
            ? column
            : throw new ListenFileException(
                path, $"the column {names[0]} is missing (found: {string.Join(", ", header.Select(name => $"\"{name}\""))})");

    private static string[] SplitCsv(string line)
    {
        if (!line.Contains('"', StringComparison.Ordinal))
        {
            return line.Split(',', StringSplitOptions.TrimEntries);
        }

        using CsvReader reader = CsvReader.FromText(line, Csv);
        string[] fields = new string[reader.Read() ? reader.FieldCount : 0];
        for (int i = 0; i < fields.Length; i++)
        {
            fields[i] = reader.GetString(i).Trim();
        }

        return fields;
    }
}
