namespace HybridRec.Evaluation.Protocol;

/// <summary>Items in named groups by how many users they have in training.</summary>
/// <param name="Names">Names of the groups.</param>
/// <param name="Of">Group by item row.</param>
internal sealed record ItemGroups(IReadOnlyList<string> Names, int[] Of)
{
    private static readonly int[] CurveEnds = [0, 2, 5, 10, 20, 50, 100, int.MaxValue];

    /// <summary>The strata of the protocol: head, middle, tail and cold.</summary>
    /// <remarks>
    /// Of the items with training users, ordered by their number, the head is the 20 % with the most, the tail the half
    /// with the fewest, and the middle lies between; items with equally many users are in one group, the more popular one.
    /// Cold items have no training users.
    /// </remarks>
    public static ItemGroups Strata(int[] trainingUsers)
    {
        int[] warm = [.. trainingUsers.Where(users => users > 0).OrderDescending()];
        int head = warm.Length == 0 ? 1 : warm[((warm.Length + 4) / 5) - 1];
        int middle = warm.Length == 0 ? 1 : warm[((warm.Length + 1) / 2) - 1];
        return new(
            ["head", "middle", "tail", "cold"],
            [.. trainingUsers.Select(users => users == 0 ? 3 : users >= head ? 0 : users >= middle ? 1 : 2)]);
    }

    /// <summary>The points of the cold-start curve.</summary>
    public static ItemGroups Curve(int[] trainingUsers) => new(
        ["0", "1–2", "3–5", "6–10", "11–20", "21–50", "51–100", "> 100"],
        [.. trainingUsers.Select(users => Array.FindIndex(CurveEnds, end => users <= end))]);
}
