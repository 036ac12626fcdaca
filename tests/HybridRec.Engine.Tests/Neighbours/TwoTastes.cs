using HybridRec.Engine.Interactions;

namespace HybridRec.Engine.Tests.Neighbours;

/// <summary>Even users play even items, odd users odd ones; each leaves two of their own block unheard.</summary>
/// <remarks>The last item is played by nobody, and the last user plays nothing.</remarks>
internal static class TwoTastes
{
    public const int BlockSize = 12;
    public const int Users = (2 * BlockSize) + 1;
    public const int Items = (2 * BlockSize) + 1;
    public const int SilentUser = Users - 1;
    public const int UnplayedItem = Items - 1;

    /// <summary>The play counts, with user row u holding the plays of user <paramref name="order"/>[u].</summary>
    public static InteractionMatrix Plays(params int[] order) => InteractionMatrix.Build(
        Users,
        Items,
        from row in Enumerable.Range(0, Users)
        let user = order.Length == 0 ? row : order[row]
        from item in Enumerable.Range(0, UnplayedItem)
        where user != SilentUser && Shares(user, item) && !Unheard(user, item)
        select (row, item, 1f + ((user + item) % 3)));

    /// <summary>Whether an item belongs to a user's block.</summary>
    public static bool Shares(int user, int item) => user % 2 == item % 2;

    /// <summary>Whether an item of their own block is unheard by a user.</summary>
    public static bool Unheard(int user, int item) =>
        Shares(user, item) && (item / 2 == user / 2 || item / 2 == ((user / 2) + 1) % BlockSize);
}
