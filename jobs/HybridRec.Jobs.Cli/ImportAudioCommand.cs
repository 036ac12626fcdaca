using System.CommandLine;
using System.Globalization;
using HybridRec.Engine.Audio;
using HybridRec.Jobs.Imports;

namespace HybridRec.Jobs.Cli;

/// <summary><c>import-audio DIR</c>.</summary>
internal static class ImportAudioCommand
{
    private const int ProblemsShown = 20;

    public static Command Create(CommandHost host)
    {
        Argument<string> folder = new("DIR") { Description = "A folder; all below it is imported, in any format ffmpeg reads." };
        Command command = new("import-audio", "Adds a folder of audio files to the catalogue, or brings it up to date.") { folder };
        host.SetJob(
            command,
            (parsed, data, progress, cancellationToken) => new ImportAudio(data, new AudioAnalyser(new FfmpegDecoder(new FfmpegOptions(), host.Clock)))
                .RunAsync(parsed.GetRequiredValue(folder), progress, cancellationToken),
            Describe,
            summary => summary.Usable + summary.Missing > 0
                ? null
                : $"{summary.Folder}: there is no audio in it that can be used.");
        return command;
    }

    private static IEnumerable<string> Describe(AudioImportSummary summary)
    {
        yield return $"Audio below {summary.Folder}";
        yield return Count("new", summary.New);
        yield return Count("changed", summary.Changed);
        yield return Count("moved", summary.Moved);
        yield return Count("unchanged", summary.Unchanged);
        yield return Count("missing", summary.Missing);
        foreach ((string name, IReadOnlyList<FileProblem> problems) in
            new[] { ("bad", summary.Bad), ("unreadable", summary.Unreadable), ("with remarks", summary.Warnings) })
        {
            yield return Count(name, problems.Count);
            foreach (FileProblem problem in problems.Take(ProblemsShown))
            {
                yield return $"    {problem.Path}: {problem.Reason}";
            }

            if (problems.Count > ProblemsShown)
            {
                yield return $"    and {problems.Count - ProblemsShown} more; --json lists them all";
            }
        }
    }

    private static string Count(string name, int count) =>
        string.Create(CultureInfo.InvariantCulture, $"  {name,-12} {count,9:N0}");
}
