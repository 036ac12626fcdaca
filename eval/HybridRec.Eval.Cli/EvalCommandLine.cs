using System.CommandLine;
using HybridRec.Engine.Diagnostics;

namespace HybridRec.Eval.Cli;

/// <summary>The command line of the evaluation.</summary>
internal static class EvalCommandLine
{
    private const int Failure = 1;
    private const int WrongUsage = 2;
    private const int Stopped = 130;

    /// <summary>Parses and runs one command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Takes results.</param>
    /// <param name="error">Takes progress and complaints.</param>
    /// <param name="clock">Supplies the time.</param>
    /// <param name="cancellationToken">Stops the command, as Ctrl-C does.</param>
    /// <returns>0 on success, 1 on failure, 2 on wrong usage, 3 if <c>compare</c> finds B worse, 130 when stopped.</returns>
    public static async Task<int> RunAsync(
        string[] args, TextWriter output, TextWriter error, TimeProvider clock, CancellationToken cancellationToken)
    {
        RootCommand root = new("Measures how good HybridRec's recommendations are.")
        {
            RunCommand.Create(output, error, clock),
            ReportCommand.Create(output),
            SimulateCommand.Create(output, error, clock),
            ServesCommand.Create(output, clock),
            ContentCommand.Create(output, error, clock),
            AuditCommand.Create(output, error, clock),
            CompareCommand.Create(output, error),
        };
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (string message in parsed.Errors.Select(problem => problem.Message).Distinct())
            {
                await error.WriteLineAsync(message);
            }

            await error.WriteLineAsync("Run with --help to see what can be asked.");
            return WrongUsage;
        }

        try
        {
            InvocationConfiguration configuration = new()
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
            };
            return await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (HybridRecException problem)
        {
            await error.WriteLineAsync(problem.Message);
            return Failure;
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("Stopped.");
            return Stopped;
        }
    }
}
