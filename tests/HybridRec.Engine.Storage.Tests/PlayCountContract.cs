using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;

namespace HybridRec.Engine.Storage.Tests;

/// <summary>What every play log must do with play counts that have no times. One subclass per implementation.</summary>
public abstract class PlayCountContract : StoreContract
{
    private const long Largest = 1L << 53;
    private static readonly Guid Mbid = new("11111111-2222-3333-4444-555555555555");

    [Fact]
    public async Task ReplacePlayCountsAsync_SameSourceAgain_Replaces()
    {
        (UserId ann, UserId bob, TrackId one, TrackId two) = await UsersAndTracksAsync();
        await ReplaceAsync("a.tsv", new(ann, one, 5), new(bob, two, 7));

        await ReplaceAsync("a.tsv", new(ann, one, 6), new(ann, two, 1));

        Assert.Equal([new PlayCount(ann, one, 6), new PlayCount(ann, two, 1)], await ReadAsync(null));
    }

    [Fact]
    public async Task ReadPlayCountsAsync_SeveralSources_AddsUpByUserThenTrack()
    {
        (UserId ann, UserId bob, TrackId one, TrackId two) = await UsersAndTracksAsync();
        await ReplaceAsync("a.tsv", new(bob, two, 7), new(ann, two, 2), new(ann, one, 5));
        await ReplaceAsync("b.tsv", new(ann, two, 10), new(bob, one, 1));

        Assert.Equal(
            [
                new PlayCount(ann, one, 5), new PlayCount(ann, two, 12), new PlayCount(bob, one, 1), new PlayCount(bob, two, 7),
            ],
            await ReadAsync(null));
        Assert.Equal([new PlayCount(bob, one, 1), new PlayCount(bob, two, 7)], await ReadAsync(bob));
    }

    [Fact]
    public async Task ReplacePlayCountsAsync_PairTwice_AddsUpToTheLargestCountAtMost()
    {
        (UserId ann, UserId bob, TrackId one, _) = await UsersAndTracksAsync();
        await ReplaceAsync("a.tsv", new(ann, one, 5), new(ann, one, 6), new(bob, one, Largest), new(bob, one, Largest));
        await ReplaceAsync("b.tsv", new PlayCount(bob, one, Largest));

        Assert.Equal([new PlayCount(ann, one, 11), new PlayCount(bob, one, Largest)], await ReadAsync(null));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(Largest + 1)]
    public async Task ReplacePlayCountsAsync_CountOutOfRange_ThrowsAndKeepsTheOld(long count)
    {
        (UserId ann, _, TrackId one, TrackId two) = await UsersAndTracksAsync();
        await ReplaceAsync("a.tsv", new PlayCount(ann, one, 5));

        await Assert.ThrowsAsync<ArgumentException>(() => ReplaceAsync("a.tsv", new(ann, two, 1), new(ann, one, count)));

        Assert.Equal([new PlayCount(ann, one, 5)], await ReadAsync(null));
    }

    [Fact]
    public async Task ReplacePlayCountsAsync_UnknownTrackOrBrokenStream_KeepsTheOld()
    {
        (UserId ann, _, TrackId one, TrackId two) = await UsersAndTracksAsync();
        await ReplaceAsync("a.tsv", new PlayCount(ann, one, 5));

        await Assert.ThrowsAsync<ArgumentException>(() => ReplaceAsync("a.tsv", new PlayCount(ann, new TrackId(999_999), 1)));
        await Assert.ThrowsAsync<InvalidDataException>(() => Log.ReplacePlayCountsAsync("a.tsv", Broken(), Token));

        Assert.Equal([new PlayCount(ann, one, 5)], await ReadAsync(null));

        async IAsyncEnumerable<PlayCount> Broken()
        {
            yield return new PlayCount(ann, two, 1);
            await Task.Yield();
            throw new InvalidDataException();
        }
    }

    [Fact]
    public async Task ReplacePlayCountsAsync_StreamThatWritesItself_DoesNotDeadlock()
    {
        UserId ann = await Log.GetOrAddUserAsync("ann", Token);

        await Log.ReplacePlayCountsAsync("a.tsv", Resolving(), Token);

        Assert.Equal(25_000, (await ReadAsync(ann)).Count);

        async IAsyncEnumerable<PlayCount> Resolving()
        {
            for (int batch = 0; batch < 5; batch++)
            {
                foreach (TrackId track in await Catalogue.ResolveAsync(
                    [.. Enumerable.Range(0, 5_000).Select(i => Described($"Artist {batch} {i}", ""))], Token))
                {
                    yield return new PlayCount(ann, track, 1);
                }
            }
        }
    }

    [Fact]
    public async Task ReplacePlayCountsAsync_NoCounts_RemovesTheSource()
    {
        (UserId ann, _, TrackId one, _) = await UsersAndTracksAsync();
        await ReplaceAsync("a.tsv", new PlayCount(ann, one, 5));
        await ReplaceAsync("b.tsv", new PlayCount(ann, one, 2));

        await ReplaceAsync("a.tsv");

        Assert.Equal([new PlayCount(ann, one, 2)], await ReadAsync(null));
    }

    [Fact]
    public async Task Merge_CountsOfBothTracks_AddUpInOrder()
    {
        UserId ann = await Log.GetOrAddUserAsync("ann", Token);
        (TrackId first, TrackId second) = await MergeableAsync(Mbid, "A", "B");
        TrackId third = await ResolveAsync(Described("A", "C"));
        await ReplaceAsync("a.tsv", new(ann, first, 1), new(ann, second, 20), new(ann, third, 4000));
        await ReplaceAsync("b.tsv", new PlayCount(ann, second, 300));

        TrackId survivor = await MergeAsync(Mbid, "A", "B");

        Assert.Equal([new PlayCount(ann, survivor, 321), new PlayCount(ann, third, 4000)], await ReadAsync(ann));
    }

    private async Task<(UserId Ann, UserId Bob, TrackId One, TrackId Two)> UsersAndTracksAsync() => (
        await Log.GetOrAddUserAsync("ann", Token),
        await Log.GetOrAddUserAsync("bob", Token),
        await ResolveAsync(Described("A", "One")),
        await ResolveAsync(Described("A", "Two")));

    private Task ReplaceAsync(string source, params PlayCount[] counts) =>
        Log.ReplacePlayCountsAsync(source, counts.ToAsyncEnumerable(), Token);

    private async Task<List<PlayCount>> ReadAsync(UserId? user) =>
        await Log.ReadPlayCountsAsync(user, Token).ToListAsync(Token);
}
