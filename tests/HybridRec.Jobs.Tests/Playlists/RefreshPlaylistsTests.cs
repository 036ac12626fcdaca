using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Storage;
using HybridRec.Engine.Storage.Tests;
using HybridRec.Jobs.Playlists;
using HybridRec.Jobs.Running;
using HybridRec.Jobs.Tests.Training;
using HybridRec.Jobs.Training;

namespace HybridRec.Jobs.Tests.Playlists;

public sealed class RefreshPlaylistsTests : IAsyncLifetime
{
    private readonly TemporaryFolder _temporary = new();
    private readonly ManualClock _clock = new();
    private DataFolder _data = null!;
    private IReadOnlyList<TrackId> _tracks = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        // A Wednesday.
        _clock.Now = new DateTimeOffset(2026, 1, 7, 12, 0, 0, TimeSpan.Zero);
        _data = await DataFolder.OpenAsync(_temporary.Path, _clock, Cancel);
        _tracks = await AddTracksAsync(0, 24);
        for (int user = 0; user < 8; user++)
        {
            UserId id = await _data.PlayLog.GetOrAddUserAsync($"user{user}", Cancel);
            await _data.PlayLog.AppendAsync(
                [.. _tracks.Where((_, at) => at % 2 == user % 2 && at / 2 != user).Select((track, at) =>
                    new Listen(id, track, _clock.Now.AddDays(-10).AddHours(at)))],
                Cancel);
        }

        await _data.PlayLog.GetOrAddUserAsync("only-a-token", Cancel);
        await new TrainModels(_data, TrainingFolder.Quick, _clock).RunAsync(null, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _data.DisposeAsync();
        _temporary.Dispose();
    }

    [Theory]
    [InlineData("2026-01-12T05:59:59+01:00", "Europe/Berlin", "2026-01-05")]
    [InlineData("2026-01-12T06:00:00+01:00", "Europe/Berlin", "2026-01-12")]
    [InlineData("2026-07-13T04:00:00+00:00", "Europe/Berlin", "2026-07-13")]
    [InlineData("2026-01-11T16:00:00+00:00", "Pacific/Kiritimati", "2026-01-12")]
    [InlineData("2026-01-12T00:14:59+00:00", "Asia/Kathmandu", "2026-01-05")]
    [InlineData("2026-01-12T00:15:00+00:00", "Asia/Kathmandu", "2026-01-12")]
    [InlineData("2026-01-18T23:59:00+00:00", "UTC", "2026-01-12")]
    public void LastDue_IsTheListenersMondayAtSix(string now, string zone, string expected)
    {
        DateOnly due = WeeklyPlaylist.All[0].LastDue(
            DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById(zone));

        Assert.Equal(DateOnly.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), due);
    }

    [Fact]
    public async Task Run_EveryListenersMonday_GetsItsOwnPlaylistOnce()
    {
        await _data.Playlists.SetZoneAsync(await UserAsync("user0"), "Pacific/Kiritimati", Cancel);
        await _data.Playlists.SetZoneAsync(await UserAsync("user1"), "America/New_York", Cancel);
        await RefreshAsync();
        Assert.Equal(["2026-01-05"], await DatesAsync("user0", "discover-weekly"));

        // Sunday evening in Europe is Monday morning on Kiritimati.
        _clock.Now = new DateTimeOffset(2026, 1, 11, 16, 30, 0, TimeSpan.Zero);
        await RefreshAsync();
        Assert.Equal(["2026-01-12", "2026-01-05"], await DatesAsync("user0", "discover-weekly"));
        Assert.Equal(["2026-01-05"], await DatesAsync("user1", "discover-weekly"));

        _clock.Now = new DateTimeOffset(2026, 1, 12, 11, 30, 0, TimeSpan.Zero);
        await RefreshAsync();
        await RefreshAsync();
        Assert.Equal(["2026-01-12", "2026-01-05"], await DatesAsync("user0", "discover-weekly"));
        Assert.Equal(["2026-01-12", "2026-01-05"], await DatesAsync("user1", "discover-weekly"));
        Assert.Empty(await DatesAsync("only-a-token", "discover-weekly"));

        KeptPlaylist kept = _data.Playlists.List(await UserAsync("user0"))[0];
        Assert.NotEmpty(kept.Playlist.Entries);
        Assert.All(kept.Playlist.Entries, entry => Assert.True(entry.NeverHeard));
        Assert.Equal(kept.Playlist.Entries.Select(entry => entry.Track.DisplayName), _data.Playlists.Find(
            await UserAsync("user0"), kept.Id)!.Playlist.Entries.Select(entry => entry.Track.DisplayName));
        Assert.Null(_data.Playlists.Find(await UserAsync("user1"), kept.Id));
    }

    [Fact]
    public async Task Run_WeeksWithoutAWorker_AreMadeUpForByTheNewestOnly()
    {
        await RefreshAsync();

        _clock.Now = new DateTimeOffset(2026, 2, 4, 12, 0, 0, TimeSpan.Zero);
        await RefreshAsync();

        Assert.Equal(["2026-02-02", "2026-01-05"], await DatesAsync("user2", "discover-weekly"));
    }

    [Fact]
    public async Task Run_ReleaseRadar_HoldsWhatWasAddedLatelyOnly()
    {
        // Four weeks on, all there was is old; somebody's plays of four new pieces reach the model.
        _clock.Now = new DateTimeOffset(2026, 2, 6, 12, 0, 0, TimeSpan.Zero);
        IReadOnlyList<TrackId> added = await AddTracksAsync(24, 4);
        UserId fan = await _data.PlayLog.GetOrAddUserAsync("fan", Cancel);
        await _data.PlayLog.AppendAsync(
            [.. added.Concat(_tracks.Where((_, at) => at % 2 == 0)).Select((track, at) => new Listen(fan, track, _clock.Now.AddHours(-at - 1)))],
            Cancel);
        await new TrainModels(_data, TrainingFolder.Quick, _clock).RunAsync(null, Cancel);

        await RefreshAsync();

        KeptPlaylist radar = _data.Playlists.List(await UserAsync("user0")).Single(kept => kept.Kind == "release-radar");
        Assert.Equal(new DateOnly(2026, 2, 6), radar.Date);
        Assert.Equal(added.Order(Comparer<TrackId>.Create((one, other) => one.Value.CompareTo(other.Value))),
            radar.Playlist.Entries.Select(entry => entry.Track.Id).OrderBy(track => track.Value));
        Assert.DoesNotContain(_data.Playlists.List(fan), kept => kept.Kind == "release-radar" && kept.Playlist.Entries.Any(entry => entry.NeverHeard));
    }

    [Fact]
    public async Task Run_NoModel_SaysSo()
    {
        using TemporaryFolder empty = new();
        await using DataFolder data = await DataFolder.OpenAsync(empty.Path, _clock, Cancel);

        JobRun run = await new JobRunner(data, JobCatalogue.Standard, _clock).RunNowAsync(
            "refresh-playlists", new Dictionary<string, string>(), null, Cancel);

        Assert.Contains("No model", run.Steps[0].Outcome);
    }

    [Fact]
    public async Task Keep_MoreThanWanted_DropsTheOldest()
    {
        await RefreshAsync();
        UserId user = await UserAsync("user3");
        KeptPlaylist first = _data.Playlists.List(user).First(kept => kept.Kind == "discover-weekly");

        for (int week = 1; week <= 4; week++)
        {
            await _data.Playlists.KeepAsync(user, first.Kind, first.Date.AddDays(7 * week), first.Playlist, 3, Cancel);
        }

        Assert.Equal(["2026-02-02", "2026-01-26", "2026-01-19"], await DatesAsync("user3", "discover-weekly"));
    }

    [Fact]
    public async Task SetZone_UnknownZone_IsRefused()
    {
        UserId user = await UserAsync("user0");

        await Assert.ThrowsAsync<ArgumentException>(() => _data.Playlists.SetZoneAsync(user, "Mars/Olympus", Cancel));

        Assert.Empty(_data.Playlists.Zones());
    }

    private async Task<IReadOnlyList<TrackId>> AddTracksAsync(int from, int count) => await _data.Catalogue.ResolveAsync(
        [.. Enumerable.Range(from, count).Select(at => new TrackDescription { Artist = $"Band {at}", Title = $"Piece {at}" })], Cancel);

    private Task<JobRun> RefreshAsync() => new JobRunner(_data, JobCatalogue.Standard, _clock).RunNowAsync(
        "refresh-playlists", new Dictionary<string, string>(), null, Cancel);

    private async Task<UserId> UserAsync(string name) => (await _data.PlayLog.FindUserAsync(name, Cancel))!.Id;

    private async Task<IEnumerable<string>> DatesAsync(string user, string kind)
    {
        UserId id = await UserAsync(user);
        return _data.Playlists.List(id).Where(kept => kept.Kind == kind)
            .Select(kept => kept.Date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
    }
}
