namespace HybridRec.Engine.Interactions;

/// <summary>When each pair of a matrix was played last, beside the matrix. Immutable and thread-safe.</summary>
public sealed class PlayTimes
{
    private const double SecondsPerDay = 86_400;

    // Below this a play is as good as forgotten; a weight of 0 would be no evidence, and is not allowed.
    private const double LeastWeight = 1e-6;

    private readonly long?[][] _times;

    private PlayTimes(long?[][] times, long? newest, long? oldest)
    {
        _times = times;
        Newest = newest;
        Oldest = oldest;
    }

    /// <summary>The newest of all times, unix seconds; null where none is known.</summary>
    public long? Newest { get; }

    /// <summary>The oldest of all times, unix seconds; null where none is known.</summary>
    public long? Oldest { get; }

    /// <summary>Times of a row, unix seconds, beside <see cref="InteractionMatrix.Columns"/>; null where unknown.</summary>
    /// <param name="row">0 ≤ row &lt; rows of the matrix.</param>
    public ReadOnlySpan<long?> Row(int row) => _times[row];

    /// <summary>Finds the newest time of every pair.</summary>
    /// <param name="matrix">The pairs.</param>
    /// <param name="plays">(row, column, unix seconds) in any order; plays of other pairs are ignored.</param>
    /// <remarks>O(plays · log pairs of a row).</remarks>
    public static PlayTimes Of(InteractionMatrix matrix, IEnumerable<(int Row, int Column, long? Time)> plays)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(plays);
        long?[][] times = new long?[matrix.RowCount][];
        for (int row = 0; row < times.Length; row++)
        {
            times[row] = new long?[matrix.Columns(row).Length];
        }

        long? newest = null;
        long? oldest = null;
        foreach ((int row, int column, long? time) in plays)
        {
            if (time is { } known && matrix.Columns(row).BinarySearch(column) is >= 0 and int at)
            {
                times[row][at] = times[row][at] > known ? times[row][at] : known;
                newest = newest > known ? newest : known;
                oldest = oldest < known ? oldest : known;
            }
        }

        return new PlayTimes(times, newest, oldest);
    }

    /// <summary>Weights of plays by age: w = 2^(−age ÷ half-life), age since the newest.</summary>
    /// <param name="times">
    /// When each was played last, unix seconds. What has no time is as old as the oldest that has one: counts without times
    /// were imported when listening began to be logged. Where none has a time all weigh 1.
    /// </param>
    /// <param name="halfLifeDays">Days, &gt; 0; 0 for no ageing.</param>
    /// <returns>Shape (times), inside (0, 1]; the newest weighs 1, whenever it was, so that a pause forgets nothing.</returns>
    public static float[] Weights(ReadOnlySpan<long?> times, double halfLifeDays)
    {
        long? newest = null;
        long? oldest = null;
        foreach (long? time in times)
        {
            newest = newest >= time || time is null ? newest : time;
            oldest = oldest <= time || time is null ? oldest : time;
        }

        float[] weights = new float[times.Length];
        for (int at = 0; at < weights.Length; at++)
        {
            weights[at] = Weight(times[at] ?? oldest, newest, halfLifeDays);
        }

        return weights;
    }

    /// <summary>The weight of one play by its age.</summary>
    internal static float Weight(long? time, long? newest, double halfLifeDays) =>
        halfLifeDays > 0 && newest - time is { } seconds
            ? (float)Math.Max(LeastWeight, Math.Pow(2, -seconds / (SecondsPerDay * halfLifeDays)))
            : 1f;
}
