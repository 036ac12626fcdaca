using System.Numerics.Tensors;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Retrieval;

namespace HybridRec.Evaluation.Protocol;

/// <summary>Hubness: some items of a high-dimensional space are among the nearest of very many others.</summary>
/// <remarks>
/// N(i) counts of how many items i is among the 10 nearest by cosine; hubness is the skewness of N,
/// E[(N − μ)³] ÷ σ³ (Radovanović et al., JMLR 2010): about 0 without hubs, above 1 with. The correction is the one
/// that the server's generators use, <see cref="NearestTracks"/>.
/// </remarks>
public static class Hubness
{
    /// <summary>Neighbours counted.</summary>
    public const int Neighbours = 10;

    /// <summary>Hubness of a space before and after correction.</summary>
    /// <param name="vectors">Item vectors, shape (items, d), finite; a zero row has no place and is passed over.</param>
    /// <param name="space">Name of the space, for the report.</param>
    /// <param name="seed">Seed of the sample.</param>
    /// <param name="maximumItems">Items looked at: of a larger space a seeded sample of this size; default 3,000.</param>
    /// <returns>The figures and the number of items they rest on; skewness 0 where all N are equal, as with ≤ 11 items.</returns>
    /// <remarks>O(n² · (d + log n)) time and 8 n² bytes for n items, on all cores. Of equally near items the lowest rows count.</remarks>
    public static HubnessReport Of(FactorMatrix vectors, string space, int seed = 0, int maximumItems = 3_000)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        int[] rows = [.. Enumerable.Range(0, vectors.Rows).Where(row => vectors.Row(row).ContainsAnyExcept(0f))];
        if (rows.Length > maximumItems)
        {
            new Random(seed).Shuffle(rows);
            rows = [.. rows.Take(maximumItems).Order()];
        }

        FactorMatrix looked = new(rows.Length, vectors.Rank);
        for (int at = 0; at < rows.Length; at++)
        {
            vectors.Row(rows[at]).CopyTo(looked.Row(at));
        }

        return new HubnessReport(
            space,
            Skewness(Occurrences(Cosines(looked), rows.Length)),
            Skewness(Occurrences(NearestTracks.Find(looked, Neighbours, threads: 0, CancellationToken.None))),
            rows.Length);
    }

    /// <summary>Third standardised moment; 0 where all values are equal.</summary>
    internal static double Skewness(ReadOnlySpan<int> values)
    {
        double mean = 0;
        foreach (int value in values)
        {
            mean += (double)value / values.Length;
        }

        double second = 0;
        double third = 0;
        foreach (int value in values)
        {
            double off = value - mean;
            second += off * off / values.Length;
            third += off * off * off / values.Length;
        }

        return second == 0 ? 0 : third / Math.Pow(second, 1.5);
    }

    /// <summary>N by item: of how many others it is among the nearest.</summary>
    internal static int[] Occurrences(double[] proximity, int n)
    {
        int[] occurrences = new int[n];
        Parallel.For(0, n, x =>
        {
            ReadOnlySpan<double> near = proximity.AsSpan(x * n, n);
            Span<int> nearest = stackalloc int[Neighbours];
            int count = 0;
            for (int y = 0; y < n; y++)
            {
                if (y == x || (count == Neighbours && near[y] <= near[nearest[count - 1]]))
                {
                    continue;
                }

                int place = count < Neighbours ? count++ : count - 1;
                for (; place > 0 && near[nearest[place - 1]] < near[y]; place--)
                {
                    nearest[place] = nearest[place - 1];
                }

                nearest[place] = y;
            }

            foreach (int y in nearest[..count])
            {
                Interlocked.Increment(ref occurrences[y]);
            }
        });
        return occurrences;
    }

    private static int[] Occurrences(ScoredRow[][] nearest)
    {
        int[] occurrences = new int[nearest.Length];
        foreach (ScoredRow other in nearest.SelectMany(near => near))
        {
            occurrences[other.Row]++;
        }

        return occurrences;
    }

    private static double[] Cosines(FactorMatrix vectors)
    {
        int n = vectors.Rows;
        double[] cosine = new double[n * n];
        Parallel.For(0, n, x =>
        {
            for (int y = 0; y < n; y++)
            {
                cosine[(x * n) + y] = TensorPrimitives.CosineSimilarity<float>(vectors.Row(x), vectors.Row(y));
            }
        });
        return cosine;
    }
}
