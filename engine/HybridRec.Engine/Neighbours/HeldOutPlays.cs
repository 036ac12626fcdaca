using HybridRec.Engine.Interactions;
using HybridRec.Engine.Measurement;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Neighbours;

/// <summary>Some listeners' items taken out of the training plays, to learn on. Immutable.</summary>
/// <param name="Train">The plays without them, same shape.</param>
/// <param name="UserRows">The listeners, ascending.</param>
/// <param name="Items">The items held out of each, ascending, one or more.</param>
internal sealed record HeldOutPlays(InteractionMatrix Train, int[] UserRows, int[][] Items)
{
    /// <summary>A listener of fewer items has none to spare.</summary>
    private const int FewestItems = 5;

    /// <summary>With fewer items held out, one setting beats another by chance.</summary>
    private const int FewestHeldOut = 200;

    /// <summary>Draws the listeners and their items.</summary>
    /// <param name="plays">All plays.</param>
    /// <param name="options">Share, listeners and seed.</param>
    /// <returns>Null where there are too few plays to learn anything from.</returns>
    /// <remarks>round(share · n) of a listener's n items, one or more; O(pairs log pairs).</remarks>
    public static HeldOutPlays? Choose(InteractionMatrix plays, CollaborativeOptions options)
    {
        Random chance = new(options.Seed);
        int[] users = [.. Enumerable.Range(0, plays.RowCount).Where(user => plays.Columns(user).Length >= FewestItems)];
        chance.Shuffle(users);
        users = [.. users.Take(options.HeldOutUsers).Order()];
        int[][] items = new int[users.Length][];
        for (int at = 0; at < users.Length; at++)
        {
            int[] all = plays.Columns(users[at]).ToArray();
            chance.Shuffle(all);
            int count = Math.Max(1, (int)Math.Round(options.HeldOutShare * all.Length, MidpointRounding.AwayFromZero));
            items[at] = [.. all.Take(count).Order()];
        }

        if (items.Sum(list => list.Length) < FewestHeldOut)
        {
            return null;
        }

        Dictionary<int, int[]> byUser = users.Zip(items).ToDictionary(pair => pair.First, pair => pair.Second);
        return new HeldOutPlays(
            plays.Where((user, item) => !byUser.TryGetValue(user, out int[]? taken) || Array.BinarySearch(taken, item) < 0),
            users,
            items);
    }

    /// <summary>NDCG of one listener's list.</summary>
    /// <param name="index">Which listener.</param>
    /// <param name="list">Items, best first.</param>
    /// <param name="length">Length of a whole list.</param>
    public double Ndcg(int index, ReadOnlySpan<ScoredRow> list, int length)
    {
        Span<bool> hits = stackalloc bool[list.Length];
        for (int at = 0; at < list.Length; at++)
        {
            hits[at] = Array.BinarySearch(Items[index], list[at].Row) >= 0;
        }

        return RankingMetrics.NdcgAt(hits, Items[index].Length, length);
    }
}
