using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using HybridRec.Engine.Training;
using HybridRec.Evaluation.Simulation;

namespace HybridRec.Eval.Cli;

/// <summary><c>simulate</c>: what the engine is worth in a world whose truth is known.</summary>
internal static class SimulateCommand
{
    private const int Failure = 1;

    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static Command Create(TextWriter output, TextWriter error, TimeProvider clock)
    {
        Option<int> tracks = Between("--tracks", "Tracks rendered, in ten styles.", 240, 20, 100_000);
        Option<int> seconds = Between("--seconds", "Mean playing time of a track.", 15, 4, 600);
        Option<int> listeners = Between("--listeners", "Simulated listeners.", 320, 1, 1_000_000);
        Option<int> count = Between("--count", "Length of the lists.", 30, 1, 200);
        Option<int> coldCount = Between("--cold-count", "Length of the lists of cold tracks.", 10, 1, 200);
        Option<int> seed = new("--seed") { Description = "Seed of all chance.", DefaultValueFactory = _ => 1 };
        Option<bool> json = new("--json") { Description = "Print the figures as JSON." };
        Command command = new(
            "simulate",
            "Renders music by code, simulates listeners with known tastes, trains both models, and measures how much of the "
            + "taste held back from them is in the hybrid's lists. Exits 1 if the hybrid has less than twice the popularity "
            + "list's share, or no more than a random list's.")
        {
            tracks, seconds, listeners, count, coldCount, seed, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            ListLengths lengths = new(parsed.GetValue(count), parsed.GetValue(coldCount));
            int chosenSeed = parsed.GetValue(seed);
            HeldBackReport report = await new SimulatedStudy(TrainingOptions.WithSeed(chosenSeed), clock).RunAsync(
                new LibraryOptions
                {
                    Tracks = parsed.GetValue(tracks),
                    Seconds = parsed.GetValue(seconds),
                    Seed = chosenSeed,
                },
                new ListenerOptions { Listeners = parsed.GetValue(listeners), Seed = chosenSeed },
                lengths,
                new StageLines(error, clock),
                cancellationToken);
            await output.WriteLineAsync(parsed.GetValue(json)
                ? JsonSerializer.Serialize(report, JsonOptions)
                : string.Join(Environment.NewLine, HeldBackTable.Lines(report, lengths)));
            foreach (string broken in report.BrokenPromises)
            {
                await error.WriteLineAsync($"Failed: {broken}.");
            }

            return report.BrokenPromises.Count == 0 ? 0 : Failure;
        });
        return command;
    }

    private static Option<int> Between(string name, string description, int usual, int least, int most)
    {
        Option<int> option = new(name)
        {
            Description = $"{description} {least:N0} to {most:N0}.",
            DefaultValueFactory = _ => usual,
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int value) && (value < least || value > most))
            {
                result.AddError($"{name} must be {least} to {most}, not {value}.");
            }
        });
        return option;
    }
}
