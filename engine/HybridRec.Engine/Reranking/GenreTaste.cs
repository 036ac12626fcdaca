namespace HybridRec.Engine.Reranking;

/// <summary>How broad a listener's taste is, and what the candidates would add to it.</summary>
/// <param name="Of">Genres of each candidate, numbered from 0; none where unknown.</param>
/// <param name="Shares">Share of each genre in what the listener played, ≥ 0, by number; 0 for one they never play.</param>
public sealed record GenreTaste(int[][] Of, double[] Shares)
{
    /// <summary>Nothing is known of any candidate.</summary>
    public static GenreTaste Unknown { get; } = new([], []);

    /// <summary>Counts the genres of what was played: a track of m genres gives 1/m to each.</summary>
    /// <param name="played">Genres of each track played, in words; null or none where unknown.</param>
    /// <param name="candidates">The same of each candidate.</param>
    /// <returns><see cref="Unknown"/> where nothing played has a genre.</returns>
    public static GenreTaste From(IEnumerable<IReadOnlyList<string>?> played, IReadOnlyList<IReadOnlyList<string>?> candidates)
    {
        ArgumentNullException.ThrowIfNull(played);
        ArgumentNullException.ThrowIfNull(candidates);
        Dictionary<string, int> numbers = [];
        List<double> shares = [];
        double all = 0;
        foreach (IReadOnlyList<string>? own in played)
        {
            foreach (string genre in own ?? [])
            {
                if (numbers.TryAdd(genre, shares.Count))
                {
                    shares.Add(0);
                }

                shares[numbers[genre]] += 1.0 / own!.Count;
            }

            all += own is { Count: > 0 } ? 1 : 0;
        }

        // A genre that the listener never plays is none that a list could owe them.
        return all == 0
            ? Unknown
            : new GenreTaste(
                [.. candidates.Select(own => (own ?? []).Where(numbers.ContainsKey).Select(genre => numbers[genre]).ToArray())],
                [.. shares.Select(share => share / all)]);
    }
}
