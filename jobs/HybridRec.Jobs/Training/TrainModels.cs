using System.Text.Json;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Models;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Storage;
using HybridRec.Engine.Training;
using HybridRec.Jobs.Running;

namespace HybridRec.Jobs.Training;

/// <summary>
/// Trains both models on everything in a data folder, publishes the result as a new version and promotes it, in this
/// process: the run "train", at once. Until the promotion, which is one atomic step, the old version serves; a run that
/// dies leaves nothing behind that could.
/// </summary>
public sealed class TrainModels(DataFolder data, TrainingOptions options, TimeProvider clock)
{
    /// <summary>Runs the whole training.</summary>
    /// <param name="progress">Told of every stage.</param>
    /// <param name="cancellationToken">Stops it; the old version goes on serving.</param>
    /// <returns>The record of the new version.</returns>
    /// <exception cref="JobException">There is nothing to learn from, or another training is under way here.</exception>
    /// <exception cref="ModelRegistryException">The disk refused the new version.</exception>
    public async Task<ModelManifest> RunAsync(IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        JobRun run = await new JobRunner(data, JobCatalogue.Standard, clock).RunNowAsync(
            JobCatalogue.Train,
            new Dictionary<string, string>
            {
                [Recipes.RecipeArgument] = Recipes.Write(options),
            },
            progress,
            cancellationToken);
        using JsonDocument produced = JsonDocument.Parse(run.Steps[^1].Produced!);
        ModelVersion version = new(produced.RootElement.GetProperty("version").GetString()!);
        return (await data.Models.ListAsync(cancellationToken)).First(manifest => manifest.ModelVersion == version);
    }
}
