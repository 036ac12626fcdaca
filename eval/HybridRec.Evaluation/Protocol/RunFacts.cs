using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace HybridRec.Evaluation.Protocol;

/// <summary>How a run was made.</summary>
/// <param name="Command">The command line.</param>
/// <param name="Version">Version of the program.</param>
/// <param name="Machine">Processor, cores, runtime.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Seed">Seed of all chance.</param>
/// <param name="Seconds">Wall time by stage, in order.</param>
/// <param name="PeakBytes">Largest resident memory of the process so far, in bytes.</param>
public sealed record RunFacts(
    string Command,
    string Version,
    string Machine,
    DateTimeOffset StartedAt,
    int Seed,
    IReadOnlyDictionary<string, double> Seconds,
    long PeakBytes)
{
    /// <summary>Version of this program.</summary>
    internal static string ProgramVersion { get; } =
        typeof(RunFacts).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Fills in what this program knows of itself and the machine, as of now.</summary>
    /// <param name="command">The command line.</param>
    /// <param name="startedAt">When the run began.</param>
    /// <param name="seed">Seed of all chance.</param>
    /// <param name="seconds">Wall time by stage, in order.</param>
    public static RunFacts Make(string command, DateTimeOffset startedAt, int seed, IReadOnlyDictionary<string, double> seconds)
    {
        using Process self = Process.GetCurrentProcess();
        return new RunFacts(
            command,
            ProgramVersion,
            $"{RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, "
                + RuntimeInformation.FrameworkDescription,
            startedAt,
            seed,
            seconds,
            self.PeakWorkingSet64);
    }
}
