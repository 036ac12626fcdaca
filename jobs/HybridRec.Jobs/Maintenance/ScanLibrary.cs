using System.Globalization;
using HybridRec.Engine.Audio;
using HybridRec.Jobs.Imports;
using HybridRec.Jobs.Running;

namespace HybridRec.Jobs.Maintenance;

/// <summary><c>scan-library</c>: brings the catalogue up to date with a folder of audio; what was read already is not read again.</summary>
internal sealed class ScanLibrary : IJob
{
    /// <inheritdoc/>
    public async Task<JobResult> RunAsync(JobContext context, CancellationToken cancellationToken)
    {
        AudioImportSummary summary = await new ImportAudio(
            context.Data,
            new AudioAnalyser(new FfmpegDecoder(new FfmpegOptions(), context.Clock)))
            .RunAsync(context.Require("folder"), context.Progress, cancellationToken);
        return new JobResult(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{summary.New:N0} new files, {summary.Changed:N0} changed, {summary.Missing:N0} missing, {summary.Bad.Count:N0} bad"),
            new { summary.New, summary.Changed, summary.Moved, summary.Unchanged, summary.Missing, bad = summary.Bad.Count });
    }
}
