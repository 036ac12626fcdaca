using System.Diagnostics;

namespace HybridRec.Benchmarks;

/// <summary>Times an action: once to warm up, then several runs, of which the median or the best counts.</summary>
internal static class Measure
{
    public static double MedianSeconds(int runs, Action action) => Sorted(runs, action)[runs / 2];

    /// <summary>As above, with something done before each run that is not timed.</summary>
    public static double MedianSeconds(int runs, Action action, Action before)
    {
        long started = 0;
        return Sorted(
            runs,
            action,
            () =>
            {
                before();
                started = Stopwatch.GetTimestamp();
            },
            () => Stopwatch.GetElapsedTime(started).TotalSeconds)[runs / 2];
    }

    /// <summary>The fastest run: what a limit of the machine is, where other programs may take the processor away.</summary>
    public static double BestSeconds(int runs, Action action) => Sorted(runs, action)[0];

    /// <summary>Processor time of all threads: says how good the arithmetic is where other programs take part of the time.</summary>
    public static double MedianProcessorSeconds(int runs, Action action)
    {
        TimeSpan started = default;
        using Process self = Process.GetCurrentProcess();
        return Sorted(
            runs,
            action,
            () => started = ProcessorTime(self),
            () => (ProcessorTime(self) - started).TotalSeconds)[runs / 2];
    }

    private static double[] Sorted(int runs, Action action)
    {
        long started = 0;
        return Sorted(
            runs,
            action,
            () => started = Stopwatch.GetTimestamp(),
            () => Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    private static double[] Sorted(int runs, Action action, Action start, Func<double> stop)
    {
        action();
        double[] seconds = new double[runs];
        for (int run = 0; run < runs; run++)
        {
            start();
            action();
            seconds[run] = stop();
        }

        Array.Sort(seconds);
        return seconds;
    }

    private static TimeSpan ProcessorTime(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime;
    }
}
