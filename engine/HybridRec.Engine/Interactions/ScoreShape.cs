namespace HybridRec.Engine.Interactions;

/// <summary>The shapes every <see cref="IItemScorer"/> asks for.</summary>
internal static class ScoreShape
{
    /// <summary>Throws unless the users exist and the scores hold a row of items for each.</summary>
    /// <param name="userRows">The users asked for.</param>
    /// <param name="userCount">Users known.</param>
    /// <param name="itemCount">Items known.</param>
    /// <param name="scores">The output.</param>
    /// <exception cref="ArgumentException">They do not fit; the message states both.</exception>
    public static void ThrowIfUnfit(ReadOnlySpan<int> userRows, int userCount, int itemCount, ReadOnlySpan<float> scores)
    {
        if (scores.Length != (long)userRows.Length * itemCount)
        {
            throw new ArgumentException($"scores ({scores.Length}) do not fit ({userRows.Length} users, {itemCount} items).");
        }

        foreach (int user in userRows)
        {
            if ((uint)user >= (uint)userCount)
            {
                throw new ArgumentException($"User row {user} is not among {userCount} users.", nameof(userRows));
            }
        }
    }

    /// <summary>Throws unless a history names known items and the scores hold one row.</summary>
    /// <param name="itemRows">The items played.</param>
    /// <param name="itemCount">Items known.</param>
    /// <param name="scores">The output.</param>
    /// <exception cref="ArgumentException">They do not fit; the message states both.</exception>
    public static void ThrowIfUnfit(ReadOnlySpan<int> itemRows, int itemCount, ReadOnlySpan<float> scores)
    {
        if (scores.Length != itemCount)
        {
            throw new ArgumentException($"scores ({scores.Length}) do not fit {itemCount} items.", nameof(scores));
        }

        foreach (int item in itemRows)
        {
            if ((uint)item >= (uint)itemCount)
            {
                throw new ArgumentException($"Item row {item} is not among {itemCount} items.", nameof(itemRows));
            }
        }
    }
}
