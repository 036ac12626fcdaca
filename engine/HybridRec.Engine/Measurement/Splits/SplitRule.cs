using System.Globalization;

namespace HybridRec.Engine.Measurement;

/// <summary>The splitters by the names that commands use.</summary>
public static class SplitRule
{
    private const string Known = "temporal:0.8, random:0.2, leave-last-out[:0.8] or cold-items:0.2";

    /// <summary>Makes the splitter that a rule names.</summary>
    /// <param name="rule">
    /// <c>temporal:S</c> (<see cref="TemporalSplit"/>, train on share S of the listens), <c>random:S</c>
    /// (<see cref="RandomSplit"/>, hold out share S), <c>leave-last-out</c> or <c>leave-last-out:S</c>
    /// (<see cref="LeaveLastOut"/>, cut-off after share S of the listens) or <c>cold-items:S</c>
    /// (<see cref="ColdItemsSplit"/>, hide share S of the items). Without a share the splitter's default holds.
    /// </param>
    /// <param name="seed">Seed of what is left to chance.</param>
    /// <exception cref="SplitException">There is no such rule, or its share is not a number inside (0, 1).</exception>
    public static ISplitter Parse(string rule, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(rule);
        string[] parts = rule.Split(':', 2);
        double? share = parts.Length == 2 ? ParseShare(rule, parts[1]) : null;
        return parts[0] switch
        {
            "temporal" => new TemporalSplit(share ?? 0.8),
            "random" => new RandomSplit(share ?? 0.2, seed),
            "leave-last-out" => new LeaveLastOut(share ?? 0.8, seed),
            "cold-items" => new ColdItemsSplit(share ?? 0.2, seed),
            _ => throw new SplitException($"There is no split '{rule}'; give {Known}."),
        };
    }

    /// <summary>Holds a share to (0, 1).</summary>
    internal static double CheckShare(double share) => share > 0 && share < 1
        ? share
        : throw new ArgumentOutOfRangeException(nameof(share), share, "A share lies inside (0, 1).");

    private static double ParseShare(string rule, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double share) && share > 0 && share < 1
            ? share
            : throw new SplitException($"The share of split '{rule}' is not a number inside (0, 1); give {Known}.");
}
