using HybridRec.Evaluation.Protocol;

namespace HybridRec.Evaluation.Simulation.Rounds;

/// <summary>A measure of one listener in one round, by the truth.</summary>
/// <param name="Name">Name in files.</param>
/// <param name="Title">Name in reports.</param>
/// <param name="Better">Which way is better, if either.</param>
/// <param name="IsShare">Whether it is a share, shown in percent.</param>
/// <param name="Meaning">What it says, for reports.</param>
/// <param name="Cumulative">Whether the last round sums it all up; else the mean over rounds does.</param>
public sealed record RoundMeasure(
    string Name, string Title, Better Better, bool IsShare, string Meaning, bool Cumulative = false)
{
    /// <summary>All measures, in the order of reports and of <see cref="RoundsJudgement.Values"/>.</summary>
    public static IReadOnlyList<RoundMeasure> All { get; } =
    [
        new("liked", "Truly liked", Better.Higher, true, "share of the list that the listener truly likes"),
        new(
            "serendipity",
            "True serendipity",
            Better.Higher,
            true,
            "share of the list that the listener truly likes, has never played, and that is of a style they had never played"),
        new(
            "found",
            "Held-back taste found",
            Better.Higher,
            true,
            "of the tracks that the listener truly likes and had not heard before the first round, the share played by now",
            Cumulative: true),
        new("styles-shown", "Styles in the list", Better.Neither, false, "effective number of styles of the list, e to the entropy"),
        new("styles-played", "Styles played", Better.Neither, false, "effective number of styles of the round's plays"),
        new(
            "mix-distance",
            "Distance from the true mix",
            Better.Lower,
            false,
            "Jensen–Shannon distance, 0 to 1, of the styles of the round's plays from the true taste"),
        new("popularity", "Mean π of the list", Better.Neither, false, "mean popularity percentile of the list by the log before the first round"),
    ];

    /// <summary>The place of a measure in <see cref="All"/>.</summary>
    internal static int IndexOf(string name)
    {
        for (int i = 0; i < All.Count; i++)
        {
            if (All[i].Name == name)
            {
                return i;
            }
        }

        throw new ArgumentException($"There is no measure {name}.", nameof(name));
    }
}
