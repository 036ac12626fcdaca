using System.CommandLine;
using System.Globalization;
using HybridRec.Engine.Audio;
using HybridRec.Evaluation.Content;

namespace HybridRec.Eval.Cli;

/// <summary><c>audit</c>: what is left of the network's scores when the sound changes and the music does not.</summary>
internal static class AuditCommand
{
    public static Command Create(TextWriter output, TextWriter error, TimeProvider clock)
    {
        Command command = new(
            "audit",
            "Changes held-out clips in ways that leave the music the same (equaliser, low-pass, gain, noise, tempo; of audio also "
            + "re-encoding and pitch) and measures what the spectrogram network loses, with random weights as the floor.");
        ClipOptions clips = new(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            RunClock run = new(clock, new StageLines(error, clock));
            ContentStudyOptions options = await clips.StudyAsync(parsed, clock, cancellationToken);
            ClipSet set = await clips.ReadAsync(parsed, clock, run, cancellationToken);
            IReadOnlyList<ClipTransformation> changes = set.Clips[0].File is null
                ? SpectrogramTransformations.All(options.Seed)
                : new AudioTransformations(new FfmpegOptions(), clock).All(options.Seed);
            AuditReport report = await AuditStudy.RunAsync(set, changes, options, run, cancellationToken);
            report = report with { Run = run.Facts(ContentCommand.Spelled(parsed), clips.Seed(parsed)) };
            if (clips.Folder(parsed) is { } folder)
            {
                ContentFiles.Write(report, AuditReportDocument.Make(report), folder);
                await error.WriteLineAsync($"Report in {folder}.");
            }

            await output.WriteLineAsync(clips.Json(parsed) ? ContentFiles.ToJson(report) : Text(report));
        });
        return command;
    }

    private static string Text(AuditReport report) => string.Join(Environment.NewLine,
    [
        report.Data.Source,
        .. report.Data.Notes,
        .. report.Networks.SelectMany(network => (IEnumerable<string>)
        [
            "",
            $"{network.Title,-42}{"accuracy",-24}{"precision@10",-24}{"original is nearest",-24}not heard",
            Line("None", network.Untouched, 0),
            .. network.Changes.Select(change => Line(change.Title, change.Scores, change.Failed)),
        ]),
        "",
        .. AuditReportDocument.Make(report).Summary,
    ]);

    private static string Line(string title, AuditScores scores, int failed) => string.Create(
        CultureInfo.InvariantCulture,
        $"{title,-42}{ContentCommand.Cell(scores.Accuracy),-24}{ContentCommand.Cell(scores.Precision),-24}"
        + $"{ContentCommand.Cell(scores.Identity),-24}{failed}");
}
