using System.Text.Json;
using HybridRec.Engine.Audio;
using HybridRec.Engine.Content;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Models;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Serving;
using HybridRec.Engine.Training;

namespace HybridRec.Evaluation.Simulation;

/// <summary>Trains the engine's models on what simulated listeners played, as the jobs do, but in memory.</summary>
/// <param name="library">The music; its styles are not looked at.</param>
/// <param name="training">The recipe.</param>
/// <param name="clock">Supplies the time.</param>
internal sealed class WorldTrainer(HeardLibrary library, TrainingOptions training, TimeProvider clock)
{
    /// <summary>How plays, skips and words become evidence.</summary>
    public EvidenceOptions Evidence => training.Evidence;

    /// <summary>The same recipe with other evidence.</summary>
    /// <param name="evidence">How plays, skips and words become evidence.</param>
    public WorldTrainer With(EvidenceOptions evidence) => new(library, training with { Evidence = evidence }, clock);

    /// <summary>Trains everything, the network that hears included.</summary>
    public Task<BuiltModel> TrainAsync(
        InteractionMatrix plays, IProgress<StageProgress>? progress, CancellationToken cancellationToken) =>
        BuildAsync(Data(plays, hears: true), progress, cancellationToken);

    /// <summary>Trains on plays and ready-made audio vectors.</summary>
    /// <param name="plays">Play counts, listeners × tracks.</param>
    /// <param name="vectors">Audio vectors by track; null for a model that hears nothing.</param>
    /// <param name="cancellationToken">Stops within a stage.</param>
    public Task<BuiltModel> RetrainAsync(
        InteractionMatrix plays, FactorMatrix? vectors, CancellationToken cancellationToken) =>
        BuildAsync(Data(plays, hears: vectors is not null) with { AudioVectors = vectors }, null, cancellationToken);

    private TrainingData Data(InteractionMatrix plays, bool hears) => new(
        [
            .. library.Tracks.Select(track => new TrainingTrack(
                library.Ids[track.Index],
                track.Artist,
                Collection: null,
                HasAudio: hears && library.Excerpts[track.Index].Count > 0)),
        ],
        plays,
        (row, _) => Task.FromResult<IReadOnlyList<Spectrogram>?>(library.Excerpts[row]),
        CutOff: null);

    /// <summary>A model in service.</summary>
    public ServingModel Serve(BuiltModel built) => new(
        new ModelManifest
        {
            Version = built.Parts.Version.Value,
            CreatedAt = clock.GetUtcNow(),
            Code = "simulation",
            Seed = training.Seed,
            Options = JsonSerializer.SerializeToElement(training),
            Metrics = built.Metrics,
        },
        built.Parts);

    private Task<BuiltModel> BuildAsync(
        TrainingData data, IProgress<StageProgress>? progress, CancellationToken cancellationToken) =>
        new ModelBuilder(als => new ImplicitAls(als), new ManagedContentNetworkFactory(training.Content), training)
            .BuildAsync(data, ModelVersion.New(clock, training.Seed), progress, cancellationToken);
}
