using HybridRec.Eval.Cli;

namespace HybridRec.Evaluation.Tests.Cli;

/// <summary>Runs a command line in this process.</summary>
internal static class CommandLine
{
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        await using StringWriter output = new();
        await using StringWriter error = new();
        int exitCode = await EvalCommandLine.RunAsync(
            arguments, output, error, TimeProvider.System, TestContext.Current.CancellationToken);
        return (exitCode, output.ToString(), error.ToString());
    }
}
