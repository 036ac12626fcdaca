using System.Globalization;
using HybridRec.Engine.Diagnostics;
using HybridRec.Jobs.Running;

namespace HybridRec.Jobs.Imports;

/// <summary><c>import</c>: adds a file of listening history (arguments file, user, items, format) that lies on this machine.</summary>
internal sealed class ImportJob : IJob
{
    /// <inheritdoc/>
    public async Task<JobResult> RunAsync(JobContext context, CancellationToken cancellationToken)
    {
        string? format = context.Arguments.GetValueOrDefault("format");
        ListenFileFormat? known = Enum.TryParse(format, ignoreCase: true, out ListenFileFormat parsed) && Enum.IsDefined(parsed) ? parsed : null;
        if (format is not null and not "auto" && known is null)
        {
            throw new JobException(
                $"There is no format \"{format}\"; there are auto, {string.Join(", ", Enum.GetNames<ListenFileFormat>()).ToLowerInvariant()}.",
                canRetry: false);
        }

        ListenImportSummary summary;
        try
        {
            summary = await new ImportListens(context.Data.PlayLog, context.Data.Catalogue, context.Clock).RunAsync(
                new ListenImportRequest(context.Require("file"))
                {
                    User = context.Arguments.GetValueOrDefault("user"),
                    ItemsPath = context.Arguments.GetValueOrDefault("items"),
                    Format = known,
                },
                context.Progress,
                cancellationToken);
        }
        catch (HybridRecException error) when (error is ListenFileException or ImportRequestException)
        {
            throw new JobException(error.Message, canRetry: false, error);
        }

        return summary.IsUseless
            ? throw new JobException($"{summary.File}: nothing in it can be used.", canRetry: false)
            : new JobResult(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{summary.Accepted:N0} accepted, {summary.Duplicate:N0} known before, {summary.Rejected:N0} rejected"),
                new
                {
                    summary.Accepted,
                    summary.Duplicate,
                    summary.Rejected,
                    rejections = summary.Rejections.Select(rejection => $"{rejection.Count} × {rejection.Reason}: {string.Join(", ", rejection.Examples)}"),
                });
    }
}
