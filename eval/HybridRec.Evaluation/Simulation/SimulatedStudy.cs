using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Serving;
using HybridRec.Engine.Training;

namespace HybridRec.Evaluation.Simulation;

/// <summary>Runs the whole engine on a simulated world, in memory: front end, both models, blend, re-ranked lists.</summary>
/// <param name="training">The recipe of the model.</param>
/// <param name="clock">Supplies the time.</param>
public sealed class SimulatedStudy(TrainingOptions training, TimeProvider clock)
{
    /// <summary>Renders, simulates, trains and measures.</summary>
    /// <param name="library">The music.</param>
    /// <param name="listeners">The people.</param>
    /// <param name="lengths">How long the lists are that are measured.</param>
    /// <param name="progress">Told of every stage.</param>
    /// <param name="cancellationToken">Stops within a stage.</param>
    /// <returns>What the hybrid is worth in a world whose truth is known.</returns>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">An option is out of range.</exception>
    public async Task<HeldBackReport> RunAsync(
        LibraryOptions library,
        ListenerOptions listeners,
        ListLengths lengths,
        IProgress<StageProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(library);
        HeardLibrary heard = await HeardLibrary.RenderAsync(LibraryPlan.Make(library), progress, cancellationToken);
        return await RunAsync(heard, listeners, lengths, progress, cancellationToken);
    }

    /// <summary>Simulates listeners of a library, trains and measures.</summary>
    /// <param name="library">The music.</param>
    /// <param name="listeners">The people.</param>
    /// <param name="lengths">How long the lists are that are measured.</param>
    /// <param name="progress">Told of every stage.</param>
    /// <param name="cancellationToken">Stops within a stage.</param>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">An option is out of range.</exception>
    public async Task<HeldBackReport> RunAsync(
        HeardLibrary library,
        ListenerOptions listeners,
        ListLengths lengths,
        IProgress<StageProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(library);
        ArgumentNullException.ThrowIfNull(listeners);
        SimulatedWorld world = SimulatedListeners.Simulate(library.Tracks, library.Styles.Count, listeners, clock);
        ListenerHistory[] histories = WorldListens.Histories(world, library);
        WorldTrainer trainer = new(library, training, clock);
        BuiltModel built = await trainer.TrainAsync(
            WorldListens.Plays(histories, library, training.Evidence), progress, cancellationToken);
        return new HybridLists(trainer.Serve(built), world, library.Ids).Measure(histories, lengths, listeners.Seed, cancellationToken);
    }
}
