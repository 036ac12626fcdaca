using System.Numerics.Tensors;

namespace HybridRec.Evaluation.Statistics;

/// <summary>Bootstrap resamples of users, drawn once and shared by any number of metrics. Immutable, thread-safe.</summary>
/// <remarks>
/// As <see cref="Bootstrap.OfMean"/>, which gives the same intervals one metric at a time: here each resample is a row of
/// weights (how often each user was drawn), and all resampled means are one product weights × values. A metric that some
/// users lack (NaN) is averaged in each resample over those drawn who have it.
/// </remarks>
public sealed class Resamples
{
    private const int UsersAtOnce = 32;
    private const int ResamplesAtOnce = 50;

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

    /// <summary>For each column with gaps, the extra column that says who has a value; 0 for a column without gaps.</summary>
    private static int[] PresenceColumns(IReadOnlyList<double[]> columns, out int width)
    {
        int[] presence = new int[columns.Count];
        width = columns.Count;
        for (int column = 0; column < presence.Length; column++)
        {
            presence[column] = columns[column].Any(double.IsNaN) ? width++ : 0;
        }

        return presence;
    }

    private double[] Pack(IReadOnlyList<double[]> columns, int[] presence, int width)
    {
        double[] values = new double[checked(_users * width)];
        Parallel.For(0, columns.Count, column =>
        {
            for (int user = 0; user < _users; user++)
            {
                double value = columns[column][user];
                if (!double.IsNaN(value))
                {
                    values[(user * width) + column] = value;
                    if (presence[column] > 0)
                    {
                        values[(user * width) + presence[column]] = 1;
                    }
                }
            }
        });
        return values;
    }

    /// <summary>Weights × values, shape (resamples, width). A few users' values stay in the cache while many resamples pass.</summary>
    private double[] Multiply(double[] values, int width)
    {
        double[] sums = new double[checked(_count * width)];
        int blocks = (_count + ResamplesAtOnce - 1) / ResamplesAtOnce;
        Parallel.For(0, blocks, block =>
        {
            int end = Math.Min((block + 1) * ResamplesAtOnce, _count);
            for (int start = 0; start < _users; start += UsersAtOnce)
            {
                int stop = Math.Min(start + UsersAtOnce, _users);
                for (int resample = block * ResamplesAtOnce; resample < end; resample++)
                {
                    Span<double> sum = sums.AsSpan(resample * width, width);
                    for (int user = start; user < stop; user++)
                    {
                        byte weight = _weights[(resample * _users) + user];
                        if (weight > 0)
                        {
                            TensorPrimitives.MultiplyAdd(values.AsSpan(user * width, width), weight, sum, sum);
                        }
                    }
                }
            }
        });
        return sums;
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
