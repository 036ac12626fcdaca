using System.Diagnostics;

namespace HybridRec.Benchmarks;

/// <summary>Times an action: once to warm up, then the median of several runs.</summary>
internal static class Measure
{
    public static double MedianSeconds(int runs, Action action)
    {
        action();
        double[] seconds = new double[runs];
        for (int run = 0; run < runs; run++)
        {
            long started = Stopwatch.GetTimestamp();
            action();
            seconds[run] = Stopwatch.GetElapsedTime(started).TotalSeconds;
        }

        Array.Sort(seconds);
        return seconds[runs / 2];
    }
}
