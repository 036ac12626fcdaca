using System.Text.Json;
using HybridRec.Engine.Audio;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Content;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Models;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Serving;
using HybridRec.Engine.Training;

namespace HybridRec.Evaluation.Simulation;

/// <summary>Runs the whole engine on a simulated world, in memory: front end, both models, blend, re-ranked lists.</summary>
/// <param name="training">The recipe of the model.</param>
/// <param name="clock">Supplies the time.</param>
public sealed class SimulatedStudy(TrainingOptions training, TimeProvider clock)
{
    /// <summary>Simulates, trains and measures.</summary>
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
        ArgumentNullException.ThrowIfNull(listeners);
        LibraryPlan plan = LibraryPlan.Make(library);
        SimulatedWorld world = SimulatedListeners.Simulate(plan, listeners, clock);
        TrackId[] ids = [.. world.Tracks.Select(track => new TrackId(track.Index + 1))];
        IReadOnlyList<Spectrogram>[] excerpts = await HearAsync(plan, progress, cancellationToken);
        Listen[][] listens = [.. world.Listeners.Select((listener, i) => Listens(listener, new UserId(i + 1), ids))];

        ModelBuilder builder = new(
            als => new ImplicitAls(als), new ManagedContentNetworkFactory(training.Content), training);
        BuiltModel built = await builder.BuildAsync(
            Data(world, ids, listens, excerpts), ModelVersion.New(clock, training.Seed), progress, cancellationToken);
        ServingModel model = new(Manifest(built), built.Parts);
        ListenerHistory[] histories = [.. listens.Select(own => History(world, own))];
        return new HybridLists(model, world, ids).Measure(histories, lengths, listeners.Seed, cancellationToken);
    }

    private static async Task<IReadOnlyList<Spectrogram>[]> HearAsync(
        LibraryPlan plan, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        AudioAnalyser analyser = new(new RenderedAudio(plan));
        IReadOnlyList<Spectrogram>[] excerpts = new IReadOnlyList<Spectrogram>[plan.Tracks.Count];
        int done = 0;
        await Parallel.ForEachAsync(plan.Tracks, cancellationToken, async (track, cancel) =>
        {
            excerpts[track.Index] = (await analyser.AnalyseAsync(track.RelativePath, cancel)).Excerpts;
            progress?.Report(
                new StageProgress("Rendering music", Interlocked.Increment(ref done), excerpts.Length, "tracks"));
        });
        return excerpts;
    }

    private static Listen[] Listens(SimulatedListener listener, UserId user, TrackId[] ids) =>
    [
        .. listener.Listens.Select(listen => new Listen(user, ids[listen.Track], listen.ListenedAt)
        {
            DurationPlayed = listen.Played,
            Skipped = listen.Skipped,
            Source = "simulation",
        }),
    ];

    private static TrainingData Data(
        SimulatedWorld world, TrackId[] ids, Listen[][] listens, IReadOnlyList<Spectrogram>[] excerpts)
    {
        IEnumerable<(int Row, int Column, float PlayCount)> plays = listens.SelectMany((own, row) =>
            own.Select(listen => (row, RowOf(listen.Track), PlayRule.Weight(listen, DurationOf(world, listen.Track)))));
        return new TrainingData(
            [.. world.Tracks.Select(track => new TrainingTrack(ids[track.Index], track.Artist, null, HasAudio: true))],
            InteractionMatrix.Build(listens.Length, ids.Length, plays),
            (row, _) => Task.FromResult<IReadOnlyList<Spectrogram>?>(excerpts[row]),
            listens.SelectMany(own => own).Max(listen => (DateTimeOffset?)listen.ListenedAt));
    }

    private ModelManifest Manifest(BuiltModel built) => new()
    {
        Version = built.Parts.Version.Value,
        CreatedAt = clock.GetUtcNow(),
        Code = "simulation",
        Seed = training.Seed,
        Options = JsonSerializer.SerializeToElement(training),
        Metrics = built.Metrics,
    };

    private static ListenerHistory History(SimulatedWorld world, Listen[] listens)
    {
        ListenerHistory history = new();
        foreach (Listen listen in listens)
        {
            history.Add(listen, DurationOf(world, listen.Track));
        }

        return history;
    }

    private static int RowOf(TrackId track) => (int)track.Value - 1;

    private static TimeSpan DurationOf(SimulatedWorld world, TrackId track) => world.Tracks[RowOf(track)].Duration;
}
