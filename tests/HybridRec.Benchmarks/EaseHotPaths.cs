using HybridRec.Engine.Interactions;
using HybridRec.Engine.Neighbours;
using HybridRec.Engine.Numerics;

namespace HybridRec.Benchmarks;

/// <summary>EASE and its inverse. Useful work is order³ operations: Cholesky a third, the inverse from it two thirds.</summary>
internal static class EaseHotPaths
{
    /// <summary>All cores, by the clock on the wall.</summary>
    public static Timing Inverse(int order)
    {
        double seconds = Measure.MedianSeconds(3, Inversion(order));
        return new Timing(
            $"Cholesky inverse of order {order}", seconds, Math.Pow(order, 3), "GFLOP/s", Environment.ProcessorCount);
    }

    /// <summary>The same by the processor time of all threads together, against one core.</summary>
    public static Timing InverseByProcessorTime(int order) => new(
        $"Cholesky inverse of order {order}, processor time",
        Measure.MedianProcessorSeconds(3, Inversion(order)),
        Math.Pow(order, 3),
        "GFLOP/s");

    /// <summary>The whole fit; that the sums of shared users cost time as well is not counted as work.</summary>
    public static Timing Fit(int users, int items, int playsPerUser)
    {
        InteractionMatrix plays = HotPaths.Plays(users, items, playsPerUser);
        EaseOptions options = new() { MaxItems = items };
        double seconds = Measure.MedianSeconds(3, () => Ease.Fit(plays, options, CancellationToken.None));
        return new Timing(
            $"EASE: {users} users, {items} items, {plays.Count} pairs",
            seconds,
            Math.Pow(plays.Transpose().CountRowsWithPlays(), 3),
            "GFLOP/s",
            Environment.ProcessorCount);
    }

    private static Action Inversion(int order)
    {
        Random random = new(4);
        float[] matrix = new float[order * order];
        for (int i = 0; i < order; i++)
        {
            matrix[(i * order) + i] = 100f;
            for (int j = i + 1; j < order; j++)
            {
                matrix[(i * order) + j] = random.NextSingle() - 0.5f;
            }
        }

        // The inverse of the inverse is the matrix again, so that no run begins with a copy.
        return () => CholeskyInverse.TryInvert(matrix, order, 0, out _, CancellationToken.None);
    }
}
