using HybridRec.Engine.Content;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;

namespace HybridRec.Benchmarks;

/// <summary>One measured hot path.</summary>
/// <param name="What">What was done, with its sizes.</param>
/// <param name="Seconds">Median of the runs.</param>
/// <param name="Work">Useful floating-point operations, or bytes that must be read.</param>
/// <param name="Unit">"GFLOP/s" where arithmetic binds, "GB/s" where memory does.</param>
/// <param name="Cores">Cores used.</param>
internal sealed record Timing(string What, double Seconds, double Work, string Unit, int Cores = 1);

/// <summary>The hot paths and their useful work.</summary>
internal static class HotPaths
{
    /// <summary>All of them by name, not yet run.</summary>
    public static IEnumerable<(string Name, Func<Timing> Run)> All { get; } =
    [
        ("als", () => AlsHotPaths.Exact(rank: 64, runs: 11)),
        ("als", () => AlsHotPaths.Exact(rank: 128, runs: 5)),
        ("als", () => AlsHotPaths.Exact(rank: 256, runs: 5)),
        ("als-512", () => AlsHotPaths.Exact(rank: 512, runs: 1)),
        ("als-512", () => AlsHotPaths.ByBlocks(rank: 512, runs: 5)),
        ("als-quality", () => AlsHotPaths.ToQuality(processorTime: false)),
        ("als-quality", () => AlsHotPaths.ToQuality(processorTime: true)),
        ("ease", () => EaseHotPaths.Inverse(order: 5_000)),
        ("ease", () => EaseHotPaths.InverseByProcessorTime(order: 5_000)),
        ("ease", () => EaseHotPaths.Fit(users: 5_000, items: 5_000, playsPerUser: 60)),
        ("audio", () => AudioHotPaths.LogMel(seconds: 30)),
        ("search", SearchHotPaths.Batch),
        ("search", SearchHotPaths.BatchByProcessorTime),
        ("search", () => SearchHotPaths.Single(cold: false)),
        ("search", () => SearchHotPaths.Single(cold: true)),
        ("playlist", () => ServingHotPaths.Playlist(tracks: 100_000)),
        ("playlist-1m", () => ServingHotPaths.Playlist(tracks: 1_000_000)),
        ("fold-in", () => Fold(items: 30_000, rank: 64, plays: 100)),
        ("product", () => ContentHotPaths.Product(rows: 125, columns: 64, depth: 512)),
        ("product", () => ContentHotPaths.Product(rows: 512, columns: 512, depth: 512)),
        ("content", () => ContentHotPaths.Training(ContentArchitectureKind.Picture)),
        ("content", () => ContentHotPaths.Training(ContentArchitectureKind.Time)),
        ("content", () => ContentHotPaths.Training(ContentArchitectureKind.TallFilters)),
        ("content", () => ContentHotPaths.Embedding(seconds: 60)),
    ];

    /// <summary>Play counts of 1, the first items played by far the most users.</summary>
    public static InteractionMatrix Plays(int users, int items, int playsPerUser)
    {
        Random random = new(1);
        return InteractionMatrix.Build(
            users,
            items,
            Enumerable.Range(0, users * playsPerUser)
                .Select(at => (at / playsPerUser, (int)(items * Math.Pow(random.NextDouble(), 2)), 1f)));
    }

    private static Timing Fold(int items, int rank, int plays)
    {
        FoldIn foldIn = new(RandomMatrix(items, rank), default, new ImplicitAlsOptions { Rank = rank });
        Evidence[] evidence = [.. Enumerable.Range(0, plays).Select(play => new Evidence(play * (items / plays), 2f, 1f))];
        double seconds = Measure.MedianSeconds(101, () => foldIn.Fold(evidence));
        return new Timing(
            $"fold-in of a user with {plays} plays, rank {rank}",
            seconds,
            ((double)plays * rank * (rank + 1)) + (Math.Pow(rank, 3) / 3) + (2.0 * rank * rank),
            "GFLOP/s");
    }

    private static FactorMatrix RandomMatrix(int rows, int rank)
    {
        Random random = new(2);
        FactorMatrix matrix = new(rows, rank);
        for (int i = 0; i < matrix.Values.Length; i++)
        {
            matrix.Values[i] = random.NextSingle() - 0.5f;
        }

        return matrix;
    }
}
