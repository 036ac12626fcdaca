using System.Text.Json;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Models;
using HybridRec.Engine.Playlists;
using HybridRec.Engine.Serving;
using HybridRec.Engine.Training;
using HybridRec.Jobs.Running;
using HybridRec.Jobs.Training;

namespace HybridRec.Jobs.Tests.Training;

public sealed class TrainModelsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_EmptyFolder_SaysWhatToImport()
    {
        await using TrainingFolder folder = await TrainingFolder.CreateAsync(Cancel);

        TrainingException error = await Assert.ThrowsAsync<TrainingException>(() => TrainAsync(folder));

        Assert.Contains("import", error.Message);
        Assert.Null(await folder.Data.Models.CurrentAsync(Cancel));
    }

    [Fact]
    public async Task RunAsync_PlaysAndAudio_PublishesAndPromotesACompleteModel()
    {
        await using TrainingFolder folder = await TrainingFolder.CreateAsync(Cancel);
        TrackId[] tracks = await AddAudioAsync(folder, 12);
        for (int user = 0; user < 6; user++)
        {
            await folder.AddPlaysAsync($"user{user}", tracks.Where((_, at) => at % 2 == user % 2).Take(5), Cancel);
        }

        ModelManifest manifest = await TrainAsync(folder);

        Assert.Equal(manifest.ModelVersion, await folder.Data.Models.CurrentAsync(Cancel));
        Assert.Equal(
            ["content-seen.json", "content.safetensors", "serving.json", "serving.safetensors"],
            manifest.Files.Select(file => file.Name).Order());
        Assert.Equal(
            (6, 12, 30, 12, 2),
            (manifest.Metrics["users"], manifest.Metrics["tracks"], manifest.Metrics["pairs"],
                manifest.Metrics["tracks.audio"], manifest.Metrics["tracks.cold"]));
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 4, 0, 0, TimeSpan.Zero), manifest.DataCutOff);
        Assert.Equal(8, manifest.Options.GetProperty("als").GetProperty("rank").GetInt32());
        ServingModel model = ServingModel.Load(await folder.Data.Models.OpenAsync(manifest.ModelVersion, Cancel));
        Assert.NotNull(model.AudioEmbeddings);
        Assert.Equal(model.AudioEmbeddings.Rank, model.Edges!.Outros.Rank);
        Assert.All(Enumerable.Range(0, 12), row => Assert.True(model.Edges.Intros.Row(row).ContainsAnyExcept(0f)));
        Assert.Equal(12, model.Tracks.Count);
    }

    [Fact]
    public async Task RunAsync_SomeTracksHaveLyrics_LinksThoseAboutTheSame()
    {
        await using TrainingFolder folder = await TrainingFolder.CreateAsync(Cancel);
        await AddAudioAsync(folder, 12);
        string[] about = ["harbour sailor anchor tide lighthouse gull mast deck storm", "desert camel dune oasis caravan sand heat mirage thirst"];
        await foreach (AudioFile file in folder.Data.Catalogue.ReadFilesAsync(Cancel))
        {
            int number = (int)file.Track!.Value.Value;
            if (number <= 8)
            {
                folder.Data.Lyrics.Save(file.Fingerprint, $"{about[number % 2]} {about[number % 2]} word{number} word{number + 1}");
            }
        }

        ModelManifest manifest = await TrainAsync(folder);

        ServingModelParts parts = ServingBundle.Read((await folder.Data.Models.OpenAsync(manifest.ModelVersion, Cancel)).Folder);
        for (int row = 0; row < 12; row++)
        {
            bool sings = parts.Tracks[row].Id.Value <= 8;
            Assert.Equal(sings, parts.Tracks[row].Themes is not null);
            Assert.Equal(sings, parts.ThemeLinks!.Columns(row).Length > 0);
            Assert.All(
                Enumerable.Range(0, parts.ThemeLinks.Columns(row).Length).Where(at => parts.ThemeLinks.Values(row)[at] > 0.5f),
                at => Assert.Equal(row % 2, parts.ThemeLinks.Columns(row)[at] % 2));
        }
    }

    [Fact]
    public async Task RunNowAsync_NewFactorsForAnOldNetwork_StillKnowsWhatTheNetworkHasLearnedFrom()
    {
        await using TrainingFolder folder = await TrainingFolder.CreateAsync(Cancel);
        TrackId[] tracks = await AddAudioAsync(folder, 30);
        await folder.AddPlaysAsync("ann", tracks, Cancel);
        await folder.AddPlaysAsync("ben", tracks, Cancel);
        TrainingOptions options = TrainingFolder.Quick with { MinUsersForTarget = 2 };
        ModelManifest first = await new TrainModels(folder.Data, options, TimeProvider.System).RunAsync(null, Cancel);
        long[] learned = await SeenAsync(first);
        Assert.Equal(24, learned.Length);

        // A track that nobody can hear or has played before moves the rows of the others.
        await folder.Data.Catalogue.ResolveAsync([new TrackDescription { Artist = "0", Title = "0" }], Cancel);
        await new JobRunner(folder.Data, JobCatalogue.Standard, TimeProvider.System).RunNowAsync(
            "train-collaborative",
            new Dictionary<string, string> { [Recipes.RecipeArgument] = Recipes.Write(options) },
            null,
            Cancel);

        ModelManifest second = (await folder.Data.Models.ListAsync(Cancel)).First(model => model.Parent == first.Version);
        Assert.Equal(learned, await SeenAsync(second));

        // All but six are seen, and too few to judge the map by: who forgot it would have mapped, and wrongly.
        Assert.Equal(first.Notes, second.Notes);

        async Task<long[]> SeenAsync(ModelManifest model) => JsonSerializer.Deserialize<long[]>(await File.ReadAllBytesAsync(
            Path.Combine((await folder.Data.Models.OpenAsync(model.ModelVersion, Cancel)).Folder, "content-seen.json"), Cancel))!;
    }

    [Fact]
    public async Task RunAsync_OneListenerOnly_ServesThemByEar()
    {
        await using TrainingFolder folder = await TrainingFolder.CreateAsync(Cancel);
        TrackId[] tracks = await AddAudioAsync(folder, 16);
        await folder.AddPlaysAsync("hermit", tracks.Where((_, at) => at % 2 == 0).Take(4), Cancel);

        await TrainAsync(folder);

        Playlist playlist = await DiscoverAsync(folder, "hermit", 4);
        Assert.Equal(4, playlist.Entries.Count);
        Assert.All(playlist.Entries, entry => Assert.Equal(0, Array.IndexOf(tracks, entry.Track.Id) % 2));
        Assert.All(playlist.Entries, entry => Assert.Equal("audio", entry.Source));
    }

    [Fact]
    public async Task RunAsync_PlaysOnTracksWithoutAudio_ServesByListening()
    {
        await using TrainingFolder folder = await TrainingFolder.CreateAsync(Cancel);
        IReadOnlyList<TrackId> tracks = await folder.Data.Catalogue.ResolveAsync(
            [.. Enumerable.Range(0, 12).Select(at => new TrackDescription { Artist = $"Band {at}", Title = "" })], Cancel);
        for (int user = 0; user < 10; user++)
        {
            // Two camps; each user misses another one of the camp's six artists.
            await folder.AddPlaysAsync(
                $"user{user}", tracks.Where((_, at) => at % 2 == user % 2 && at / 2 != user / 2), Cancel);
        }

        ModelManifest manifest = await TrainAsync(folder);

        Playlist playlist = await DiscoverAsync(folder, "user0", 1);
        Assert.Equal(tracks[0], playlist.Entries.Single().Track.Id);
        Assert.DoesNotContain(manifest.Files, file => file.Name == "content.safetensors");
    }

    [Fact]
    public async Task ReadAsync_GenreTags_GoToTheNetwork()
    {
        await using TrainingFolder folder = await TrainingFolder.CreateAsync(Cancel);
        IReadOnlyList<TrackId> tracks = await folder.Data.Catalogue.ResolveAsync(
            [
                new TrackDescription { Artist = "A", Title = "1", Genres = ["Jazz", "Soul"] },
                new TrackDescription { Artist = "B", Title = "2" },
            ],
            Cancel);
        await folder.AddPlaysAsync("user", tracks, Cancel);

        TrainingData data = await TrainingDataReader.ReadAsync(folder.Data, new EvidenceOptions(), Cancel);

        Assert.Equal(["Jazz", "Soul"], data.Tracks[0].Tags);
        Assert.Empty(data.Tracks[1].Tags);
    }

    [Fact]
    public async Task RunAsync_EarlySkips_CountForNothing()
    {
        await using TrainingFolder folder = await TrainingFolder.CreateAsync(Cancel);
        TrackId[] tracks = await AddAudioAsync(folder, 4);
        await folder.AddPlaysAsync("skipper", tracks, Cancel, TimeSpan.FromSeconds(5));

        ModelManifest manifest = await TrainAsync(folder);

        Assert.Equal(0, manifest.Metrics["pairs"]);
        Assert.Equal(4, manifest.Metrics["tracks.cold"]);
    }

    [Fact]
    public async Task RunAsync_LikesAndDislikes_ReachTheTrainedFactors()
    {
        await using TrainingFolder folder = await TrainingFolder.CreateAsync(Cancel);
        TrackId[] tracks = [.. await folder.Data.Catalogue.ResolveAsync(
            [.. Enumerable.Range(0, 6).Select(at => new TrackDescription { Artist = $"Band {at}", Title = $"{at}" })], Cancel)];
        for (int user = 0; user < 8; user++)
        {
            await folder.AddPlaysAsync($"user{user}", tracks[..4], Cancel);
        }

        await TrainAsync(folder);
        float before = await ScoreAsync();

        // Half of them skip or dislike track 3; user 0, whose own history stays as it was, is one of the others.
        for (int user = 4; user < 8; user++)
        {
            await folder.AddPlaysAsync($"user{user}", [tracks[4]], Cancel, TimeSpan.FromSeconds(3));
            await SayAsync(folder, $"user{user}", FeedbackKind.Dislike, tracks[3]);
        }

        await SayAsync(folder, "user1", FeedbackKind.Like, tracks[5]);
        ModelManifest manifest = await TrainAsync(folder);
        float after = await ScoreAsync();

        // Four still play track 3; the like makes a pair; a track that was only ever skipped is no track to learn.
        Assert.Equal((8, 29), (manifest.Metrics["users"], manifest.Metrics["pairs"]));
        Assert.Equal((4, 5), (manifest.Metrics["pairs.against"], manifest.Metrics["tracks"]));
        Assert.True(after < 0.9f * before, $"{before} → {after}");

        async Task<float> ScoreAsync()
        {
            LoadedModel loaded = await ServingModelLoader.LoadBestAsync(folder.Data.Models, Cancel);
            User? user = await folder.Data.PlayLog.FindUserAsync("user0", Cancel);
            ListenerHistory history = await ListenerHistory.ReadAsync(
                folder.Data.PlayLog, folder.Data.Catalogue, user!.Id, Cancel);
            float[] scores = new float[loaded.Model!.Tracks.Count];
            new ListenerProfile(loaded.Model, history).ScoreAll(scores);
            Assert.True(loaded.Model.Tracks.TryGetRow(tracks[3], out int third));
            Assert.True(loaded.Model.Tracks.TryGetRow(tracks[0], out int first));
            return scores[third] / scores[first];
        }
    }

    [Fact]
    public async Task RunAsync_ArtistsNeverWanted_AreNoEvidence()
    {
        await using TrainingFolder folder = await TrainingFolder.CreateAsync(Cancel);
        TrackId[] tracks = [.. await folder.Data.Catalogue.ResolveAsync(
            [
                new TrackDescription { Artist = "A", Title = "1" },
                new TrackDescription { Artist = "B feat. The A", Title = "2" },
                new TrackDescription { Artist = "B", Title = "3" },
            ],
            Cancel)];
        await folder.AddPlaysAsync("ann", tracks, Cancel);
        await folder.AddPlaysAsync("ben", tracks, Cancel);
        await SayAsync(folder, "ann", FeedbackKind.NeverArtist, null, "a");

        Assert.Equal(4, (await TrainAsync(folder)).Metrics["pairs"]);
    }

    private static async Task SayAsync(
        TrainingFolder folder, string name, FeedbackKind kind, TrackId? track, string? artist = null)
    {
        UserId user = await folder.Data.PlayLog.GetOrAddUserAsync(name, Cancel);
        await folder.Data.PlayLog.AppendFeedbackAsync(
            new Feedback(user, kind, track, artist, new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero)), Cancel);
    }

    [Fact]
    public async Task RunAsync_AnotherTrainingUnderWay_IsRefusedAndTheOldModelStays()
    {
        await using TrainingFolder folder = await TrainingFolder.CreateAsync(Cancel);
        await AddAudioAsync(folder, 4);
        ModelManifest first = await TrainAsync(folder);
        using FileStream other = new(
            Path.Combine(folder.Data.Path, "training.lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        JobException error = await Assert.ThrowsAsync<JobException>(() => TrainAsync(folder));

        Assert.Contains("under way", error.Message);
        Assert.Equal(first.ModelVersion, await folder.Data.Models.CurrentAsync(Cancel));
    }

    [Fact]
    public async Task RunAsync_CancelledHalfWay_LeavesTheOldModelAndTheNextRunSucceeds()
    {
        await using TrainingFolder folder = await TrainingFolder.CreateAsync(Cancel);
        await AddAudioAsync(folder, 6);
        ModelManifest first = await TrainAsync(folder);
        using CancellationTokenSource stop = new();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new TrainModels(folder.Data, TrainingFolder.Quick, TimeProvider.System)
                .RunAsync(new CancelAtOnce(stop), stop.Token));

        Assert.Equal(first.ModelVersion, await folder.Data.Models.CurrentAsync(Cancel));
        Assert.Single(await folder.Data.Models.ListAsync(Cancel));
        ModelManifest second = await TrainAsync(folder);
        Assert.Equal(second.ModelVersion, await folder.Data.Models.CurrentAsync(Cancel));
    }

    private static Task<ModelManifest> TrainAsync(TrainingFolder folder) =>
        new TrainModels(folder.Data, TrainingFolder.Quick, TimeProvider.System).RunAsync(null, Cancel);

    private static async Task<TrackId[]> AddAudioAsync(TrainingFolder folder, int count)
    {
        TrackId[] tracks = new TrackId[count];
        for (int number = 0; number < count; number++)
        {
            tracks[number] = await folder.AddAudioAsync(number, Cancel);
        }

        return tracks;
    }

    private static async Task<Playlist> DiscoverAsync(TrainingFolder folder, string name, int count)
    {
        ServingModelHolder holder = new();
        LoadedModel loaded = await ServingModelLoader.LoadBestAsync(folder.Data.Models, Cancel);
        holder.Publish(loaded.Model!);
        Recommender recommender = new(
            holder, folder.Data.Catalogue, folder.Data.PlayLog, folder.Data.ServeLog, TimeProvider.System);
        User? user = await folder.Data.PlayLog.FindUserAsync(name, Cancel);
        return (await recommender.DiscoverAsync(user!, new PlaylistRequest { Count = count, Discovery = 0 }, Cancel))!;
    }

    private sealed class CancelAtOnce(CancellationTokenSource source)
        : IProgress<HybridRec.Engine.Diagnostics.StageProgress>
    {
        public void Report(HybridRec.Engine.Diagnostics.StageProgress value) => source.Cancel();
    }
}
