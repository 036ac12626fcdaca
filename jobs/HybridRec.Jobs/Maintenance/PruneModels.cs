using System.Globalization;
using HybridRec.Engine.Models;
using HybridRec.Engine.Numerics;
using HybridRec.Jobs.Running;

namespace HybridRec.Jobs.Maintenance;

/// <summary>
/// <c>prune-models</c>: deletes model versions but the newest few (argument keep, 5 by default) and as many of the newest refused
/// ones, the one in service and the one before it; and forgets runs that ended 90 days ago, but for the newest 20 of each job.
/// </summary>
internal sealed class PruneModels : IJob
{
    private const int DefaultKept = 5;
    private const int RunsKept = 20;
    private static readonly TimeSpan RunAge = TimeSpan.FromDays(90);

    /// <inheritdoc/>
    public async Task<JobResult> RunAsync(JobContext context, CancellationToken cancellationToken)
    {
        int keep = Kept(context);
        IReadOnlyList<ModelManifest> all = await context.Data.Models.ListAsync(cancellationToken);
        string? current = (await context.Data.Models.CurrentAsync(cancellationToken))?.Value;
        string? parent = all.FirstOrDefault(model => model.Version == current)?.Parent;
        List<string> deleted = [];

        // Refused ones are counted apart: a week of bad ideas must not push out what can be gone back to.
        IEnumerable<ModelManifest> olds = all.GroupBy(model => context.Data.Runs.IsRejected(model.Version)).SelectMany(group => group.Skip(keep));
        foreach (ModelManifest old in olds.Where(model => model.Version != current && model.Version != parent))
        {
            await context.Data.Models.DeleteAsync(new ModelVersion(old.Version), cancellationToken);
            deleted.Add(old.Version);
        }

        int runs = await context.Data.Runs.PruneAsync(context.Clock.GetUtcNow() - RunAge, RunsKept, cancellationToken);
        return new JobResult(
            string.Create(CultureInfo.InvariantCulture, $"{deleted.Count} of {all.Count} versions and {runs} runs deleted"),
            new { deleted, runs });
    }

    private static int Kept(JobContext context)
    {
        string? text = context.Arguments.GetValueOrDefault("keep");
        return text is null ? DefaultKept
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int keep) ? keep
            : throw new JobException($"keep must be a whole number, but is \"{text}\".", canRetry: false);
    }
}
