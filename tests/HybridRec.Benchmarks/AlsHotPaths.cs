using System.Globalization;
using System.IO.Compression;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Measurement;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Retrieval;

namespace HybridRec.Benchmarks;

/// <summary>Factorisation on `synth` (20,000 users, 30,000 items, 2.4 million pairs), or on a matrix of its size where it is absent.</summary>
internal static class AlsHotPaths
{
    private const int Users = 20_000;
    private const int Items = 30_000;
    private const int ListLength = 20;

    /// <summary>What did best on a tenth of train held out, at few iterations.</summary>
    private static readonly ImplicitAlsOptions Tuned = new()
    {
        Iterations = 6,
        Alpha = 16f,
        UnobservedWeight = 3f,
        Regularization = 0.75f,
        FrequencyExponent = 0.6f,
    };

    private static readonly Lazy<InteractionMatrix> Plays = new(() => Read("train") ?? HotPaths.Plays(Users, Items, 121));

    /// <summary>Both half-sweeps of the exact solver. Work: 2·nnz·f(f+1) + (U+I)(f³/3 + 2f²).</summary>
    public static Timing Exact(int rank, int runs)
    {
        ImplicitAlsOptions options = new() { Rank = rank };
        ExactSweep exact = new(options, Items);
        Sides sides = new(options);
        double seconds = Measure.MedianSeconds(runs, () =>
        {
            exact.Solve(sides.ByUser, sides.Y, sides.X, Items, "user", 1, CancellationToken.None);
            exact.Solve(sides.ByItem, sides.X, sides.Y, Users, "item", 1, CancellationToken.None);
        });
        return Result($"exact ALS, an iteration at rank {rank}", seconds, ExactWork(sides.ByUser.Count, rank));
    }

    /// <summary>
    /// Both half-sweeps by blocks of d. Work: 2·nnz·(f/d)·(d(d+1) + 4d) + 2·nnz·2f for what is explained, and for the rows
    /// (U+I)((f/d)(d³/3 + 2d²) + 2f² + f²): the blocks' systems, G x and G.
    /// </summary>
    public static Timing ByBlocks(int rank, int runs)
    {
        ImplicitAlsOptions options = new() { Rank = rank };
        Sides sides = new(options);
        BlockSweep blocks = new(options, Items, sides.ByUser.Count, pairsAgainst: 0);
        double seconds = Measure.MedianSeconds(runs, () =>
        {
            blocks.Improve(sides.ByUser, sides.Y, sides.X, Items, "user", 1, CancellationToken.None);
            blocks.Improve(sides.ByItem, sides.X, sides.Y, Users, "item", 1, CancellationToken.None);
        });
        double d = options.BlockSize;
        double work = (2.0 * sides.ByUser.Count * ((rank * (d + 5)) + (2.0 * rank)))
            + ((Users + Items) * ((rank * ((d * d / 3) + (2 * d))) + (3.0 * rank * rank)));
        return Result($"ALS by blocks of {d}, an iteration at rank {rank}", seconds, work);
    }

    /// <summary>From the matrix to the factors, with the NDCG@20 they have on the test part.</summary>
    public static Timing ToQuality(bool processorTime)
    {
        InteractionMatrix plays = Plays.Value;
        FactorModel? model = null;
        void Fit() => model = new ImplicitAls(Tuned).Fit(plays, default, null, CancellationToken.None);
        double seconds = processorTime ? Measure.MedianProcessorSeconds(5, Fit) : Measure.MedianSeconds(5, Fit);
        string quality = Read("test") is { } test ? $"{Ndcg(model!, plays, test):F4} on the test part" : "not measurable: no synth";
        return new Timing(
            $"matrix to factors at rank {Tuned.Rank}, {Tuned.Iterations} iterations, NDCG@20 {quality}"
            + (processorTime ? ", processor time" : string.Empty),
            seconds,
            (Tuned.Iterations + 0.5) * ExactWork(plays.Count, Tuned.Rank),
            "GFLOP/s",
            processorTime ? 1 : Environment.ProcessorCount);
    }

    private static double ExactWork(int pairs, int rank) => (2.0 * pairs * rank * (rank + 1))
        + ((Users + Items) * ((Math.Pow(rank, 3) / 3) + (2.0 * rank * rank)));

    private static Timing Result(string what, double seconds, double work) =>
        new($"{what}, {Plays.Value.Count} pairs", seconds, work, "GFLOP/s", Environment.ProcessorCount);

    private static double Ndcg(FactorModel model, InteractionMatrix seen, InteractionMatrix test)
    {
        int[] users = [.. Enumerable.Range(0, Users).Where(user => !test.Columns(user).IsEmpty)];
        ScoredRow[] best = new ScoredRow[users.Length * ListLength];
        int[] found = new int[users.Length];
        new FactorIndex(model.ItemFactors).TopN(model.UserFactors, users, seen, [], ListLength, best, found);
        return users.Select((user, at) => RankingMetrics.NdcgAt(
            Array.ConvertAll(best[(at * ListLength)..((at * ListLength) + found[at])], one => test.Contains(user, one.Row)),
            test.Columns(user).Length,
            ListLength)).Average();
    }

    private static InteractionMatrix? Read(string part)
    {
        string path = Path.Combine(AppContext.BaseDirectory, $"../../../../../shared/data/synth/{part}.tsv.gz");
        if (!File.Exists(path))
        {
            return null;
        }

        using StreamReader reader = new(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        reader.ReadLine();
        List<(int, int, float)> plays = [];
        while (reader.ReadLine() is { } line)
        {
            string[] fields = line.Split('\t');
            plays.Add((
                int.Parse(fields[0], CultureInfo.InvariantCulture),
                int.Parse(fields[1], CultureInfo.InvariantCulture),
                fields.Length > 2 ? float.Parse(fields[2], CultureInfo.InvariantCulture) : 1f));
        }

        return InteractionMatrix.Build(Users, Items, plays);
    }

    /// <summary>Confidences both ways round, and factors to begin with.</summary>
    private sealed class Sides
    {
        public Sides(ImplicitAlsOptions options)
        {
            ByUser = options.Confidences(Plays.Value);
            ByItem = options.Confidences(Plays.Value.Transpose());
            X = new FactorMatrix(Users, options.Rank);
            Y = new FactorMatrix(Items, options.Rank);
            Random random = new(2);
            foreach (ref float value in Y.Values.AsSpan())
            {
                value = (random.NextSingle() - 0.5f) / MathF.Sqrt(options.Rank);
            }
        }

        public InteractionMatrix ByUser { get; }

        public InteractionMatrix ByItem { get; }

        public FactorMatrix X { get; }

        public FactorMatrix Y { get; }
    }
}
