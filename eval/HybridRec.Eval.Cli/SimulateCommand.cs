using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using HybridRec.Engine.Audio;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Training;
using HybridRec.Evaluation.Simulation;
using HybridRec.Evaluation.Simulation.Rounds;

namespace HybridRec.Eval.Cli;

/// <summary><c>simulate</c>: what the engine is worth in a world whose truth is known.</summary>
internal static class SimulateCommand
{
    private const int Failure = 1;
    private const int WrongUsage = 2;

    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static Command Create(TextWriter output, TextWriter error, TimeProvider clock)
    {
        SimulateOptions options = new();
        Option<bool> json = new("--json") { Description = "Print the figures as JSON." };
        Command command = new(
            "simulate",
            "Listeners with known tastes live with each recommender for some rounds: they are shown lists, play, skip and like "
            + "by taste and by chance, and models learn from it. Measures what play logs cannot show. The first lists are judged "
            + "apart: exits 1 if in these the hybrid has less than twice the popularity list's share of held-back taste, or no "
            + "more than a random list's.");
        options.AddTo(command);
        command.Options.Add(json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (options.Fault(parsed) is { } fault)
            {
                await error.WriteLineAsync(fault);
                return WrongUsage;
            }

            StageLines progress = new(error, clock);
            HeardLibrary library = await HearAsync(options, parsed, clock, progress, cancellationToken);
            TrainingOptions training = TrainingOptions.Quick(options.Seed(parsed));
            HeldBackReport oneRound;
            string text;
            if (options.IsOneRound(parsed))
            {
                ListLengths lengths = options.Lengths(parsed, library.Tracks.Count);
                oneRound = await new SimulatedStudy(training, clock).RunAsync(
                    library, options.Listeners(parsed), lengths, progress, cancellationToken);
                text = parsed.GetValue(json)
                    ? JsonSerializer.Serialize(oneRound, JsonOptions)
                    : string.Join(Environment.NewLine, HeldBackTable.Lines(oneRound, lengths));
            }
            else
            {
                RoundsReport report = await new RoundsStudy(training, clock).RunAsync(
                    options.Plan(parsed, library), progress, cancellationToken);
                if (parsed.GetValue(options.Folder) is { } target)
                {
                    RoundsFiles.Write(report, target);
                }

                oneRound = report.OneRound;
                text = parsed.GetValue(json)
                    ? RoundsFiles.Json(report)
                    : string.Join(Environment.NewLine, RoundsTable.Lines(report));
            }

            await output.WriteLineAsync(text);
            foreach (string broken in oneRound.BrokenPromises)
            {
                await error.WriteLineAsync($"Failed: {broken}.");
            }

            return oneRound.BrokenPromises.Count == 0 ? 0 : Failure;
        });
        return command;
    }

    private static async Task<HeardLibrary> HearAsync(
        SimulateOptions options,
        ParseResult parsed,
        TimeProvider clock,
        IProgress<StageProgress> progress,
        CancellationToken cancellationToken) => parsed.GetValue(options.Audio) is { } music
        ? await RealLibrary.ReadAsync(
            music, parsed.GetValue(options.Labels), new FfmpegDecoder(new FfmpegOptions(), clock), progress, cancellationToken)
        : await HeardLibrary.RenderAsync(LibraryPlan.Make(options.Library(parsed)), progress, cancellationToken);
}
