using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Serving;
using HybridRec.Engine.Storage;
using HybridRec.Evaluation.Simulation;
using HybridRec.Jobs.Imports;

namespace HybridRec.Api.Demo;

/// <summary>Music rendered by code and listeners whose taste is known, as files that the imports read.</summary>
internal sealed class SimulatedMaterial
{
    private readonly IReadOnlyList<string> _audioPaths;
    private readonly string _histories;

    private SimulatedMaterial(SimulatedWorld world, IReadOnlyList<string> audioPaths, string library, string histories)
    {
        World = world;
        Library = library;
        _audioPaths = audioPaths;
        _histories = histories;
    }

    /// <summary>The truth.</summary>
    public SimulatedWorld World { get; }

    /// <summary>Folder of the audio files.</summary>
    public string Library { get; }

    /// <summary>Renders the music and writes a ListenBrainz export for each listener.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="options">How much.</param>
    /// <param name="clock">Supplies the time.</param>
    /// <param name="progress">Told after each track.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<SimulatedMaterial> MakeAsync(
        string folder,
        DemoOptions options,
        TimeProvider clock,
        IProgress<StageProgress> progress,
        CancellationToken cancellationToken)
    {
        LibraryPlan plan = LibraryPlan.Make(
            new LibraryOptions { Tracks = options.Tracks, Seconds = options.TrackSeconds, Seed = options.Seed });
        SimulatedWorld world = SimulatedListeners.Simulate(
            plan, new ListenerOptions { Listeners = options.Listeners, Seed = options.Seed }, clock);
        string histories = Directory.CreateDirectory(Path.Combine(folder, "histories")).FullName;
        for (int listener = 0; listener < world.Listeners.Count; listener++)
        {
            await ListenBrainzExport.WriteAsync(
                world, listener, HistoryPath(histories, world.Listeners[listener]), cancellationToken);
        }

        string library = Path.Combine(folder, "library");
        IReadOnlyList<string> paths = await RenderedLibrary.RenderAsync(
            plan, library, progress: progress, cancellationToken: cancellationToken);
        return new SimulatedMaterial(world, paths, library, histories);
    }

    /// <summary>Imports all histories by the real import, one file a listener.</summary>
    /// <param name="import">The import.</param>
    /// <param name="progress">Told after each file.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>Listens stored.</returns>
    /// <exception cref="DemoFailedException">The import refused a listen.</exception>
    public async Task<long> ImportHistoriesAsync(
        ImportListens import, IProgress<StageProgress> progress, CancellationToken cancellationToken)
    {
        long accepted = 0;
        for (int i = 0; i < World.Listeners.Count; i++)
        {
            SimulatedListener listener = World.Listeners[i];
            ListenImportSummary summary = await import.RunAsync(
                new ListenImportRequest(HistoryPath(_histories, listener)) { User = listener.Name }, null, cancellationToken);
            if (summary.Accepted != listener.Listens.Count)
            {
                throw new DemoFailedException(
                    $"{summary.File}: {summary.Accepted} of {listener.Listens.Count} listens were imported.");
            }

            accepted += summary.Accepted;
            progress.Report(new StageProgress("Importing listens", i + 1, World.Listeners.Count, "listeners"));
        }

        return accepted;
    }

    /// <summary>Measures the served model against the truth, by what the data folder knows.</summary>
    /// <param name="data">The data folder.</param>
    /// <param name="lengths">How long the lists are.</param>
    /// <param name="seed">Seed of random lists and intervals.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DemoFailedException">A track is not in the catalogue, or no model is promoted.</exception>
    public async Task<HeldBackReport> MeasureAsync(
        DataFolder data, ListLengths lengths, int seed, CancellationToken cancellationToken)
    {
        List<TrackId> ids = [];
        foreach (string path in _audioPaths)
        {
            AudioFile? file = await data.Catalogue.FindFileAsync(path, cancellationToken);
            ids.Add(file?.Track ?? throw new DemoFailedException($"{path}: the rendered track was not imported."));
        }

        List<ListenerHistory> histories = [];
        foreach (SimulatedListener listener in World.Listeners)
        {
            User user = (await data.PlayLog.FindUserAsync(listener.Name, cancellationToken))!;
            histories.Add(await ListenerHistory.ReadAsync(data.PlayLog, data.Catalogue, user.Id, cancellationToken));
        }

        LoadedModel loaded = await ServingModelLoader.LoadBestAsync(data.Models, cancellationToken);
        ServingModel model = loaded.Model ?? throw new DemoFailedException(loaded.Message ?? "No model is served.");
        return new HybridLists(model, World, ids).Measure(histories, lengths, seed, cancellationToken);
    }

    private static string HistoryPath(string folder, SimulatedListener listener) =>
        Path.Combine(folder, $"{listener.Name}.jsonl");
}
