using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Simulation;

/// <summary>Shares of held-back taste of the hybrid and of the two yardsticks it must beat.</summary>
/// <param name="Hybrid">The hybrid's 30.</param>
/// <param name="Popularity">The popularity list's 30.</param>
/// <param name="Random">A random list's 30.</param>
/// <param name="HybridCold">The hybrid's 10 among the cold tracks alone.</param>
/// <param name="RandomCold">A random 10 among the cold tracks alone; popularity cannot order them, so this is its figure too.</param>
public sealed record HeldBackReport(
    Interval Hybrid, Interval Popularity, Interval Random, Interval HybridCold, Interval RandomCold)
{
    /// <summary>Length of a list over all tracks.</summary>
    public const int ListLength = 30;

    /// <summary>Length of a list of cold tracks.</summary>
    public const int ColdListLength = 10;

    /// <summary>Which promises the hybrid breaks, in words; empty if it keeps them all.</summary>
    public IReadOnlyList<string> BrokenPromises =>
    [
        .. Broken(Hybrid.Estimate < 2 * Popularity.Estimate, "the hybrid has less than twice the popularity list's share"),
        .. Broken(Hybrid.Estimate <= Random.Estimate, "the hybrid has no more than a random list's share"),
        .. Broken(HybridCold.Estimate <= RandomCold.Estimate, "among cold tracks the hybrid has no more than a random list's share"),
    ];

    /// <summary>Measures the hybrid beside both yardsticks.</summary>
    /// <param name="world">The truth.</param>
    /// <param name="hybrid">By listener: the hybrid's list, <see cref="ListLength"/> tracks by index.</param>
    /// <param name="hybridCold">By listener: the hybrid's <see cref="ColdListLength"/> best cold tracks.</param>
    /// <param name="seed">Seed of the random lists and of the intervals.</param>
    public static HeldBackReport Make(
        SimulatedWorld world,
        IReadOnlyList<IReadOnlyList<int>> hybrid,
        IReadOnlyList<IReadOnlyList<int>> hybridCold,
        int seed)
    {
        return new HeldBackReport(
            All(hybrid),
            All(HeldBackTaste.PopularityLists(world, ListLength)),
            All(HeldBackTaste.RandomLists(world, ListLength, coldOnly: false, seed)),
            Cold(hybridCold),
            Cold(HeldBackTaste.RandomLists(world, ColdListLength, coldOnly: true, seed)));

        Interval All(IReadOnlyList<IReadOnlyList<int>> lists) =>
            HeldBackTaste.Measure(world, lists, ListLength, coldOnly: false, seed);
        Interval Cold(IReadOnlyList<IReadOnlyList<int>> lists) =>
            HeldBackTaste.Measure(world, lists, ColdListLength, coldOnly: true, seed);
    }

    private static string[] Broken(bool isBroken, string words) => isBroken ? [words] : [];
}
