using System.Reflection;
using System.Text.Json;
using HybridRec.Engine.Catalogue;
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
            built = built with
            {
                Parts = ThemeStage.Add(
                    built.Parts with { Generators = await GeneratorRecords.ReadAsync(context.Data, cancellationToken) },
                    await LyricsAsync(context.Data, built.Parts.Tracks, cancellationToken),
                    work.Options.Seed,
                    built.Parts.FoldIn.Threads,
                    cancellationToken),
            };
            work.KeepMetrics();
            manifest = await context.Data.Models.PublishAsync(
                Manifest(built, work.Data, work.Options, work.Parent, Metrics(work, RecipeChoice.Read(context)), context.Clock),
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

    /// <summary>The lyrics of each track, from the first of its files that has any; null where none has.</summary>
    private static async Task<string?[]> LyricsAsync(
        DataFolder data, IReadOnlyList<ServingTrack> tracks, CancellationToken cancellationToken)
    {
        Dictionary<TrackId, string> found = [];
        await foreach (AudioFile file in data.Catalogue.ReadFilesAsync(cancellationToken))
        {
            if (file is { Track: { } track, State: not AudioFileState.Bad } && !found.ContainsKey(track)
                && data.Lyrics.Load(file.Fingerprint) is { } lyrics)
            {
                found.Add(track, lyrics);
            }
        }

        return [.. tracks.Select(track => found.GetValueOrDefault(track.Id))];
    }

    /// <summary>Figures of the steps, and of the comparison if the recipe won one.</summary>
    private static Dictionary<string, double> Metrics(TrainingWork work, RecipeChoice choice) => choice.Rejected is null
        ? work.Metrics.Concat(choice.Metrics).ToDictionary()
        : work.Metrics;

    /// <summary>The record of a version.</summary>
    public static ModelManifest Manifest(
        BuiltModel built,
        TrainingData data,
        TrainingOptions recipe,
        string? parent,
        Dictionary<string, double> metrics,
        TimeProvider clock)
    {
        metrics["seconds.total"] = metrics.Where(metric => metric.Key.StartsWith("seconds.", StringComparison.Ordinal))
            .Sum(metric => metric.Value);
        return new ModelManifest
        {
            Version = built.Parts.Version.Value,
            CreatedAt = clock.GetUtcNow(),
            DataCutOff = data.CutOff,
            Code = typeof(BlendAndIndex).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
                ?.InformationalVersion ?? "unknown",
            Seed = recipe.Seed,
            Options = JsonSerializer.SerializeToElement(recipe with { Als = built.Parts.FoldIn }, TrainingWork.Json),
            Recipe = JsonSerializer.SerializeToElement(recipe, TrainingWork.Json),
            Metrics = metrics,
            Parent = parent,
            Notes = built.MapSummary is { } summary ? [summary] : [],
        };
    }
}
