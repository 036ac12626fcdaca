using System.Text;
using HybridRec.Evaluation.Data;

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
            hasTabs ??= DelimitedText.HasTabs(text);
            yield return new TableRow(line.Number, DelimitedText.Split(text, hasTabs.Value));
        }
    }

    /// <summary>As <see cref="DelimitedText.FindColumn"/>, for a column that must be there.</summary>
    /// <exception cref="ListenFileException">None of the names is in the header.</exception>
    public static int RequireColumn(string path, IReadOnlyList<string> header, params ReadOnlySpan<string> names) =>
        DelimitedText.FindColumn(header, names) is >= 0 and var column
            ? column
            : throw new ListenFileException(
                path, $"the column {names[0]} is missing (found: {string.Join(", ", header.Select(name => $"\"{name}\""))})");
}
