using System.Reflection;
using System.Text.Json;
using HybridRec.Engine.Models;
using HybridRec.Engine.Storage;
using HybridRec.Engine.Training;
using HybridRec.Jobs.Running;

namespace HybridRec.Jobs.Training;

/// <summary><c>blend-and-index</c>: blends listening and sound, and publishes the result as a version that is not yet served.</summary>
internal sealed class BlendAndIndex : IJob
{
    /// <inheritdoc/>
    public async Task<JobResult> RunAsync(JobContext context, CancellationToken cancellationToken)
    {
        TrainingWork work = await TrainingWork.OpenAsync(context, cancellationToken);
        ModelManifest? manifest = await FindAsync(context.Data, work, cancellationToken);
        if (manifest is null)
        {
            BuiltModel built = work.Builder.Blend(
                work.Data,
                work.Version,
                TrainCollaborative.Factors(work),
                await TrainContent.ContentAsync(work, context, cancellationToken),
                EmbedTracks.Embeddings(work),
                context.Progress,
                cancellationToken);
            work.KeepMetrics();
            manifest = await context.Data.Models.PublishAsync(
                Manifest(work, built, context.Clock),
                (folder, _) =>
                {
                    ServingBundle.Write(folder, built.Parts);
                    TrainContent.Publish(context, folder);
                    return Task.CompletedTask;
                },
                cancellationToken);
        }

        return new JobResult($"version {manifest.Version}", new { version = manifest.Version });
    }

    /// <summary>The version a run published; null before.</summary>
    public static async Task<ModelManifest?> FindAsync(
        DataFolder data, TrainingWork work, CancellationToken cancellationToken) =>
        (await data.Models.ListAsync(cancellationToken)).FirstOrDefault(known => known.ModelVersion == work.Version);

    private static ModelManifest Manifest(TrainingWork work, BuiltModel built, TimeProvider clock)
    {
        Dictionary<string, double> metrics = work.Metrics;
        metrics["seconds.total"] = metrics.Where(metric => metric.Key.StartsWith("seconds.", StringComparison.Ordinal))
            .Sum(metric => metric.Value);
        return new ModelManifest
        {
            Version = work.Version.Value,
            CreatedAt = clock.GetUtcNow(),
            DataCutOff = work.Data.CutOff,
            Code = typeof(BlendAndIndex).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
                ?.InformationalVersion ?? "unknown",
            Seed = work.Options.Seed,
            Options = JsonSerializer.SerializeToElement(work.Options with { Als = built.Parts.FoldIn }, TrainingWork.Json),
            Metrics = metrics,
            Parent = work.Parent,
            Notes = built.MapSummary is { } summary ? [summary] : [],
        };
    }
}
