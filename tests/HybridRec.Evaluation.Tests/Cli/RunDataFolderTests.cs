using System.Globalization;
using HybridRec.Engine.Audio;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Storage;
using HybridRec.Evaluation.Protocol;
using HybridRec.Evaluation.Reports;

namespace HybridRec.Evaluation.Tests.Cli;

/// <summary><c>run --data</c> on a data folder of two tastes: even listeners play even tracks, odd ones odd tracks.</summary>
public sealed class RunDataFolderTests : IDisposable
{
    private const int Tracks = 24;
    private const int Users = 16;

    /// <summary>Some tracks come out late: nobody can be trained on them.</summary>
    private const int LateFrom = 20;

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_folder.Path, "data");

    private string Out => Path.Combine(_folder.Path, "out");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_TimedListensAndCounts_ReportsOnTracksThatTakePart()
    {
        await using (DataFolder data = await DataFolder.OpenAsync(Data, TimeProvider.System, Token))
        {
            TrackId[] tracks = await AddTracksAsync(data);
            await AddListensAsync(data, tracks);
            UserId user = await data.PlayLog.GetOrAddUserAsync("counted", Token);
            PlayCount[] counts = [.. tracks.Take(4).Select((track, i) => new PlayCount(user, track, i + 1))];
            await data.PlayLog.ReplacePlayCountsAsync("counts.tsv", counts.ToAsyncEnumerable(), Token);

            // Neither a track that nobody played nor one that was only skipped can be recommended without audio.
            TrackId skipped = (await data.Catalogue.ResolveAsync([Describe(100), Describe(101)], Token))[0];
            await data.PlayLog.AppendAsync([new Listen(user, skipped, Start) { DurationPlayed = TimeSpan.FromSeconds(2) }], Token);
        }

        (int exitCode, _, string error) = await RunAsync("--models", "popularity,item-knn,als", "--reference", "popularity");

        Assert.True(exitCode == 0, error);
        RunReport report = RunReportFile.Read(Out);
        Assert.Equal(["popularity", "item-knn", "als"], report.Models.Select(model => model.Name));
        Assert.Equal(Tracks, report.Data.Items);
        Assert.InRange(report.Data.ColdItems, 1, Tracks - LateFrom);
        Assert.Contains(report.Data.Notes, note => note.StartsWith("1 early skips", StringComparison.Ordinal));
        Assert.True(Recall(report, "item-knn") > Recall(report, "popularity"));
    }

    [Fact]
    public async Task Run_StoredExcerpts_TrainsTheNetworkOnThem()
    {
        await using (DataFolder data = await DataFolder.OpenAsync(Data, TimeProvider.System, Token))
        {
            TrackId[] tracks = await AddTracksAsync(data);
            await AddListensAsync(data, tracks);
            await AddExcerptsAsync(data);
        }

        (int exitCode, _, string error) = await RunAsync("--models", "audio,hybrid", "--reference", "audio");

        Assert.True(exitCode == 0, error);
        RunReport report = RunReportFile.Read(Out);
        Assert.Equal(["audio", "hybrid"], report.Models.Select(model => model.Name));
        Assert.Equal(Tracks + 1, report.Data.Items);
        Assert.Contains($"only 7 of {Tracks + 1} items can be heard", report.Data.Notes);
        Assert.All(report.Models, model => Assert.True(Recall(report, model.Name) > 0));
    }

    [Fact]
    public async Task Run_NoSuchFolder_SaysSoInOneLineAndMakesNone()
    {
        (int exitCode, _, string error) = await RunAsync("--models", "popularity");

        Assert.Equal(1, exitCode);
        Assert.Equal($"{Data}: there is no such data folder.", error.Trim());
        Assert.False(Directory.Exists(Data));
    }

    [Fact]
    public async Task Run_EmptyFolder_SaysThatThereAreNoPlays()
    {
        await (await DataFolder.OpenAsync(Data, TimeProvider.System, Token)).DisposeAsync();

        (int exitCode, _, string error) = await RunAsync("--models", "popularity");

        Assert.Equal(1, exitCode);
        Assert.Equal($"There are no plays in {Data}.", error.Trim());
    }

    private static double Recall(RunReport report, string model) =>
        report.Models.Single(entry => entry.Name == model).Metrics.Single(value => value is { Metric: "recall", K: 5 }).Value;

    private static TrackDescription Describe(int track) => new() { Artist = $"Artist {track}", Title = $"Piece {track}" };

    private static async Task<TrackId[]> AddTracksAsync(DataFolder data) =>
        [.. await data.Catalogue.ResolveAsync([.. Enumerable.Range(0, Tracks).Select(Describe)], Token)];

    /// <summary>Every listener plays two thirds of their own half, the late tracks last.</summary>
    private static async Task AddListensAsync(DataFolder data, TrackId[] tracks)
    {
        Random chance = new(5);
        for (int user = 0; user < Users; user++)
        {
            UserId id = await data.PlayLog.GetOrAddUserAsync($"listener {user}", Token);
            int[] own = [.. Enumerable.Range(0, Tracks).Where(track => track % 2 == user % 2 && chance.Next(3) > 0)];
            chance.Shuffle(own);
            await data.PlayLog.AppendAsync(
                [.. own.OrderBy(track => track >= LateFrom)
                    .Select((track, hour) => new Listen(id, tracks[track], Start.AddHours(track >= LateFrom ? 100 : hour)))],
                Token);
        }
    }

    /// <summary>Some even tracks sound low, odd ones high; one track more can be heard but was never played.</summary>
    private static async Task AddExcerptsAsync(DataFolder data)
    {
        // Few, since the network takes as many steps however few they are.
        int[] audible = [0, 1, 2, 3, 4, 5, Tracks];
        const int Bands = 16;
        const int Frames = 128;
        foreach (int track in audible)
        {
            Random random = new(track);
            byte[] cells = new byte[Bands * Frames];
            for (int cell = 0; cell < cells.Length; cell++)
            {
                bool isLoud = (cell / Frames < Bands / 2) == (track % 2 == 0);
                cells[cell] = (byte)((isLoud ? 200 : 40) + random.Next(-20, 20));
            }

            string fingerprint = track.ToString("x64", CultureInfo.InvariantCulture);
            await data.Spectrograms.SaveAsync(fingerprint, [new Spectrogram(Bands, Frames, cells)], Token);
            await data.Catalogue.AttachFileAsync(
                new AudioFile($"/music/{track}.flac", 1_000, Start, fingerprint, null, AudioFileState.Present, null),
                Describe(track),
                replacesPath: null,
                Token);
        }
    }

    private Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments) =>
        CommandLine.RunAsync(["run", "--data", Data, "--k", "5", "--out", Out, .. arguments]);
}
