using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Simulation;

/// <summary>How long the lists are that are measured.</summary>
/// <param name="All">Tracks in a list over all tracks; 30 is what people are shown.</param>
/// <param name="Cold">Tracks in a list over the cold tracks alone.</param>
/// <remarks>
/// A library must hold much more of each taste than a list is long, or every list exhausts it and all look alike: for
/// fewer than 200 tracks take shorter lists.
/// </remarks>
public sealed record ListLengths(int All = 30, int Cold = 10)
{
    /// <summary>Lengths that suit a library: the usual ones from 240 tracks on, shorter ones below.</summary>
    /// <param name="tracks">Tracks of the library.</param>
    public static ListLengths For(int tracks) => new(Math.Clamp(tracks / 8, 1, 30), Math.Clamp(tracks / 24, 1, 10));
}

/// <summary>Shares of held-back taste of the hybrid and of the two yardsticks it must beat.</summary>
/// <param name="Hybrid">The hybrid's lists.</param>
/// <param name="Popularity">The popularity lists.</param>
/// <param name="Random">Random lists.</param>
/// <param name="HybridCold">The hybrid's lists among the cold tracks alone.</param>
/// <param name="RandomCold">Random lists of the cold tracks alone; popularity cannot order them, so this is their figure too.</param>
public sealed record HeldBackReport(
    Interval Hybrid, Interval Popularity, Interval Random, Interval HybridCold, Interval RandomCold)
{
    /// <summary>Which promises the hybrid breaks, in words; empty if it keeps them all.</summary>
    public IReadOnlyList<string> BrokenPromises =>
    [
        .. Broken(Hybrid.Estimate < 2 * Popularity.Estimate, "the hybrid has less than twice the popularity list's share"),
        .. Broken(Hybrid.Estimate <= Random.Estimate, "the hybrid has no more than a random list's share"),
        .. Broken(HybridCold.Estimate <= RandomCold.Estimate, "among cold tracks the hybrid has no more than a random list's share"),
    ];

    /// <summary>Measures the hybrid beside both yardsticks.</summary>
    /// <param name="world">The truth.</param>
    /// <param name="hybrid">By listener: the hybrid's list, by track index.</param>
    /// <param name="hybridCold">By listener: the hybrid's best cold tracks.</param>
    /// <param name="lengths">How long the lists are.</param>
    /// <param name="seed">Seed of the random lists and of the intervals.</param>
    public static HeldBackReport Make(
        SimulatedWorld world,
        IReadOnlyList<IReadOnlyList<int>> hybrid,
        IReadOnlyList<IReadOnlyList<int>> hybridCold,
        ListLengths lengths,
        int seed)
    {
        ArgumentNullException.ThrowIfNull(lengths);
        return new HeldBackReport(
            All(hybrid),
            All(HeldBackTaste.PopularityLists(world, lengths.All)),
            All(HeldBackTaste.RandomLists(world, lengths.All, coldOnly: false, seed)),
            Cold(hybridCold),
            Cold(HeldBackTaste.RandomLists(world, lengths.Cold, coldOnly: true, seed)));

        Interval All(IReadOnlyList<IReadOnlyList<int>> lists) =>
            HeldBackTaste.Measure(world, lists, lengths.All, coldOnly: false, seed);
        Interval Cold(IReadOnlyList<IReadOnlyList<int>> lists) =>
            HeldBackTaste.Measure(world, lists, lengths.Cold, coldOnly: true, seed);
    }

    private static string[] Broken(bool isBroken, string words) => isBroken ? [words] : [];
}
