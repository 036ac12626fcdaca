using System.Globalization;

namespace HybridRec.Engine.Measurement;

/// <summary>A random share of each user's items is held out. For data without timestamps; it lets models see the future.</summary>
/// <remarks>
/// Before (share 0.5):
/// <code>
/// time    1   2   3   4   5
/// Ann     a   b       c   a
/// Ben         a   d
/// Cem             b
/// </code>
/// After, for one seed; an item goes with all its plays, so there are no repeats:
/// <code>
///         train   held out
/// Ann     b       a c a        (1.5 of 3 items, rounded up)
/// Ben     a       d
/// Cem     b                    (the last item is never taken)
/// </code>
/// Of a user's n distinct items round(share · n), halves up, but at most n − 1 are held out: every user stays in
/// training. O(n log n).
/// </remarks>
public sealed class RandomSplit : ISplitter
{
    private readonly double _share;
    private readonly int _seed;

    /// <summary>Creates the splitter.</summary>
    /// <param name="share">Share of each user's items to hold out, inside (0, 1); default 0.2.</param>
    /// <param name="seed">Seed of the choice.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is out of range.</exception>
    public RandomSplit(double share = 0.2, int seed = 0)
    {
        _share = SplitRule.CheckShare(share);
        _seed = seed;
    }

    /// <inheritdoc/>
    public string Description => string.Create(
        CultureInfo.InvariantCulture, $"random {100 * _share:0.##} % of each user's items, seed {_seed}");

    /// <inheritdoc/>
    public Split Split(IReadOnlyList<Interaction> interactions, bool keepRepeats = false)
    {
        List<string> notes = [];
        List<Interaction> played = Measurement.Split.Played(interactions, notes);
        Random chance = new(_seed);
        HashSet<(int User, int Item)> heldOut = [];
        foreach (IGrouping<int, Interaction> user in played.GroupBy(interaction => interaction.UserRow).OrderBy(user => user.Key))
        {
            // In row order before shuffling, so that the choice does not depend on the order of the input.
            int[] items = [.. user.Select(interaction => interaction.ItemRow).Distinct().Order()];
            chance.Shuffle(items);
            int take = Math.Min(items.Length - 1, (int)Math.Round(_share * items.Length, MidpointRounding.AwayFromZero));
            heldOut.UnionWith(items.Take(take).Select(item => (user.Key, item)));
        }

        return Measurement.Split.Make(
            [.. played.Where(interaction => !heldOut.Contains((interaction.UserRow, interaction.ItemRow)))],
            [.. played.Where(interaction => heldOut.Contains((interaction.UserRow, interaction.ItemRow)))],
            keepRepeats,
            notes);
    }
}
