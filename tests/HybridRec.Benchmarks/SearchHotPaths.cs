using System.Globalization;
using System.IO.Compression;
using System.Numerics.Tensors;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Retrieval;

namespace HybridRec.Benchmarks;

/// <summary>
/// Top-N by factors, seen items filtered. As work counts scoring every item, which the index does not do: a share of the
/// limit above 100 % is what it saved.
/// </summary>
internal static class SearchHotPaths
{
    private const int Wanted = 100;
    private const int UsersPerSearch = 192;

    private static readonly Lazy<(InteractionMatrix Plays, FactorMatrix Users, FactorIndex Index)> Model = new(() =>
    {
        InteractionMatrix plays = Plays();
        FactorModel factors = new ImplicitAls(new ImplicitAlsOptions { Rank = 64 }).Fit(plays, default, null, CancellationToken.None);
        return (plays, factors.UserFactors, new FactorIndex(factors.ItemFactors));
    });

    /// <summary>All users, all cores.</summary>
    public static Timing Batch()
    {
        (InteractionMatrix plays, FactorMatrix users, FactorIndex index) = Model.Value;
        int[] rows = [.. Enumerable.Range(0, users.Rows)];
        ScoredRow[] best = new ScoredRow[rows.Length * Wanted];
        int[] found = new int[rows.Length];
        double seconds = Measure.MedianSeconds(15, () => Parallel.For(0, (rows.Length + UsersPerSearch - 1) / UsersPerSearch, block =>
        {
            int start = block * UsersPerSearch;
            int count = Math.Min(UsersPerSearch, rows.Length - start);
            index.TopN(
                users, rows.AsSpan(start, count), plays, [], Wanted,
                best.AsSpan(start * Wanted, count * Wanted), found.AsSpan(start, count));
        }));
        return new Timing(
            $"top {Wanted} for {rows.Length} users of {index.ItemCount} × {index.Rank}: {rows.Length / seconds:F0} users a second",
            seconds, 2.0 * rows.Length * index.ItemCount * index.Rank, "GFLOP/s", Environment.ProcessorCount);
    }

    /// <summary>One user after the other; cold: 128 MB of other memory are read before each.</summary>
    public static Timing Single(bool cold)
    {
        (InteractionMatrix plays, FactorMatrix users, FactorIndex index) = Model.Value;
        ScoredRow[] best = new ScoredRow[Wanted];
        int[] found = new int[1];
        float[] other = new float[cold ? 32 << 20 : 0];
        int user = 0;
        double seconds = Measure.MedianSeconds(
            cold ? 51 : 2_001,
            () => index.TopN(users, [user++ % users.Rows], plays, [], Wanted, best, found),
            () => _sink += TensorPrimitives.Sum<float>(other));
        return new Timing(
            $"top {Wanted} for one user of {index.ItemCount} × {index.Rank}, {(cold ? "cold" : "warm")}",
            seconds, (double)index.ItemCount * index.Rank * sizeof(float), "GB/s");
    }

    private static float _sink;

    /// <summary>The generated set of the shared data where there is one, else one drawn here.</summary>
    private static InteractionMatrix Plays()
    {
        string? file = Ancestors()
            .Select(folder => Path.Combine(folder, "shared", "data", "synth", "train.tsv.gz"))
            .FirstOrDefault(File.Exists);
        if (file is null)
        {
            return HotPaths.Plays(users: 20_000, items: 30_000, playsPerUser: 120);
        }

        using StreamReader reader = new(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        List<(int User, int Item, float Count)> plays = [];
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            string[] cells = line.Split('\t');
            plays.Add((Number(cells[0]), Number(cells[1]), Number(cells[2])));
        }

        return InteractionMatrix.Build(plays.Max(play => play.User) + 1, plays.Max(play => play.Item) + 1, plays);

        static int Number(string cell) => int.Parse(cell, CultureInfo.InvariantCulture);
    }

    private static IEnumerable<string> Ancestors()
    {
        for (string? folder = Environment.CurrentDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            yield return folder;
        }
    }
}
