using System.Globalization;
using HybridRec.Engine.Audio;
using HybridRec.Engine.Models;
using HybridRec.Engine.Storage;
using HybridRec.Engine.Training;
using HybridRec.Evaluation.Simulation;
using HybridRec.Jobs.Imports;
using HybridRec.Jobs.Training;

namespace HybridRec.Api.Demo;

/// <summary>The demonstration: the same imports, training, server and routes that users have, one after the other.</summary>
/// <param name="options">What to do.</param>
/// <param name="data">A data folder: fresh, unless the music and the listens are real.</param>
/// <param name="clock">Supplies the time.</param>
/// <param name="output">Takes what it has to say.</param>
internal sealed class DemoRun(DemoOptions options, DataFolder data, TimeProvider clock, TextWriter output)
{
    private readonly DemoStages _stages = new(output, clock);

    /// <summary>Runs all of it.</summary>
    /// <param name="cancellationToken">Stops it; while serving, ends it.</param>
    /// <returns>0; 1 if the hybrid broke a promise.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        SimulatedMaterial? material = options.IsSimulated ? await SimulateAsync(cancellationToken) : null;
        await ImportAudioAsync(material?.Library ?? options.Audio, cancellationToken);
        await ImportListensAsync(material, cancellationToken);
        await _stages.RunAsync(
            "Train both models",
            progress => new TrainModels(data, options.Training ?? TrainingOptions.Quick(options.Seed), clock)
                .RunAsync(progress, cancellationToken),
            Describe);
        HeldBackReport? report = material is null ? null : await _stages.RunAsync(
            "Measure against the hidden tastes",
            _ => material.MeasureAsync(data, options.Lengths, options.Seed, cancellationToken),
            measured => $"the lists of {measured.Hybrid.Count} listeners");
        (WebApplication app, Uri address) = await _stages.RunAsync(
            "Start the server",
            _ => DemoServer.StartAsync(data, options.Port, clock, cancellationToken),
            started => started.Address.ToString());
        await using (app)
        {
            DemoTalk talk = new(data, address, clock, _stages, output);
            IReadOnlyList<DemoClient> clients = material is null
                ? await talk.WithRealListenersAsync(options.Seed, cancellationToken)
                : await talk.WithSimulatedListenersAsync(material.World, cancellationToken);
            int exitCode = await SumUpAsync(report);
            await SayWhereToLookAsync(address, clients);
            foreach (DemoClient client in clients)
            {
                client.Dispose();
            }

            if (!options.Exit)
            {
                await output.WriteLineAsync("Serving until Ctrl-C.");
                await app.WaitForShutdownAsync(cancellationToken);
            }
            else
            {
                await app.StopAsync(cancellationToken);
            }

            return exitCode;
        }
    }

    private async Task<SimulatedMaterial> SimulateAsync(CancellationToken cancellationToken)
    {
        // Other music in the folder would blur what is measured, and simulated listeners do not belong among real ones.
        if ((await data.PlayLog.ReadUsersAsync(cancellationToken)).Count > 0)
        {
            throw new DemoFailedException(
                $"{data.Path} holds listeners already; name an empty folder with --data, or bring your own --audio and --listens.");
        }

        return await _stages.RunAsync(
            "Render music and simulate listeners",
            progress => SimulatedMaterial.MakeAsync(data.Path, options, clock, progress, cancellationToken),
            made => string.Create(
                CultureInfo.InvariantCulture,
                $"{made.World.Tracks.Count:N0} tracks in {LibraryPlan.StyleCount} hidden styles, {made.World.IsCold.Count(cold => cold):N0} of them out since yesterday; {made.World.Listeners.Count:N0} listeners with known tastes"));
    }

    private async Task ImportAudioAsync(string? folder, CancellationToken cancellationToken)
    {
        if (folder is null)
        {
            return;
        }

        AudioImportSummary summary = await _stages.RunAsync(
            "Import audio",
            progress => new ImportAudio(data, new AudioAnalyser(new FfmpegDecoder(new FfmpegOptions(), clock))).RunAsync(folder, progress, cancellationToken),
            done => string.Create(
                CultureInfo.InvariantCulture,
                $"{done.Usable:N0} files usable, {done.Bad.Count:N0} bad, {done.Unreadable.Count:N0} unreadable"));
        foreach (FileProblem problem in summary.Bad.Concat(summary.Unreadable).Take(5))
        {
            await output.WriteLineAsync($"   {problem.Path}: {problem.Reason}");
        }
    }

    private async Task ImportListensAsync(SimulatedMaterial? material, CancellationToken cancellationToken)
    {
        ImportListens import = new(data.PlayLog, data.Catalogue, clock);
        if (material is not null)
        {
            await _stages.RunAsync(
                "Import listens",
                progress => material.ImportHistoriesAsync(import, progress, cancellationToken),
                accepted => string.Create(CultureInfo.InvariantCulture, $"{accepted:N0} listens from {material.World.Listeners.Count:N0} ListenBrainz exports"));
        }
        else if (options.Listens is { } listens)
        {
            await _stages.RunAsync(
                "Import listens",
                progress => import.RunAsync(
                    new ListenImportRequest(listens) { User = options.User, ItemsPath = options.Items },
                    progress,
                    cancellationToken),
                done => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{done.Accepted:N0} accepted, {done.Duplicate:N0} duplicate, {done.Rejected:N0} rejected"));
        }
    }

    private static string Describe(ModelManifest model)
    {
        double Of(string name) => model.Metrics.GetValueOrDefault(name);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"model {model.Version}: {Of("users"):N0} users, {Of("tracks"):N0} tracks, {Of("tracks.audio"):N0} heard, {Of("tracks.cold"):N0} never played");
    }

    private async Task<int> SumUpAsync(HeldBackReport? report)
    {
        IEnumerable<string> lines = report is null ? [] : [.. HeldBackTable.Lines(report, options.Lengths), ""];
        foreach (string line in lines.Concat(_stages.Table()))
        {
            await output.WriteLineAsync(line);
        }

        await output.WriteLineAsync();
        foreach (string broken in report?.BrokenPromises ?? [])
        {
            await Console.Error.WriteLineAsync($"Failed: {broken}.");
        }

        return report is { BrokenPromises.Count: > 0 } ? 1 : 0;
    }

    private async Task SayWhereToLookAsync(Uri address, IReadOnlyList<DemoClient> clients)
    {
        if (options.Exit)
        {
            await output.WriteLineAsync(
                options.Data is null && !options.Keep ? "Done; the demo's folder is cleared away." : $"Done; all of it is in {data.Path}.");
            return;
        }

        await output.WriteLineAsync($"Look at {address} (routes: {address}openapi/v1.json; data: {data.Path}), e.g.");
        foreach (DemoClient client in clients)
        {
            await output.WriteLineAsync(
                $"  curl -H 'Authorization: Token {client.Token}' '{address}{client.PlaylistPath[1..]}?discovery=0.9&format=m3u8'");
        }
    }
}
