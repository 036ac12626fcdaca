using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Storage;
using HybridRec.Jobs.Imports;
using HybridRec.Jobs.Progress;

namespace HybridRec.Jobs.Cli;

/// <summary>What every command shares: the data folder, how results are shown, and what an error becomes.</summary>
/// <param name="output">Takes results.</param>
/// <param name="error">Takes complaints.</param>
/// <param name="clock">Supplies the time.</param>
internal sealed class CommandHost(TextWriter output, TextWriter error, TimeProvider clock)
{
    private const int Failure = 1;
    private const int WrongUsage = 2;
    private const int Stopped = 130;

    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Where the data is.</summary>
    public Option<string> Data { get; } = new("--data")
    {
        Description = "The data folder.",
        HelpName = "DIR",
        Recursive = true,
        DefaultValueFactory = _ => DataFolder.DefaultPath,
    };

    /// <summary>Whether the result is for a program to read.</summary>
    public Option<bool> Json { get; } = new("--json") { Description = "Print the result as JSON.", Recursive = true };

    /// <summary>Supplies the time.</summary>
    public TimeProvider Clock => clock;

    /// <summary>Makes a command run a job on the data folder, with progress, and print its result.</summary>
    /// <typeparam name="T">What the job gives; printed as it is with <c>--json</c>.</typeparam>
    /// <param name="command">The command.</param>
    /// <param name="job">The job.</param>
    /// <param name="describe">Puts its result in words for a person.</param>
    /// <param name="failure">One line that says why the result is a failure, or null.</param>
    public void SetJob<T>(
        Command command,
        Func<ParseResult, DataFolder, IProgress<StageProgress>, CancellationToken, Task<T>> job,
        Func<T, IEnumerable<string>> describe,
        Func<T, string?> failure) =>
        command.SetAction((parsed, cancellationToken) => GuardAsync(
            async () =>
            {
                T result = await ConsoleProgress.RunAsync(
                    async progress =>
                    {
                        await using DataFolder data = await DataFolder.OpenAsync(
                            parsed.GetRequiredValue(Data), DataFolder.DatabaseOfEnvironment, clock, cancellationToken);
                        return await job(parsed, data, progress, cancellationToken);
                    },
                    clock);
                string shown = parsed.GetValue(Json)
                    ? JsonSerializer.Serialize(result, JsonOptions)
                    : string.Join(Environment.NewLine, describe(result));
                await output.WriteLineAsync(shown);
                if (failure(result) is not { } why)
                {
                    return 0;
                }

                await error.WriteLineAsync(why);
                return Failure;
            },
            cancellationToken));

    /// <summary>Makes a command run something that shows for itself what it does.</summary>
    /// <param name="command">The command.</param>
    /// <param name="run">What it runs; gives the exit code.</param>
    public void SetAction(Command command, Func<ParseResult, CancellationToken, Task<int>> run) => command.SetAction(
        (parsed, cancellationToken) => GuardAsync(() => run(parsed, cancellationToken), cancellationToken));

    private async Task<int> GuardAsync(Func<Task<int>> run, CancellationToken cancellationToken)
    {
        try
        {
            return await run();
        }
        catch (ImportRequestException misfit)
        {
            await error.WriteLineAsync(misfit.Message);
            return WrongUsage;
        }
        catch (Exception problem) when (problem is HybridRecException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(problem.Message);
            return Failure;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await error.WriteLineAsync("Stopped. What was done so far is kept; the same command goes on from there.");
            return Stopped;
        }
        catch (Exception bug)
        {
            await error.WriteLineAsync($"An error in HybridRec itself: {bug}");
            return Failure;
        }
    }
}
