using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Playlists;

namespace HybridRec.Engine.Storage.Tests;

/// <summary>What erasing and the dated playlists must do, whatever keeps them. One subclass per implementation.</summary>
public abstract class ErasureContract : FolderContract
{
    private static readonly DateTimeOffset Noon = new(2024, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task EraseAsync_UserWithEverything_LeavesNothingAndNobodyElseLoses()
    {
        (User ann, TrackId track) = await FillAsync("Ann");
        (User bob, _) = await FillAsync("Bob");
        JobRun run = await Data.Runs.AddAsync(
            "erase-users", ["erase-users"], new Dictionary<string, string> { ["user"] = "ANN", ["seed"] = "3" }, "ann", Token);
        JobRun other = await Data.Runs.AddAsync(
            "erase-users", ["erase-users"], new Dictionary<string, string> { ["user"] = "bob" }, "bob", Token);
        await Data.Runs.RecordPromotionAsync("two", "one", "ann", "why", null, Token);
        await Data.Runs.RecordRejectionAsync("two", "Ann", "why", Token);

        Assert.Equal(new ErasedUser(2, 1, 1), await Data.Erasure.EraseAsync(ann, Token));

        Assert.Equal([bob], await Data.PlayLog.ReadUsersAsync(Token));
        Assert.Equal([bob.Id, bob.Id], await Data.PlayLog.ReadAsync(null, null, null, Token).Select(l => l.User).ToListAsync(Token));
        Assert.Equal([new PlayCount(bob.Id, track, 5)], await Data.PlayLog.ReadPlayCountsAsync(null, Token).ToListAsync(Token));
        Assert.Equal(bob.Id, Assert.Single(await Data.PlayLog.ReadFeedbackAsync(null, Token).ToListAsync(Token)).User);
        Assert.Single(await Data.ServeLog.ReadAsync(bob.Id, Noon, Token).ToListAsync(Token));
        Assert.Empty(await Data.ServeLog.ReadAsync(ann.Id, Noon, Token).ToListAsync(Token));
        Assert.Empty(Data.Playlists.List(ann.Id));
        Assert.Single(Data.Playlists.List(bob.Id));
        Assert.Equal(
            ("(erased)", "(erased)", "3"),
            (Data.Runs.Find(run.Id)!.RequestedBy, Data.Runs.Find(run.Id)!.Arguments["user"], Data.Runs.Find(run.Id)!.Arguments["seed"]));
        Assert.Equal(("bob", "bob"), (Data.Runs.Find(other.Id)!.RequestedBy, Data.Runs.Find(other.Id)!.Arguments["user"]));
        Assert.Equal("(erased)", Assert.Single(Data.Runs.Promotions()).By);
        Assert.Equal("(erased)", Assert.Single(Data.Runs.Rejections()).By);
    }

    [Fact]
    public async Task CompactAsync_ListensDeletedLongAgo_MayComeBack()
    {
        (User ann, TrackId track) = await FillAsync("Ann");
        Listen listen = new(ann.Id, track, Noon) { Metadata = "{}" };
        await Data.PlayLog.DeleteAsync(ann.Id, track, Noon, Token);

        Assert.Equal(0, await Data.Erasure.CompactAsync(Noon, Token));
        Assert.Equal([IngestOutcome.Duplicate], await Data.PlayLog.AppendAsync([listen], Token));
        Assert.Equal(1, await Data.Erasure.CompactAsync(TimeProvider.System.GetUtcNow().AddDays(1), Token));
        Assert.Equal([IngestOutcome.Accepted], await Data.PlayLog.AppendAsync([listen], Token));
    }

    [Fact]
    public async Task KeepAsync_MoreThanMayStay_KeepsTheNewestAndTheFirstOfADay()
    {
        (User ann, _) = await FillAsync("Ann");
        for (int day = 2; day <= 4; day++)
        {
            await Data.Playlists.KeepAsync(ann.Id, "release-radar", new DateOnly(2024, 5, day), Playlist($"{day}"), 2, Token);
            await Data.Playlists.KeepAsync(ann.Id, "release-radar", new DateOnly(2024, 5, day), Playlist("again"), 2, Token);
        }

        Assert.Equal(
            ["4", "3"],
            Data.Playlists.List(ann.Id).Where(kept => kept.Kind == "release-radar").Select(kept => kept.Playlist.Version.Value));
        Assert.True(Data.Playlists.Has(ann.Id, "release-radar", new DateOnly(2024, 5, 4)));
        Assert.False(Data.Playlists.Has(ann.Id, "release-radar", new DateOnly(2024, 5, 2)));
        await Data.Playlists.SetZoneAsync(ann.Id, "Europe/Berlin", Token);
        Assert.Equal("Europe/Berlin", Data.Playlists.Zones()[ann.Id]);
        Assert.NotEmpty(Data.Playlists.AddedSince(Noon));
    }

    private async Task<(User User, TrackId Track)> FillAsync(string name)
    {
        UserId user = await Data.PlayLog.GetOrAddUserAsync(name, Token);
        TrackId track = (await Data.Catalogue.ResolveAsync([new TrackDescription { Artist = "A", Title = "B" }], Token))[0];
        await Data.PlayLog.AppendAsync(
            [new(user, track, Noon) { Metadata = "{}" }, new(user, track, Noon.AddSeconds(1))], Token);
        await Data.PlayLog.ReplacePlayCountsAsync(name, new[] { new PlayCount(user, track, 5) }.ToAsyncEnumerable(), Token);
        await Data.PlayLog.AppendFeedbackAsync(new Feedback(user, FeedbackKind.Like, track, null, Noon), Token);
        await Data.ServeLog.AppendAsync(
            new ServedList(user, Noon, new ModelVersion("v"), 0.5, [new ServedTrack(track, 1, "als", 0.5f, 0.5)]), Token);
        await Data.Playlists.KeepAsync(user, "discover-weekly", new DateOnly(2024, 5, 1), Playlist("v"), 3, Token);
        await Data.Tokens.AddAsync(user, admin: false, Token);
        return (new User(user, name), track);
    }

    private static Playlist Playlist(string version) =>
        new("x", Noon, new ModelVersion(version), new DialReport(0.5, 1, 2, 3, null), [], []);
}
