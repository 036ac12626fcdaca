using System.CommandLine;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Storage;

namespace HybridRec.Api.Commands;

/// <summary>The command line: what every command shares, and how a failure ends.</summary>
internal static class CommandLine
{
    private const int Failure = 1;
    private const int WrongUsage = 2;

    /// <summary><c>--data DIR</c>, for every command.</summary>
    public static Option<string> Data { get; } = new("--data")
    {
        Description = "The data folder.",
        HelpName = "DIR",
        DefaultValueFactory = _ => DataFolder.DefaultPath,
        Recursive = true,
    };

    /// <summary>Runs a command.</summary>
    /// <param name="root">All commands.</param>
    /// <param name="args">What the user typed.</param>
    /// <returns>0 on success, 1 on failure with one line on standard error, 2 on wrong usage.</returns>
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (string message in parsed.Errors.Select(error => error.Message))
            {
                await Console.Error.WriteLineAsync(message);
            }

            await Console.Error.WriteLineAsync("Run with --help to see what is possible.");
            return WrongUsage;
        }

        try
        {
            // The host has its own, graceful, answer to Ctrl-C.
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (HybridRecException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return Failure;
        }
    }
}
