using System.CommandLine;

namespace HybridRec.Jobs.Cli;

/// <summary>The command line of the jobs.</summary>
internal static class JobsCommandLine
{
    private const int WrongUsage = 2;

    /// <summary>Parses and runs one command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Takes results.</param>
    /// <param name="error">Takes complaints.</param>
    /// <param name="clock">Supplies the time.</param>
    /// <param name="cancellationToken">Stops the command, as Ctrl-C does.</param>
    /// <returns>0 on success, 1 on failure, 2 on wrong usage, 130 when stopped.</returns>
    public static async Task<int> RunAsync(
        string[] args, TextWriter output, TextWriter error, TimeProvider clock, CancellationToken cancellationToken)
    {
        CommandHost host = new(output, error, clock);
        RootCommand root = new("Imports listening history and audio into a HybridRec data folder, and runs jobs on it.")
        {
            host.Data,
            host.Json,
            ImportAudioCommand.Create(host),
            ImportListensCommand.Create(host),
            RunCommand.Create(host),
            ModelsCommand.Create(host),
            WorkerCommand.Create(host),
        };

        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (string message in parsed.Errors.Select(e => e.Message).Distinct())
            {
                await error.WriteLineAsync(message);
            }

            await error.WriteLineAsync("Run with --help to see what can be asked.");
            return WrongUsage;
        }

        // Ctrl-C must wait until the batch being stored is on disk, or the file being decoded is given up.
        InvocationConfiguration configuration = new()
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
        };
        return await parsed.InvokeAsync(configuration, cancellationToken);
    }
}
