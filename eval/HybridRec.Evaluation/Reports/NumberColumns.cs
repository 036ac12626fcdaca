using System.Text.RegularExpressions;

namespace HybridRec.Evaluation.Reports;

/// <summary>Tells the columns that hold numbers, which are set flush right.</summary>
internal static partial class NumberColumns
{
    /// <summary>Whether all cells of a column are numbers or say that there is none; never the first, which names the rows.</summary>
    public static bool Contains(Table table, int column) =>
        column > 0
        && table.Rows.Any(row => column < row.Count && row[column].Length > 0)
        && table.Rows.All(row => column >= row.Count || Numeric().IsMatch(row[column]));

    [GeneratedRegex(@"^([–-]|n/a|[\[(<>≤≥≈±+−-]*\s?[\d.]*\d.*)?$")]
    private static partial Regex Numeric();
}
