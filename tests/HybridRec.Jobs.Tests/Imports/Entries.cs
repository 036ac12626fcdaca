using System.Text;
using HybridRec.Jobs.Imports;

namespace HybridRec.Jobs.Tests.Imports;

/// <summary>Short ways to cut text into entries and to say what came out.</summary>
internal static class Entries
{
    public static IEnumerable<RawEntry> Lines(string text) => LineReader.Read(Stream(text));

    public static IEnumerable<RawEntry> Array(string text) => JsonArrayReader.Read(Stream(text));

    public static MemoryStream Stream(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>"1:text" for a good entry, "1!fault" for a bad one.</summary>
    public static string[] Show(IEnumerable<RawEntry> entries) => [.. entries.Select(entry => entry.Fault is { } fault
        ? $"{entry.Number}!{fault}"
        : $"{entry.Number}:{Encoding.UTF8.GetString(entry.Bytes.Span)}")];

    /// <summary>The reasons of rejected rows, as "2: reason", and nothing of the others.</summary>
    public static string[] Rejections(IEnumerable<ImportRow> rows) =>
        [.. rows.OfType<ImportRow.Rejected>().Select(row => $"{row.Number}: {row.Reason}")];
}
