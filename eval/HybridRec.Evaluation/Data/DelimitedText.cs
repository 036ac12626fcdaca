using CsvHelper;

namespace HybridRec.Evaluation.Data;

/// <summary>Lines of a text table: fields apart by tabs as they stand, or CSV with quotation marks (RFC 4180).</summary>
public static class DelimitedText
{
    private static readonly CsvReaderOptions Csv = new()
    {
        Separator = ',',
        HasHeader = false,
        BufferSize = 1_024,
    };

    /// <summary>Whether a table is tab-separated, going by its first line.</summary>
    /// <param name="firstLine">The first line.</param>
    public static bool HasTabs(string firstLine)
    {
        ArgumentNullException.ThrowIfNull(firstLine);
        return firstLine.Contains('\t', StringComparison.Ordinal);
    }

    /// <summary>The fields of a line, trimmed.</summary>
    /// <param name="line">The line, without its end.</param>
    /// <param name="hasTabs">Whether fields are apart by tabs, else by commas.</param>
    /// <exception cref="InvalidDataException">The line breaks the rules of CSV.</exception>
    public static string[] Split(string line, bool hasTabs)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (hasTabs || !line.Contains('"', StringComparison.Ordinal))
        {
            return line.Split(hasTabs ? '\t' : ',', StringSplitOptions.TrimEntries);
        }

        using CsvReader reader = CsvReader.FromText(line, Csv);
        string[] fields = new string[reader.Read() ? reader.FieldCount : 0];
        for (int i = 0; i < fields.Length; i++)
        {
            fields[i] = reader.GetString(i).Trim();
        }

        return fields;
    }

    /// <summary>The first of several columns that a header has, whatever its case; −1 if none.</summary>
    /// <param name="header">The header's fields.</param>
    /// <param name="names">Names, the preferred one first.</param>
    public static int FindColumn(IReadOnlyList<string> header, params ReadOnlySpan<string> names)
    {
        ArgumentNullException.ThrowIfNull(header);
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
}
