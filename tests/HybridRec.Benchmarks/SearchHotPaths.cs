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

    private static float _sink;

    private static readonly Lazy<(InteractionMatrix Plays, FactorMatrix Users, FactorIndex Index)> Model = new(() =>
    {
        InteractionMatrix plays = Plays();
        FactorModel factors = new ImplicitAls(new ImplicitAlsOptions { Rank = 64 }).Fit(plays, default, null, CancellationToken.None);
        return (plays, factors.UserFactors, new FactorIndex(factors.ItemFactors));
    });

    /// <summary>All users, all cores.</summary>
    public static Timing Batch()
    {
        double seconds = Measure.MedianSeconds(15, Search(out int users, out double work));
        return new Timing(
            $"top {Wanted} for {users} users of {Model.Value.Index.ItemCount} × {Model.Value.Index.Rank}: {users / seconds:F0} users a second",
            seconds, work, "GFLOP/s", Environment.ProcessorCount);
    }

    /// <summary>The same by the processor time of all threads together, against one core.</summary>
    public static Timing BatchByProcessorTime()
    {
        double seconds = Measure.MedianProcessorSeconds(15, Search(out int users, out double work));
        return new Timing(
            $"the same, processor time: {users / seconds:F0} users a second and core", seconds, work, "GFLOP/s");
    }

    private static Action Search(out int count, out double work)
    {
        (InteractionMatrix plays, FactorMatrix users, FactorIndex index) = Model.Value;
        int[] rows = [.. Enumerable.Range(0, users.Rows)];
        ScoredRow[] best = new ScoredRow[rows.Length * Wanted];
        int[] found = new int[rows.Length];
        count = rows.Length;
        work = 2.0 * rows.Length * index.ItemCount * index.Rank;
        return () => Parallel.For(0, (rows.Length + UsersPerSearch - 1) / UsersPerSearch, block =>
        {
            int start = block * UsersPerSearch;
            int end = Math.Min(start + UsersPerSearch, rows.Length);
            index.TopN(
                users, rows.AsSpan(start..end), plays, [], Wanted,
                best.AsSpan((start * Wanted)..(end * Wanted)), found.AsSpan(start..end));
        });
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
