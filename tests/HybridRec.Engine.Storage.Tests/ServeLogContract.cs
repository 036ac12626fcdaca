using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Storage.Tests;

/// <summary>What every serve log must do. One subclass per implementation.</summary>
public abstract class ServeLogContract : StoreContract
{
    private static readonly ModelVersion Version = new("20240501T120000000Z-00000001");

    [Fact]
    public async Task ReadAsync_ListsOfAUser_NewestFirstAndWhole()
    {
        UserId ann = await Log.GetOrAddUserAsync("ann", Token);
        UserId bob = await Log.GetOrAddUserAsync("bob", Token);
        TrackId one = await ResolveAsync(Described("A", "One"));
        TrackId two = await ResolveAsync(Described("A", "Two"));
        ServedList older = new(ann, Noon.AddMilliseconds(250), Version, 0.25, [new(two, 1, "blend", -1.5f, 0.125)]);
        ServedList newer = new(
            ann, Noon.AddHours(1), Version, 1, [new(one, 1, "audio", 2f, 1), new(two, 2, "blend", 1f, 0.5)]);
        await ServeLog.AppendAsync(older, Token);
        await ServeLog.AppendAsync(newer, Token);
        await ServeLog.AppendAsync(newer with { User = bob, Tracks = [] }, Token);

        List<ServedList> all = await ReadAsync(ann, Noon);

        Assert.Equal(2, all.Count);
        Assert.Equivalent(newer, all[0], strict: true);
        Assert.Equivalent(older, all[1], strict: true);
        Assert.Equal(2, (await ReadAsync(ann, older.ServedAt)).Count);
        Assert.Single(await ReadAsync(ann, older.ServedAt.AddMilliseconds(1)));
        Assert.Empty(Assert.Single(await ReadAsync(bob, Noon)).Tracks);
    }

    [Fact]
    public async Task AppendAsync_UnknownTrack_StoresNothing()
    {
        UserId ann = await Log.GetOrAddUserAsync("ann", Token);

        await Assert.ThrowsAsync<ArgumentException>(() => ServeLog.AppendAsync(
            new ServedList(ann, Noon, Version, 0.5, [new(new TrackId(999_999), 1, "blend", 1f, 1)]), Token));

        Assert.Empty(await ReadAsync(ann, Noon));
    }

    [Fact]
    public async Task Merge_ShownTrack_IsReadAsTheSurvivor()
    {
        Guid mbid = new("11111111-2222-3333-4444-555555555555");
        UserId ann = await Log.GetOrAddUserAsync("ann", Token);
        (_, TrackId second) = await MergeableAsync(mbid, "A", "B");
        await ServeLog.AppendAsync(new ServedList(ann, Noon, Version, 0.5, [new(second, 1, "blend", 1f, 1)]), Token);

        TrackId survivor = await MergeAsync(mbid, "A", "B");

        Assert.Equal(survivor, Assert.Single(Assert.Single(await ReadAsync(ann, Noon)).Tracks).Track);
    }

    private async Task<List<ServedList>> ReadAsync(UserId user, DateTimeOffset since) =>
        await ServeLog.ReadAsync(user, since, Token).ToListAsync(Token);
}
