using System.CommandLine;
using System.Globalization;
using HybridRec.Evaluation.Content;
using HybridRec.Evaluation.Statistics;

namespace HybridRec.Eval.Cli;

/// <summary><c>content</c>: what the spectrogram network hears, beside shortcuts that hear nothing.</summary>
internal static class ContentCommand
{
    public static Command Create(TextWriter output, TextWriter error, TimeProvider clock)
    {
        Command command = new(
            "content",
            "Trains the spectrogram network on clips, or takes a trained one, and measures on held-out clips how well labels can "
            + "be told and found by it, against chance, shortcuts and random weights; what its axes go with; and a map.");
        ClipOptions clips = new(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            RunClock run = new(clock, new StageLines(error, clock));
            ContentStudyOptions options = await clips.StudyAsync(parsed, clock, cancellationToken);
            ClipSet set = await clips.ReadAsync(parsed, clock, run, cancellationToken);
            ContentReport report = ContentStudy.Run(set, options, run, cancellationToken);
            report = report with { Run = run.Facts(Spelled(parsed), clips.Seed(parsed)) };
            if (clips.Folder(parsed) is { } folder)
            {
                ContentFiles.Write(report, ContentReportDocument.Make(report), folder);
                await error.WriteLineAsync($"Report in {folder}.");
            }

            await output.WriteLineAsync(clips.Json(parsed) ? ContentFiles.ToJson(report) : Text(report));
        });
        return command;
    }

    /// <summary>The command line as it was typed.</summary>
    internal static string Spelled(ParseResult parsed) =>
        "eval " + string.Join(' ', parsed.Tokens.Select(token =>
            token.Value.Contains(' ', StringComparison.Ordinal) ? $"\"{token.Value}\"" : token.Value));

    /// <summary>A figure and its interval in a column.</summary>
    internal static string Cell(Interval? value) => value is null
        ? "–"
        : string.Create(CultureInfo.InvariantCulture, $"{value.Estimate:0.000} [{value.Low:0.000}, {value.High:0.000}]");

    private static string Text(ContentReport report) => string.Join(Environment.NewLine,
    [
        $"{report.Data.Source}",
        string.Create(CultureInfo.InvariantCulture, $"{report.Data.Asked} of {report.Data.Clips} clips held out, {report.Data.Labels} labels"),
        .. report.Data.Notes,
        "",
        $"{"features",-34}{"accuracy",-24}{"precision@10",-24}",
        .. report.Features.Select(feature => $"{feature.Title,-34}{Cell(feature.Accuracy),-24}{Cell(feature.Precision),-24}"),
        "",
        .. ContentReportDocument.Make(report).Summary,
    ]);
}
