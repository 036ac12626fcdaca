namespace HybridRec.Engine.Measurement;

/// <summary>Novelty of items: −log₂ p_i bits, p_i = n_i ÷ |U| the share of users who played i before the cut-off.</summary>
/// <remarks>
/// Self-information, Zhou et al., PNAS 2010; Vargas &amp; Castells, RecSys 2011. An item that nobody played would be
/// infinitely novel; it counts as half a user, n_i = ½, one bit more than an item with one user. The novelty of a list
/// is the mean over it (<see cref="ListMetrics.MeanAt"/>).
/// </remarks>
public static class Novelty
{
    /// <summary>Novelty of every item, in bits.</summary>
    /// <param name="userCounts">n_i, shape (items), each ≥ 0.</param>
    /// <param name="users">|U|, users with at least one training play, ≥ 1 and ≥ every n_i.</param>
    /// <returns>Shape (items): 0 for an item all users played, log₂ |U| + 1 for one that nobody played.</returns>
    /// <exception cref="ArgumentException">A count is negative or above |U|; the message names the item.</exception>
    public static double[] Of(ReadOnlySpan<int> userCounts, int users)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(users, 1);
        double[] novelty = new double[userCounts.Length];
        for (int item = 0; item < novelty.Length; item++)
        {
            if (userCounts[item] < 0 || userCounts[item] > users)
            {
                throw new ArgumentException($"Item {item} has {userCounts[item]} of {users} users.", nameof(userCounts));
            }

            novelty[item] = -Math.Log2(Math.Max(userCounts[item], 0.5) / users);
        }

        return novelty;
    }
}
