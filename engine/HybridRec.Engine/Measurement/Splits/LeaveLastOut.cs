using System.Globalization;

namespace HybridRec.Engine.Measurement;

/// <summary>Each user's last listen is held out, under a global cut-off t: train &lt; t ≤ held out.</summary>
/// <remarks>
/// Without the cut-off the split leaks: one user's last listen may lie years before another's training plays, so that
/// models learn from the future (glossary). Before (t = 4):
/// <code>
/// time    1   2   3 | 4   5   6
/// Ann     a   b     | c   d   a
/// Ben         a   d |     c
/// Cem             b |
/// </code>
/// After:
/// <code>
///         train   held out, unheard   held out, repeats kept   in neither
/// Ann     a b     d                   a                        what lies between
/// Ben     a d     c                   c
/// Cem     b
/// </code>
/// One item a user: the last listen from t on, and of these, where only unheard items are candidates, the last with an
/// item not played before t. Several at the same moment: one of their items, drawn by the seed. t is found as in
/// <see cref="TemporalSplit"/>. O(n log n).
/// </remarks>
public sealed class LeaveLastOut : ISplitter
{
    private readonly double _share;
    private readonly int _seed;

    /// <summary>Creates the splitter.</summary>
    /// <param name="share">Share of all listens before the cut-off, inside (0, 1); default 0.8.</param>
    /// <param name="seed">Seed of the choice among listens at the same moment.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is out of range.</exception>
    public LeaveLastOut(double share = 0.8, int seed = 0)
    {
        _share = SplitRule.CheckShare(share);
        _seed = seed;
    }

    /// <inheritdoc/>
    public string Description => string.Create(
        CultureInfo.InvariantCulture, $"each user's last listen after a global cut-off at {100 * _share:0.##} % of the listens, seed {_seed}");

    /// <inheritdoc/>
    public Split Split(IReadOnlyList<Interaction> interactions, bool keepRepeats = false)
    {
        List<string> notes = [];
        List<Interaction> played = Measurement.Split.Played(interactions, notes);
        long cutOff = CutOff.Find(played, _share, notes);
        List<Interaction> train = [.. played.Where(interaction => interaction.Time < cutOff)];
        List<Interaction> late = [.. played.Where(interaction => interaction.Time >= cutOff)];
        if (!keepRepeats)
        {
            late = Measurement.Split.WithoutRepeats(train, late, notes);
        }

        List<Interaction> last = LastOfEach(late);
        Measurement.Split.Note(notes, late.Count - last.Count, "interactions between the cut-off and the last one are in neither part");
        return Measurement.Split.Make(train, last, keepRepeats, notes);
    }

    private List<Interaction> LastOfEach(List<Interaction> late)
    {
        Random chance = new(_seed);
        List<Interaction> last = [];
        foreach (IGrouping<int, Interaction> user in late.GroupBy(interaction => interaction.UserRow).OrderBy(user => user.Key))
        {
            long? moment = user.Max(interaction => interaction.Time);
            List<Interaction> tied = [.. user.Where(interaction => interaction.Time == moment)];
            int[] items = [.. tied.Select(interaction => interaction.ItemRow).Distinct().Order()];
            int item = items[chance.Next(items.Length)];
            last.AddRange(tied.Where(interaction => interaction.ItemRow == item));
        }

        return last;
    }
}
