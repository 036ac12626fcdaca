using System.Globalization;

namespace HybridRec.Engine.Measurement;

/// <summary>A random share of the items is hidden from all users: what becomes of new tracks.</summary>
/// <remarks>
/// Before (share 0.5):
/// <code>
/// time    1   2   3   4   5
/// Ann     a   b       c   a
/// Ben         a   d
/// Cem             b
/// </code>
/// After, for a seed that hides a and d:
/// <code>
///         train   held out
/// Ann     b c     a a
/// Ben             a d          (only in the held-out part; stays)
/// Cem     b
/// </code>
/// round(share · items) items, halves up, one at least and not all; an item goes with all its plays, so there are no
/// repeats. O(n log n).
/// </remarks>
public sealed class ColdItemsSplit : ISplitter
{
    private readonly double _share;
    private readonly int _seed;

    /// <summary>Creates the splitter.</summary>
    /// <param name="share">Share of the items to hide, inside (0, 1); default 0.2.</param>
    /// <param name="seed">Seed of the choice.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is out of range.</exception>
    public ColdItemsSplit(double share = 0.2, int seed = 0)
    {
        _share = SplitRule.CheckShare(share);
        _seed = seed;
    }

    /// <inheritdoc/>
    public string Description => string.Create(
        CultureInfo.InvariantCulture, $"random {100 * _share:0.##} % of the items hidden from all users, seed {_seed}");

    /// <inheritdoc/>
    public Split Split(IReadOnlyList<Interaction> interactions, bool keepRepeats = false)
    {
        List<string> notes = [];
        List<Interaction> played = Measurement.Split.Played(interactions, notes);
        int[] items = [.. played.Select(interaction => interaction.ItemRow).Distinct().Order()];
        if (items.Length < 2)
        {
            throw new SplitException($"Hiding a share of the items needs two or more; there are {items.Length}.");
        }

        new Random(_seed).Shuffle(items);
        int take = (int)Math.Round(_share * items.Length, MidpointRounding.AwayFromZero);
        HashSet<int> hidden = [.. items.Take(Math.Clamp(take, 1, items.Length - 1))];
        return Measurement.Split.Make(
            [.. played.Where(interaction => !hidden.Contains(interaction.ItemRow))],
            [.. played.Where(interaction => hidden.Contains(interaction.ItemRow))],
            keepRepeats,
            notes);
    }
}
