using HybridRec.Engine.Audio;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;

namespace HybridRec.Engine.Storage.Tests;

public sealed class TrackSnapshotTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _temporary = new();
    private DataFolder _data = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _data = await DataFolder.OpenAsync(_temporary.Path, TimeProvider.System, Token);

    public async ValueTask DisposeAsync()
    {
        await _data.DisposeAsync();
        _temporary.Dispose();
    }

    [Fact]
    public async Task ReadPlaysAsync_ListensSkipsAndCounts_AreWeighed()
    {
        UserId user = await _data.PlayLog.GetOrAddUserAsync("anna", Token);
        TrackId[] tracks = [await AddTrackAsync("a"), await AddTrackAsync("b"), await AddTrackAsync("c")];
        Listen skip = new(user, tracks[1], Noon.AddHours(1)) { DurationPlayed = TimeSpan.FromSeconds(5) };
        await _data.PlayLog.AppendAsync([new Listen(user, tracks[0], Noon), skip], Token);
        await _data.PlayLog.ReplacePlayCountsAsync("file", new[] { new PlayCount(user, tracks[2], 7) }.ToAsyncEnumerable(), Token);

        TrackSnapshot snapshot = await TrackSnapshot.ReadAsync(_data, Token);

        Assert.Equal(
            [
                new WeighedPlay(user, tracks[0], 1, Noon),
                new WeighedPlay(user, tracks[1], 0, Noon.AddHours(1)),
                new WeighedPlay(user, tracks[2], 7, null),
            ],
            await snapshot.ReadPlaysAsync(Token).ToListAsync(Token));
    }

    [Fact]
    public async Task ReadPlaysAsync_TrackAddedSince_IsLeftOut()
    {
        UserId user = await _data.PlayLog.GetOrAddUserAsync("anna", Token);
        TrackId known = await AddTrackAsync("known");
        TrackSnapshot snapshot = await TrackSnapshot.ReadAsync(_data, Token);
        TrackId added = await AddTrackAsync("added");
        await _data.PlayLog.AppendAsync([new Listen(user, known, Noon), new Listen(user, added, Noon)], Token);
        await _data.PlayLog.ReplacePlayCountsAsync("file", new[] { new PlayCount(user, added, 7) }.ToAsyncEnumerable(), Token);

        WeighedPlay only = Assert.Single(await snapshot.ReadPlaysAsync(Token).ToListAsync(Token));

        Assert.Equal(known, only.Track);
        Assert.Equal([known], snapshot.Tracks.Keys);
    }

    [Fact]
    public async Task ReadPlaysAsync_TracksMergedBeforeTheSnapshot_AreReadAsTheSurvivor()
    {
        UserId user = await _data.PlayLog.GetOrAddUserAsync("anna", Token);
        Guid mbid = Guid.NewGuid();
        TrackId named = await AddTrackAsync("named");
        TrackId identified = (await _data.Catalogue.ResolveAsync(
            [new TrackDescription { Artist = "", Title = "", RecordingMbid = mbid }], Token))[0];
        await _data.PlayLog.AppendAsync([new Listen(user, named, Noon), new Listen(user, identified, Noon.AddHours(1))], Token);
        TrackId survivor = (await _data.Catalogue.ResolveAsync(
            [new TrackDescription { Artist = "Artist named", Title = "Title", RecordingMbid = mbid }], Token))[0];

        TrackSnapshot snapshot = await TrackSnapshot.ReadAsync(_data, Token);

        Assert.Equal([survivor], snapshot.Tracks.Keys);
        List<WeighedPlay> plays = await snapshot.ReadPlaysAsync(Token).ToListAsync(Token);
        Assert.Equal([survivor, survivor], plays.Select(play => play.Track));
    }

    [Fact]
    public async Task LoadExcerptsAsync_OnlyWithStoredExcerpts_GivesThem()
    {
        TrackId audible = await AttachAsync("aaaaaaaa");
        TrackId silent = await AttachAsync("bbbbbbbb");
        await _data.Spectrograms.SaveAsync("aaaaaaaa", [new Spectrogram(1, 2, [3, 4])], Token);

        TrackSnapshot snapshot = await TrackSnapshot.ReadAsync(_data, Token);

        Assert.True(snapshot.CanHear(audible));
        Assert.False(snapshot.CanHear(silent));
        Assert.Equal([3, 4], Assert.Single((await snapshot.LoadExcerptsAsync(audible, Token))!).Cells);
        Assert.Null(await snapshot.LoadExcerptsAsync(silent, Token));
    }

    private async Task<TrackId> AddTrackAsync(string name) => (await _data.Catalogue.ResolveAsync(
        [new TrackDescription { Artist = $"Artist {name}", Title = "Title" }], Token))[0];

    private Task<TrackId> AttachAsync(string fingerprint) => _data.Catalogue.AttachFileAsync(
        new AudioFile($"/music/{fingerprint}.flac", 1_000, Noon, fingerprint, null, AudioFileState.Present, null),
        new TrackDescription { Artist = $"Artist {fingerprint}", Title = "Title" },
        replacesPath: null,
        Token);
}
