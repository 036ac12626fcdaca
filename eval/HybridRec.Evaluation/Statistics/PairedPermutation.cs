using System.Numerics;
using System.Numerics.Tensors;

namespace HybridRec.Evaluation.Statistics;

/// <summary>Paired permutation (sign-flip) test of a mean difference (Fisher 1935; Good, "Permutation Tests", 2000).</summary>
public static class PairedPermutation
{
    private const int FlipsAtOnce = 1_250;

    /// <summary>Two-sided p of some comparisons over the same users.</summary>
    /// <param name="differences">For each comparison one difference per user, finite, all of one length.</param>
    /// <param name="seed">Seed of the flips, which all comparisons share.</param>
    /// <param name="flips">How many random assignments of signs, ≥ 1; default 10,000.</param>
    /// <returns>p by comparison, in [1 ÷ (flips + 1), 1]; 1 where all differences are 0.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <remarks>
    /// If two models were alike, each user's difference could as well have had the other sign. p = (1 + assignments whose
    /// |sum| reaches the observed one) ÷ (1 + flips), never 0 (Phipson &amp; Smyth 2010). O(flips · users · comparisons)
    /// on all cores; the result does not depend on their number.
    /// </remarks>
    public static double[] TwoSided(IReadOnlyList<double[]> differences, int seed, int flips = 10_000)
    {
        ArgumentNullException.ThrowIfNull(differences);
        ArgumentOutOfRangeException.ThrowIfLessThan(flips, 1);
        int width = differences.Count;
        int users = width == 0 ? 0 : differences[0].Length;
        if (differences.Any(difference => difference.Length != users))
        {
            throw new ArgumentException("The comparisons are not over the same users.", nameof(differences));
        }

        double[] rows = new double[checked(users * width)];
        double[] totals = new double[width];
        for (int user = 0; user < users; user++)
        {
            for (int column = 0; column < width; column++)
            {
                rows[(user * width) + column] = differences[column][user];
                totals[column] += differences[column][user];
            }
        }

        double[] flipped = SumsOfFlipped(rows, users, width, seed, flips);
        double[] p = new double[width];
        for (int column = 0; column < width; column++)
        {
            // Sums in another order differ in the last bits; equal must count as reached.
            double observed = Math.Abs(totals[column]) * (1 - 1e-9);
            int reached = 0;
            for (int flip = 0; flip < flips; flip++)
            {
                reached += Math.Abs(totals[column] - (2 * flipped[(flip * width) + column])) >= observed ? 1 : 0;
            }

            p[column] = (1.0 + reached) / (1.0 + flips);
        }

        return p;
    }

    /// <summary>For each assignment the sum of those differences whose sign it turns, shape (flips, comparisons).</summary>
    private static double[] SumsOfFlipped(double[] rows, int users, int width, int seed, int flips)
    {
        int stride = (users + 7) / 8;
        byte[] signs = new byte[checked(flips * stride)];
        new Random(seed).NextBytes(signs);
        double[] sums = new double[checked(flips * width)];
        Parallel.For(
            0,
            (flips + FlipsAtOnce - 1) / FlipsAtOnce,
            () => new double[256 * width],
            (block, loop, table) =>
            {
                int end = Math.Min((block + 1) * FlipsAtOnce, flips);
                for (int eight = 0; eight < stride; eight++)
                {
                    Tabulate(rows.AsSpan(eight * 8 * width, Math.Min(8, users - (eight * 8)) * width), width, table);
                    for (int flip = block * FlipsAtOnce; flip < end; flip++)
                    {
                        Span<double> sum = sums.AsSpan(flip * width, width);
                        TensorPrimitives.Add(table.AsSpan(signs[(flip * stride) + eight] * width, width), sum, sum);
                    }
                }

                return table;
            },
            static _ => { });
        return sums;
    }

    /// <summary>The sums of all 256 subsets of up to eight users, so that a byte of signs costs one addition.</summary>
    private static void Tabulate(ReadOnlySpan<double> rows, int width, Span<double> table)
    {
        table[..width].Clear();
        for (int subset = 1; subset < 256; subset++)
        {
            int user = BitOperations.TrailingZeroCount(subset);
            Span<double> sum = table.Slice(subset * width, width);
            table.Slice((subset & (subset - 1)) * width, width).CopyTo(sum);
            if (user * width < rows.Length)
            {
                TensorPrimitives.Add(rows.Slice(user * width, width), sum, sum);
            }
        }
    }
}
