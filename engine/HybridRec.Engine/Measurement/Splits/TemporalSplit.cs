using System.Globalization;

namespace HybridRec.Engine.Measurement;

/// <summary>One global cut-off t for all users: train &lt; t ≤ held out. What a recommender in service faces.</summary>
/// <remarks>
/// Before (items a–d, time to the right; t = 4 has 5 of 7 listens before it, so a share of 0.7 is met):
/// <code>
/// time    1   2   3 | 4   5
/// Ann     a   b     | c   a
/// Ben         a   d |
/// Cem             b |
/// </code>
/// After:
/// <code>
///         train   held out, unheard   held out, repeats kept
/// Ann     a b     c                   c a
/// Ben     a d
/// Cem     b
/// </code>
/// t is the first moment before which lies at least the share of all listens (play counts add up). Everything at one
/// moment falls on the same side. Users and items first met after t stay in the held-out part and are reported.
/// O(n log n).
/// </remarks>
public sealed class TemporalSplit : ISplitter
{
    private readonly double _share;

    /// <summary>Creates the splitter.</summary>
    /// <param name="share">Share of all listens to train on, inside (0, 1); default 0.8.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is out of range.</exception>
    public TemporalSplit(double share = 0.8) => _share = SplitRule.CheckShare(share);

    /// <inheritdoc/>
    public string Description => string.Create(
        CultureInfo.InvariantCulture, $"global temporal cut-off after {100 * _share:0.##} % of the listens");

    /// <inheritdoc/>
    public Split Split(IReadOnlyList<Interaction> interactions, bool keepRepeats = false)
    {
        List<string> notes = [];
        List<Interaction> played = Measurement.Split.Played(interactions, notes);
        long cutOff = CutOff.Find(played, _share, notes);
        return Measurement.Split.Make(
            [.. played.Where(interaction => interaction.Time < cutOff)],
            [.. played.Where(interaction => interaction.Time >= cutOff)],
            keepRepeats,
            notes);
    }
}
