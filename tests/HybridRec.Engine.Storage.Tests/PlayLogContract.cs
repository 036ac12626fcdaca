using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;

namespace HybridRec.Engine.Storage.Tests;

/// <summary>What every play log must do with users, listens and feedback. One subclass per implementation.</summary>
public abstract class PlayLogContract : StoreContract
{
    private static readonly Guid Mbid = new("11111111-2222-3333-4444-555555555555");

    [Fact]
    public async Task GetOrAddUserAsync_NameInAnotherCase_IsTheSameUserAsFirstSpelt()
    {
        UserId user = await Log.GetOrAddUserAsync("Zoë", Token);

        Assert.Equal(user, await Log.GetOrAddUserAsync("ZOË", Token));
        Assert.Equal(user, await Log.GetOrAddUserAsync("zoe\u0308", Token));
        Assert.Equal(new User(user, "Zoë"), await Log.FindUserAsync("zOë", Token));
        Assert.Equal([new User(user, "Zoë")], await Log.ReadUsersAsync(Token));
    }

    [Fact]
    public async Task GetOrAddUsersAsync_OldNewAndTwice_GivesOneIdPerNameInOrder()
    {
        UserId ann = await Log.GetOrAddUserAsync("ann", Token);

        IReadOnlyList<UserId> users = await Log.GetOrAddUsersAsync(["bob", "Ann", "BOB", "cid"], Token);

        Assert.Equal(ann, users[1]);
        Assert.Equal(users[0], users[2]);
        Assert.Equal(["ann", "bob", "cid"], (await Log.ReadUsersAsync(Token)).Select(user => user.Name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("a/b")]
    [InlineData("a\nb")]
    [InlineData("a\0")]
    [InlineData("\uD800")]
    public async Task GetOrAddUserAsync_NameThatIsNone_Throws(string name)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Log.GetOrAddUserAsync(name, Token));
        Assert.Null(await Log.FindUserAsync(name, Token));
    }

    [Fact]
    public async Task GetOrAddUserAsync_NameLength_IsOneTo100()
    {
        await Log.GetOrAddUserAsync(new string('x', 100), Token);
        await Assert.ThrowsAsync<ArgumentException>(() => Log.GetOrAddUserAsync(new string('x', 101), Token));
    }

    [Fact]
    public async Task AppendAsync_EveryField_IsReadBack()
    {
        (UserId user, TrackId track) = await UserAndTrackAsync();
        Listen full = new(user, track, Noon)
        {
            DurationPlayed = TimeSpan.FromMilliseconds(61_500),
            Skipped = true,
            Source = "submit-listens",
            Metadata = """{"artist_name":"é 🎵"}""",
        };
        Listen bare = new(user, track, Noon.AddSeconds(1)) { Skipped = false };

        Assert.Equal([IngestOutcome.Accepted, IngestOutcome.Accepted], await Log.AppendAsync([full, bare], Token));

        Assert.Equal([bare, full], await ReadAsync(user));
    }

    [Fact]
    public async Task AppendAsync_TextThatNoStoreCanHold_IsKeptWithAMarkInItsPlace()
    {
        (UserId user, TrackId track) = await UserAndTrackAsync();
        Feedback feedback = new(user, FeedbackKind.NeverArtist, null, "A\0\uDC00", Noon);

        await Log.AppendAsync([new Listen(user, track, Noon) { Source = "s\0", Metadata = "{\"a\":\"\0🎵\"}" }], Token);
        await Log.AppendFeedbackAsync(feedback, Token);

        Listen stored = Assert.Single(await ReadAsync(user));
        Assert.Equal(("s\uFFFD", "{\"a\":\"\uFFFD🎵\"}"), (stored.Source, stored.Metadata));
        Assert.Equal([feedback with { Artist = "A\uFFFD\uFFFD" }], await Log.ReadFeedbackAsync(user, Token).ToListAsync(Token));
    }

    [Fact]
    public async Task AppendAsync_SameUserTrackAndSecond_IsADuplicateAndChangesNothing()
    {
        (UserId user, TrackId track) = await UserAndTrackAsync();
        Listen listen = new(user, track, Noon) { Source = "first" };
        TrackId otherTrack = await ResolveAsync(Described("A", "Other"));
        UserId otherUser = await Log.GetOrAddUserAsync("bob", Token);

        Assert.Equal(
            [IngestOutcome.Accepted, IngestOutcome.Duplicate],
            await Log.AppendAsync([listen, listen with { Source = "second" }], Token));
        Assert.Equal(
            [IngestOutcome.Duplicate, IngestOutcome.Accepted, IngestOutcome.Accepted, IngestOutcome.Accepted],
            await Log.AppendAsync(
                [
                    listen with { ListenedAt = Noon.AddMilliseconds(900), Source = "third" },
                    listen with { ListenedAt = Noon.AddSeconds(1) },
                    listen with { Track = otherTrack },
                    listen with { User = otherUser },
                ],
                Token));

        Assert.Equal(3, (await ReadAsync(user)).Count);
        Assert.DoesNotContain(await ReadAsync(user), l => l.Source is "second" or "third");
    }

    [Fact]
    public async Task AppendAsync_OneBadListen_StoresNoneOfTheBatch()
    {
        (UserId user, TrackId track) = await UserAndTrackAsync();
        Listen good = new(user, track, Noon);

        await Assert.ThrowsAsync<ArgumentException>(
            () => Log.AppendAsync([good, good with { Track = new TrackId(999_999) }], Token));
        await Assert.ThrowsAsync<ArgumentException>(
            () => Log.AppendAsync([good, good with { User = new UserId(999_999) }], Token));
        await Assert.ThrowsAsync<ArgumentException>(
            () => Log.AppendAsync([good, good with { DurationPlayed = TimeSpan.FromSeconds(-1) }], Token));

        Assert.Empty(await ReadAsync(user));
    }

    [Fact]
    public async Task AppendAsync_Cancelled_StoresNothing()
    {
        (UserId user, TrackId track) = await UserAndTrackAsync();
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Log.AppendAsync([new Listen(user, track, Noon)], cancelled.Token));

        Assert.Empty(await ReadAsync(user));
    }

    [Fact]
    public async Task AppendAsync_BatchSizes_AreZeroTo10000()
    {
        (UserId user, TrackId track) = await UserAndTrackAsync();
        Listen[] listens = [.. Enumerable.Range(0, 10_001).Select(i => new Listen(user, track, Noon.AddSeconds(i)))];

        Assert.Empty(await Log.AppendAsync([], Token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Log.AppendAsync(listens, Token));
        Assert.Equal(10_000, (await Log.AppendAsync(listens[..10_000], Token)).Count);
    }

    [Fact]
    public async Task ReadAsync_BeforeAndAfter_AreExclusive()
    {
        (UserId user, TrackId track) = await UserAndTrackAsync();
        await Log.AppendAsync(
            [.. Enumerable.Range(0, 10).Select(i => new Listen(user, track, Noon.AddSeconds(i)))], Token);

        Assert.Equal([4, 3], await SecondsAsync(before: 5, after: 2));
        Assert.Equal([4, 3], await SecondsAsync(before: 4.5, after: 2.5));
        Assert.Equal([1, 0], await SecondsAsync(before: 2, after: null));
        Assert.Equal([9], await SecondsAsync(before: null, after: 8));

        async Task<List<int>> SecondsAsync(double? before, double? after) => await Log
            .ReadAsync(
                user,
                before is { } end ? Noon.AddSeconds(end) : null,
                after is { } start ? Noon.AddSeconds(start) : null,
                Token)
            .Select(listen => (int)(listen.ListenedAt - Noon).TotalSeconds)
            .ToListAsync(Token);
    }

    [Fact]
    public async Task ReadAsync_Everyone_IsByUserThenTime()
    {
        (UserId ann, TrackId track) = await UserAndTrackAsync();
        UserId bob = await Log.GetOrAddUserAsync("bob", Token);
        Listen[] listens =
        [
            new(bob, track, Noon), new(ann, track, Noon.AddSeconds(5)), new(bob, track, Noon.AddSeconds(-5)), new(ann, track, Noon),
        ];
        await Log.AppendAsync(listens, Token);

        List<Listen> read = await ReadAsync(null);

        Assert.Equal([listens[3], listens[1], listens[2], listens[0]], read);
    }

    [Fact]
    public async Task ReadAsync_LongHistory_StreamsAllOfItAndMayBeLeftEarly()
    {
        (UserId user, TrackId track) = await UserAndTrackAsync();
        await Log.AppendAsync(
            [.. Enumerable.Range(0, 9_000).Select(i => new Listen(user, track, Noon.AddSeconds(i)))], Token);

        Assert.Equal(9_000, (await ReadAsync(user)).Count);
        Assert.Equal(Noon.AddSeconds(8_999), (await Log.ReadAsync(user, null, null, Token).FirstAsync(Token)).ListenedAt);
        Assert.Equal(9_000, (await ReadAsync(null)).Count);
    }

    [Fact]
    public async Task ReadAsync_WhileListensAreAppended_SeesOneMoment()
    {
        (UserId user, TrackId track) = await UserAndTrackAsync();
        await Log.AppendAsync(
            [.. Enumerable.Range(0, 5_000).Select(i => new Listen(user, track, Noon.AddSeconds(i)))], Token);

        int read = 0;
        await foreach (Listen _ in Log.ReadAsync(null, null, null, Token))
        {
            if (read++ == 0)
            {
                await Log.AppendAsync([new Listen(user, track, Noon.AddSeconds(10_000))], Token);
            }
        }

        Assert.Equal(5_000, read);
        Assert.Equal(5_001, (await ReadAsync(user)).Count);
    }

    [Fact]
    public async Task ReadAsync_DifferentStreamsByTurns_EachGivesItsOwnRows()
    {
        (UserId user, TrackId track) = await UserAndTrackAsync();
        UserId bob = await Log.GetOrAddUserAsync("bob", Token);
        await Log.AppendAsync([new Listen(user, track, Noon)], Token);
        await Log.AppendFeedbackAsync(new Feedback(bob, FeedbackKind.Like, track, null, Noon), Token);

        for (int turn = 0; turn < 20; turn++)
        {
            Assert.Equal(track, (await ReadAsync(user))[0].Track);
            Assert.Empty(await ReadAsync(bob));
            Assert.Equal("B", (await Catalogue.ReadAllAsync(Token).SingleAsync(Token)).Title);
            Assert.Equal(bob, (await Log.ReadFeedbackAsync(null, Token).SingleAsync(Token)).User);
            Assert.Empty(await Catalogue.ReadFilesAsync(Token).ToListAsync(Token));
        }
    }

    [Fact]
    public async Task DeleteAsync_Listen_IsGoneAndStaysADuplicate()
    {
        (UserId user, TrackId track) = await UserAndTrackAsync();
        Listen listen = new(user, track, Noon);
        await Log.AppendAsync([listen], Token);

        Assert.False(await Log.DeleteAsync(user, track, Noon.AddSeconds(1), Token));
        Assert.True(await Log.DeleteAsync(user, track, Noon, Token));
        Assert.False(await Log.DeleteAsync(user, track, Noon, Token));

        Assert.Empty(await ReadAsync(user));
        Assert.Equal([IngestOutcome.Duplicate], await Log.AppendAsync([listen], Token));
        Assert.Empty(await ReadAsync(user));
    }

    [Fact]
    public async Task Merge_ListensOfBothTracks_AreTheSurvivorsAndEqualOnesAreReadOnce()
    {
        UserId user = await Log.GetOrAddUserAsync("ann", Token);
        (TrackId first, TrackId second) = await MergeableAsync(Mbid, "A", "B");
        await Log.AppendAsync(
            [
                new(user, first, Noon), new(user, second, Noon),
                new(user, first, Noon.AddSeconds(1)), new(user, second, Noon.AddSeconds(2)),
            ],
            Token);

        TrackId survivor = await MergeAsync(Mbid, "A", "B");

        Listen[] expected =
        [
            new(user, survivor, Noon), new(user, survivor, Noon.AddSeconds(1)), new(user, survivor, Noon.AddSeconds(2)),
        ];
        Assert.Equal(expected, await ReadAsync(null));
        Assert.Equal(expected.Reverse(), await ReadAsync(user));
    }

    [Fact]
    public async Task Merge_ListenSubmittedAgainUnderEitherId_IsADuplicate()
    {
        UserId user = await Log.GetOrAddUserAsync("ann", Token);
        (TrackId first, TrackId second) = await MergeableAsync(Mbid, "A", "B");
        await Log.AppendAsync([new(user, first, Noon), new(user, second, Noon.AddSeconds(1))], Token);
        await MergeAsync(Mbid, "A", "B");

        Assert.All(
            await Log.AppendAsync(
                [
                    new(user, first, Noon), new(user, second, Noon),
                    new(user, first, Noon.AddSeconds(1)), new(user, second, Noon.AddSeconds(1)),
                ],
                Token),
            outcome => Assert.Equal(IngestOutcome.Duplicate, outcome));
        Assert.Equal(2, (await ReadAsync(user)).Count);
    }

    [Fact]
    public async Task Merge_DeletedListen_StaysDeletedUnderEitherId()
    {
        UserId user = await Log.GetOrAddUserAsync("ann", Token);
        (TrackId first, TrackId second) = await MergeableAsync(Mbid, "A", "B");
        await Log.AppendAsync([new(user, second, Noon), new(user, second, Noon.AddSeconds(1))], Token);
        await Log.DeleteAsync(user, second, Noon, Token);
        await MergeAsync(Mbid, "A", "B");

        Assert.True(await Log.DeleteAsync(user, first, Noon.AddSeconds(1), Token));

        Assert.Empty(await ReadAsync(user));
        Assert.All(
            await Log.AppendAsync([new(user, first, Noon), new(user, second, Noon.AddSeconds(1))], Token),
            outcome => Assert.Equal(IngestOutcome.Duplicate, outcome));
    }

    [Fact]
    public async Task ReadFeedbackAsync_Events_InTheOrderGivenWithSurvivors()
    {
        UserId ann = await Log.GetOrAddUserAsync("ann", Token);
        UserId bob = await Log.GetOrAddUserAsync("bob", Token);
        (TrackId first, TrackId second) = await MergeableAsync(Mbid, "A", "B");
        Feedback like = new(ann, FeedbackKind.Like, second, null, Noon);
        Feedback never = new(bob, FeedbackKind.NeverArtist, null, "A", Noon.AddSeconds(-1));
        Feedback clear = new(ann, FeedbackKind.Clear, first, null, Noon.AddSeconds(-2));
        foreach (Feedback feedback in new[] { like, never, clear })
        {
            await Log.AppendFeedbackAsync(feedback, Token);
        }

        TrackId survivor = await MergeAsync(Mbid, "A", "B");

        Feedback mapped = like with { Track = survivor };
        Assert.Equal([mapped, never, clear], await Log.ReadFeedbackAsync(null, Token).ToListAsync(Token));
        Assert.Equal([mapped, clear], await Log.ReadFeedbackAsync(ann, Token).ToListAsync(Token));
    }

    [Fact]
    public async Task AppendFeedbackAsync_AboutNothing_Throws()
    {
        UserId user = await Log.GetOrAddUserAsync("ann", Token);

        await Assert.ThrowsAsync<ArgumentException>(
            () => Log.AppendFeedbackAsync(new Feedback(user, FeedbackKind.Like, null, null, Noon), Token));
    }

    private async Task<(UserId User, TrackId Track)> UserAndTrackAsync() =>
        (await Log.GetOrAddUserAsync("ann", Token), await ResolveAsync(Described("A", "B")));

    private async Task<List<Listen>> ReadAsync(UserId? user) =>
        await Log.ReadAsync(user, null, null, Token).ToListAsync(Token);
}
