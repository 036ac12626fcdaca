using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using HybridRec.Benchmarks;

// Prints one Markdown table: each hot path beside the limit of this machine that binds it, measured in the same run.
// Names of hot paths as arguments (als, als-512, als-quality, ease, audio, search, playlist, playlist-1m, fold-in, product, content) choose; without any, all are run.
double peak = MachineLimits.FmaPeakGflops();
double bandwidth = MachineLimits.ReadBandwidthGigabytes();
Console.WriteLine($"# Benchmarks");
Console.WriteLine();
Console.WriteLine($"{RuntimeInformation.FrameworkDescription}, {Environment.ProcessorCount} cores, "
    + $"{(Vector512.IsHardwareAccelerated ? 512 : 256)}-bit vectors; one core: FMA peak {peak:F1} GFLOP/s, reads {bandwidth:F1} GB/s.");
Console.WriteLine();
Console.WriteLine("| what | time | rate | share of the limit |");
Console.WriteLine("|---|---|---|---|");
foreach ((string name, Func<Timing> run) in HotPaths.All)
{
    if (args.Length > 0 && !args.Contains(name))
    {
        continue;
    }

    Timing timing = run();
    double limit = timing.Unit == "GFLOP/s" ? peak * timing.Cores : bandwidth;
    double rate = timing.Work / timing.Seconds / 1e9;
    Console.WriteLine($"| {timing.What} | {timing.Seconds * 1e3:G3} ms | {rate:F1} {timing.Unit} | {rate / limit:P0} |");
}

return 0;
