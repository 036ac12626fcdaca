using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using HybridRec.Engine.Content;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Models;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Storage;
using HybridRec.Engine.Training;

namespace HybridRec.Jobs.Training;

/// <summary>
/// Trains both models on everything in a data folder, publishes the result as a new version and promotes it. Until the
/// promotion, which is one atomic step, the old version serves; a run that dies leaves nothing behind that could.
/// </summary>
public sealed class TrainModels(DataFolder data, TrainingOptions options, TimeProvider clock)
{
    private const string NetworkFile = "content.safetensors";

    /// <summary>Where an interrupted training of the network goes on.</summary>
    private const string CheckpointFolder = "training";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Runs the whole training.</summary>
    /// <param name="progress">Told of every stage.</param>
    /// <param name="cancellationToken">Stops it; the old version goes on serving.</param>
    /// <returns>The record of the new version.</returns>
    /// <exception cref="TrainingException">There is nothing to learn from, or another training is under way here.</exception>
    /// <exception cref="ModelRegistryException">The disk refused the new version.</exception>
    public async Task<ModelManifest> RunAsync(IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        using FileStream turn = TakeTurn();
        long started = Stopwatch.GetTimestamp();
        ModelVersion version = ModelVersion.New(clock, options.Seed);
        TrainingData trainingData = await TrainingDataReader.ReadAsync(data, options.Evidence, cancellationToken);
        if (trainingData.Tracks.Count == 0)
        {
            throw new TrainingException(
                $"There is nothing to learn from in {data.Path}: import audio (import-audio) or listens (import-listens) first.");
        }

        ModelBuilder builder = new(
            als => new ImplicitAls(als),
            new ManagedContentNetworkFactory(options.Content, Path.Combine(data.Path, CheckpointFolder)),
            options);
        BuiltModel built = await builder.BuildAsync(trainingData, version, progress, cancellationToken);
        Dictionary<string, double> metrics = new(built.Metrics)
        {
            ["seconds.total"] = Stopwatch.GetElapsedTime(started).TotalSeconds,
        };
        ModelManifest manifest = new()
        {
            Version = version.Value,
            CreatedAt = clock.GetUtcNow(),
            DataCutOff = trainingData.CutOff,
            Code = CodeVersion(),
            Seed = options.Seed,
            Options = JsonSerializer.SerializeToElement(options with { Als = built.Parts.FoldIn }, Json),
            Metrics = metrics,
            Notes = built.MapSummary is { } summary ? [summary] : [],
        };
        manifest = await data.Models.PublishAsync(
            manifest,
            (folder, _) =>
            {
                ServingBundle.Write(folder, built.Parts);
                built.Network?.Save(Path.Combine(folder, NetworkFile));
                return Task.CompletedTask;
            },
            cancellationToken);
        await data.Models.PromoteAsync(version, cancellationToken);
        return manifest;
    }

    /// <summary>One training a data folder at a time, across processes; the system lets go of the lock if we die.</summary>
    private FileStream TakeTurn()
    {
        string path = Path.Combine(data.Path, "training.lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new TrainingException($"Another training is under way in {data.Path}; wait for it to end.", e);
        }
    }

    private static string CodeVersion() => typeof(TrainModels).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
