using System.Globalization;
using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Simulation;

/// <summary>Shows a <see cref="HeldBackReport"/> to a person.</summary>
public static class HeldBackTable
{
    /// <summary>A table of plain text.</summary>
    /// <param name="report">What was measured.</param>
    /// <param name="lengths">How long the lists were.</param>
    /// <returns>Lines of at most 100 characters.</returns>
    public static IEnumerable<string> Lines(HeldBackReport report, ListLengths lengths)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(lengths);
        return Rows(report, lengths);
    }

    private static IEnumerable<string> Rows(HeldBackReport report, ListLengths lengths)
    {
        yield return "Share of held-back taste: tracks of a style the listener likes and never played";
        yield return Row("95 % bootstrap intervals", $"in a list of {lengths.All}", $"cold tracks alone, list of {lengths.Cold}");
        yield return Row("", $"{report.Hybrid.Count:N0} listeners", $"{report.HybridCold.Count:N0} listeners");
        yield return Row("hybrid", Share(report.Hybrid), Share(report.HybridCold));
        yield return Row("popularity list", Share(report.Popularity), "as random: nobody played them");
        yield return Row("random list", Share(report.Random), Share(report.RandomCold));
        yield return Row("hybrid ÷ popularity", Ratio(report.Hybrid, report.Popularity), "");
        yield return Row("hybrid ÷ random", Ratio(report.Hybrid, report.Random), Ratio(report.HybridCold, report.RandomCold));
    }

    private static string Row(string name, string all, string cold) => $"  {name,-26}{all,-26}{cold}".TrimEnd();

    private static string Share(Interval share) => string.Create(
        CultureInfo.InvariantCulture,
        $"{100 * share.Estimate,5:0.0} % ({100 * share.Low:0.0} to {100 * share.High:0.0})");

    private static string Ratio(Interval share, Interval yardstick) => yardstick.Estimate > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{share.Estimate / yardstick.Estimate,5:0.0} ×")
        : "    ∞";
}
