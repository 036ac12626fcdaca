using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HybridRec.Evaluation.Statistics;

/// <summary>Bootstrap resamples of users, drawn once and shared by any number of metrics. Immutable, thread-safe.</summary>
/// <remarks>
/// As <see cref="Bootstrap.OfMean"/>, which gives the same intervals one metric at a time: here each resample is a row of
/// weights (how often each user was drawn), and all resampled means are one product weights × values. A metric that some
/// users lack (NaN) is averaged in each resample over those drawn who have it.
/// </remarks>
public sealed class Resamples
{
    // Register tiles of 6 resamples by two vectors of columns; their users' values stay in the cache for 30 resamples.
    private const int TileRows = 6;
    private const int TileColumns = 8;
    private const int UsersAtOnce = 128;
    private const int ResamplesAtOnce = 5 * TileRows;

    private readonly int _users;
    private readonly int _count;
    private readonly byte[] _weights;

    /// <summary>Draws the resamples.</summary>
    /// <param name="users">Number of users, ≥ 1.</param>
    /// <param name="seed">Seed of the drawing.</param>
    /// <param name="count">Number of resamples, ≥ 1; default 1,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    /// <remarks>O(users · count) time and bytes.</remarks>
    public Resamples(int users, int seed, int count = 1_000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(users, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        _users = users;
        _count = count;
        _weights = new byte[checked(users * count)];
        Random chance = new(seed);
        for (int resample = 0; resample < count; resample++)
        {
            Span<byte> row = _weights.AsSpan(resample * users, users);
            for (int draw = 0; draw < users; draw++)
            {
                // That one user of hundreds is drawn 256 times has a chance of 1 to 256! or so.
                ref byte drawn = ref row[chance.Next(users)];
                drawn = checked((byte)(drawn + 1));
            }
        }
    }

    /// <summary>The mean of each column and the interval in which it would lie had other users been drawn.</summary>
    /// <param name="columns">Each one value per user; NaN for a user without one.</param>
    /// <param name="confidence">Share of resampled means inside, (0, 1); default 0.95.</param>
    /// <returns>
    /// For each column its interval, <c>Count</c> being the users with a value; null for a column without any. Resamples
    /// that drew nobody with a value are passed over.
    /// </returns>
    /// <exception cref="ArgumentException">A column has another length.</exception>
    /// <remarks>O(resamples · users · columns), on all cores; the result does not depend on their number.</remarks>
    public IReadOnlyList<Interval?> OfMeans(IReadOnlyList<double[]> columns, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.FirstOrDefault(column => column.Length != _users) is { } odd)
        {
            throw new ArgumentException($"A column has {odd.Length} values for {_users} users.", nameof(columns));
        }

        int[] presence = PresenceColumns(columns, out int width);
        double[] values = Pack(columns, presence, width);
        double[] sums = Multiply(values, width);
        Interval?[] intervals = new Interval?[columns.Count];
        Parallel.For(0, columns.Count, column => intervals[column] =
            IntervalOf(columns[column], sums, width, column, presence[column], confidence));
        return intervals;
    }

    /// <summary>
    /// For each column with gaps, the extra column that says who has a value; 0 for a column without gaps. The width is
    /// that of all columns together, in whole tiles.
    /// </summary>
    private static int[] PresenceColumns(IReadOnlyList<double[]> columns, out int width)
    {
        int[] presence = new int[columns.Count];
        width = columns.Count;
        for (int column = 0; column < presence.Length; column++)
        {
            presence[column] = TensorPrimitives.IsNaNAny<double>(columns[column]) ? width++ : 0;
        }

        width = (width + TileColumns - 1) / TileColumns * TileColumns;
        return presence;
    }

    /// <summary>The values, 0 where there are none, and who has some, in panels of <see cref="TileColumns"/> columns by user.</summary>
    private double[] Pack(IReadOnlyList<double[]> columns, int[] presence, int width)
    {
        double[] values = new double[checked(_users * width)];
        Parallel.For(0, columns.Count, column =>
        {
            ReadOnlySpan<double> source = columns[column];
            Span<double> target = values.AsSpan(At(column));
            Span<double> present = presence[column] > 0 ? values.AsSpan(At(presence[column])) : [];
            for (int user = 0; user < source.Length; user++)
            {
                bool has = !double.IsNaN(source[user]);
                target[user * TileColumns] = has ? source[user] : 0;
                if (!present.IsEmpty)
                {
                    present[user * TileColumns] = has ? 1 : 0;
                }
            }
        });
        return values;

        int At(int column) => (column / TileColumns * TileColumns * _users) + (column % TileColumns);
    }

    /// <summary>Weights × values, shape (resamples, width).</summary>
    private double[] Multiply(double[] values, int width)
    {
        double[] sums = new double[checked(_count * width)];
        int blocks = (_count + ResamplesAtOnce - 1) / ResamplesAtOnce;
        Parallel.For(0, blocks, () => new double[UsersAtOnce * TileRows], (block, _, weights) =>
        {
            int end = Math.Min((block + 1) * ResamplesAtOnce, _count);
            for (int start = 0; start < _users; start += UsersAtOnce)
            {
                int users = Math.Min(UsersAtOnce, _users - start);
                for (int resample = block * ResamplesAtOnce; resample < end; resample += TileRows)
                {
                    int rows = Math.Min(TileRows, end - resample);
                    Convert(resample, rows, start, users, weights);
                    for (int column = 0; column < width; column += TileColumns)
                    {
                        AddTile(
                            weights.AsSpan(0, users * TileRows),
                            values.AsSpan((column * _users) + (start * TileColumns), users * TileColumns),
                            sums.AsSpan((resample * width) + column),
                            width,
                            rows);
                    }
                }
            }

            return weights;
        }, static _ => { });
        return sums;
    }

    /// <summary>The weights of some users in some resamples, by user; 0 for resamples that a last tile lacks.</summary>
    private void Convert(int resample, int rows, int start, int users, double[] weights)
    {
        for (int row = 0; row < TileRows; row++)
        {
            ReadOnlySpan<byte> drawn = row < rows ? _weights.AsSpan(((resample + row) * _users) + start, users) : [];
            for (int user = 0; user < users; user++)
            {
                weights[(user * TileRows) + row] = row < rows ? drawn[user] : 0;
            }
        }
    }

    /// <summary>sums[r, c] += Σ_u weights[u, r] · values[u, c].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddTile(ReadOnlySpan<double> weights, ReadOnlySpan<double> values, Span<double> sums, int stride, int rows)
    {
        Vector256<double> s00 = default, s01 = default, s10 = default, s11 = default, s20 = default, s21 = default;
        Vector256<double> s30 = default, s31 = default, s40 = default, s41 = default, s50 = default, s51 = default;
        ref double weight = ref MemoryMarshal.GetReference(weights);
        ref double value = ref MemoryMarshal.GetReference(values);
        for (int at = 0; at < values.Length; at += TileColumns)
        {
            Vector256<double> left = Vector256.LoadUnsafe(ref value);
            Vector256<double> right = Vector256.LoadUnsafe(ref value, 4);
            Vector256<double> w = Vector256.Create(weight);
            s00 = Vector256.FusedMultiplyAdd(w, left, s00);
            s01 = Vector256.FusedMultiplyAdd(w, right, s01);
            w = Vector256.Create(Unsafe.Add(ref weight, 1));
            s10 = Vector256.FusedMultiplyAdd(w, left, s10);
            s11 = Vector256.FusedMultiplyAdd(w, right, s11);
            w = Vector256.Create(Unsafe.Add(ref weight, 2));
            s20 = Vector256.FusedMultiplyAdd(w, left, s20);
            s21 = Vector256.FusedMultiplyAdd(w, right, s21);
            w = Vector256.Create(Unsafe.Add(ref weight, 3));
            s30 = Vector256.FusedMultiplyAdd(w, left, s30);
            s31 = Vector256.FusedMultiplyAdd(w, right, s31);
            w = Vector256.Create(Unsafe.Add(ref weight, 4));
            s40 = Vector256.FusedMultiplyAdd(w, left, s40);
            s41 = Vector256.FusedMultiplyAdd(w, right, s41);
            w = Vector256.Create(Unsafe.Add(ref weight, 5));
            s50 = Vector256.FusedMultiplyAdd(w, left, s50);
            s51 = Vector256.FusedMultiplyAdd(w, right, s51);
            weight = ref Unsafe.Add(ref weight, TileRows);
            value = ref Unsafe.Add(ref value, TileColumns);
        }

        ReadOnlySpan<Vector256<double>> tile = [s00, s01, s10, s11, s20, s21, s30, s31, s40, s41, s50, s51];
        for (int row = 0; row < rows; row++)
        {
            Span<double> sum = sums.Slice(row * stride, TileColumns);
            (Vector256.Create<double>(sum) + tile[2 * row]).CopyTo(sum);
            (Vector256.Create<double>(sum[4..]) + tile[(2 * row) + 1]).CopyTo(sum[4..]);
        }
    }

    private Interval? IntervalOf(double[] values, double[] sums, int width, int column, int presence, double confidence)
    {
        double sum = 0;
        int count = 0;
        foreach (double value in values)
        {
            if (!double.IsNaN(value))
            {
                sum += value;
                count++;
            }
        }

        if (count == 0)
        {
            return null;
        }

        List<double> means = new(_count);
        for (int resample = 0; resample < _count; resample++)
        {
            double drawn = presence > 0 ? sums[(resample * width) + presence] : _users;
            if (drawn > 0)
            {
                means.Add(sums[(resample * width) + column] / drawn);
            }
        }

        return Bootstrap.Percentiles([.. means], sum / count, count, confidence);
    }
}
