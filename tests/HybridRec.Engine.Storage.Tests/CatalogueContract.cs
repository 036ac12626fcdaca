using HybridRec.Engine.Catalogue;

namespace HybridRec.Engine.Storage.Tests;

/// <summary>What every catalogue must do with identities. One subclass per implementation.</summary>
public abstract class CatalogueContract : StoreContract
{
    private static readonly Guid MbidA = new("aaaaaaaa-2222-3333-4444-555555555555");
    private static readonly Guid MbidB = new("bbbbbbbb-2222-3333-4444-555555555555");

    [Fact]
    public async Task ResolveAsync_TextThatNoStoreCanHold_IsKeptWithAMarkInItsPlace()
    {
        TrackDescription odd = Described("A\0\uD800B", "C\0 🎵", externalId: "x\0") with { Release = "R\0", Genres = ["g\0"] };

        TrackId track = await ResolveAsync(odd);

        Assert.Equal(track, await ResolveAsync(odd));
        Track stored = (await Catalogue.FindAsync(track, Token))!;
        Assert.Equal(
            ("A\uFFFD\uFFFDB", "C\uFFFD 🎵", "R\uFFFD", "g\uFFFD"),
            (stored.Artist, stored.Title, stored.Release, Assert.Single(stored.Genres)));
    }

    [Fact]
    public async Task ResolveAsync_NewAndKnownInOneBatch_GivesOneIdEachInOrder()
    {
        IReadOnlyList<TrackId> ids = await Catalogue.ResolveAsync(
            [Described("The A", "B - Remastered 2011"), Described("C", "D"), Described("a", "b!")], Token);

        Assert.Equal(ids[0], ids[2]);
        Assert.NotEqual(ids[0], ids[1]);
        Assert.Equal(ids, await Catalogue.ResolveAsync([Described("A", "B"), Described("C", "D"), Described("A", "B")], Token));
        Assert.Equal([("The A", "B - Remastered 2011"), ("C", "D")], (await AllAsync()).Select(t => (t.Artist, t.Title)));
    }

    [Fact]
    public async Task ResolveAsync_MbidLearnedLater_IsAttachedToTheTrackOfTheTextKey()
    {
        TrackId byText = await ResolveAsync(Described("A", "B"));

        Assert.Equal(byText, await ResolveAsync(Described("A", "B", MbidA)));
        Assert.Equal(byText, await ResolveAsync(Described("spelt otherwise", "entirely", MbidA)));
        Assert.Equal(byText, await Catalogue.FindByMbidAsync(MbidA, Token));
        Assert.Equal(MbidA, (await Catalogue.FindAsync(byText, Token))!.RecordingMbid);
    }

    [Fact]
    public async Task ResolveAsync_AnotherMbidForTheSameText_IsAnotherRecordingAndTheKeyStaysWithTheFirst()
    {
        TrackId first = await ResolveAsync(Described("A", "B", MbidA));
        TrackId second = await ResolveAsync(Described("A", "B", MbidB));

        Assert.NotEqual(first, second);
        Assert.Equal(first, await ResolveAsync(Described("A", "B")));
        Assert.Equal(second, await ResolveAsync(Described("A", "B", MbidB)));
        Assert.Equal(2, (await AllAsync()).Count);
    }

    [Fact]
    public async Task ResolveAsync_MbidAndTextOfTwoTracks_MergesIntoTheLowerId()
    {
        (TrackId first, TrackId second) = await MergeableAsync(MbidA, "A", "B");
        Assert.NotEqual(first, second);

        Assert.Equal(first, await MergeAsync(MbidA, "A", "B"));

        Assert.Equal(first, await ResolveAsync(Described("A", "B")));
        Track survivor = Assert.Single(await AllAsync());
        Assert.Equal(("A", "B", MbidA), (survivor.Artist, survivor.Title, survivor.RecordingMbid));
        IReadOnlyDictionary<TrackId, Track> found = await Catalogue.FindManyAsync([first, second, new(999_999)], Token);
        Assert.Equal(2, found.Count);
        Assert.Equal(first, found[second].Id);
        Assert.Equal(first, (await Catalogue.FindAsync(second, Token))!.Id);
    }

    [Fact]
    public async Task ResolveAsync_OlderTrackWithoutMbid_SurvivesAndGetsIt()
    {
        TrackId byText = await ResolveAsync(Described("A", "B"));
        TrackId byMbid = await ResolveAsync(Described("Unknown artist", "", MbidA));

        Assert.Equal(byText, await MergeAsync(MbidA, "A", "B"));

        Assert.True(byText.Value < byMbid.Value);
        Assert.Equal(byText, await Catalogue.FindByMbidAsync(MbidA, Token));
        Assert.Equal(MbidA, Assert.Single(await AllAsync()).RecordingMbid);
    }

    [Fact]
    public async Task ResolveAsync_KnownExternalId_IsItsTrackWhateverTheText()
    {
        TrackId track = await ResolveAsync(Described("A", "B", externalId: "spotify:track:1"));

        Assert.Equal(track, await ResolveAsync(Described("A", "renamed", externalId: "spotify:track:1")));
        Assert.Equal(track, await ResolveAsync(Described("A", "renamed")));
        Assert.Equal(track, await ResolveAsync(Described("", "", externalId: "spotify:track:1")));
    }

    [Fact]
    public async Task ResolveAsync_ExternalIdAndTextOfTwoTracks_Merges()
    {
        TrackId byId = await ResolveAsync(Described("", "", externalId: "tsv:plays:51"));
        TrackId byText = await ResolveAsync(Described("A", ""));
        Assert.NotEqual(byId, byText);

        Assert.Equal(byId, await ResolveAsync(Described("A", "", externalId: "tsv:plays:51")));

        Assert.Equal("A", Assert.Single(await AllAsync()).Artist);
        Assert.Equal(byId, await ResolveAsync(Described("A", "")));
    }

    [Fact]
    public async Task ResolveAsync_ExternalIdAndTextOfTracksWithDifferentMbids_TrustsTheIdAndMergesNothing()
    {
        TrackId first = await ResolveAsync(Described("A", "B", MbidA, "x:1"));
        TrackId second = await ResolveAsync(Described("C", "D", MbidB));

        Assert.Equal(first, await ResolveAsync(Described("C", "D", externalId: "x:1")));
        Assert.Equal(second, await ResolveAsync(Described("C", "D")));
        Assert.Equal(2, (await AllAsync()).Count);
    }

    [Fact]
    public async Task ResolveAsync_MbidAgainstTheExternalIdsMbid_TrustsTheMbid()
    {
        TrackId first = await ResolveAsync(Described("A", "B", MbidA, "x:1"));
        TrackId second = await ResolveAsync(Described("A", "B (Live)", MbidB, "x:1"));

        Assert.NotEqual(first, second);
        Assert.Equal(first, await ResolveAsync(Described("", "", externalId: "x:1")));
        Assert.Equal(second, await Catalogue.FindByMbidAsync(MbidB, Token));
    }

    [Fact]
    public async Task ResolveAsync_ThreeKeysOfThreeTracks_MergesAll()
    {
        TrackId one = await ResolveAsync(Described("", "", externalId: "x:1"));
        TrackId two = await ResolveAsync(Described("A", "B"));
        TrackId three = await ResolveAsync(Described("", "", MbidA));

        IReadOnlyList<TrackId> ids = await Catalogue.ResolveAsync(
            [Described("A", "B"), Described("A", "B", MbidA, "x:1"), Described("", "", MbidA)], Token);

        Assert.Equal([one, one, one], ids);
        Assert.Equal(one, (await Catalogue.FindAsync(two, Token))!.Id);
        Assert.Equal(one, (await Catalogue.FindAsync(three, Token))!.Id);
    }

    [Fact]
    public async Task ResolveAsync_MergedTwice_EveryOldIdLeadsToTheLastSurvivor()
    {
        TrackId oldest = await ResolveAsync(Described("", "", externalId: "x:1"));
        (TrackId first, TrackId second) = await MergeableAsync(MbidA, "A", "B");
        Assert.Equal(first, await MergeAsync(MbidA, "A", "B"));

        Assert.Equal(oldest, await ResolveAsync(Described("", "", MbidA, "x:1")));

        Assert.Equal(oldest, (await Catalogue.FindAsync(second, Token))!.Id);
        Assert.Equal(oldest, await ResolveAsync(Described("A", "B")));
    }

    [Fact]
    public async Task ResolveAsync_ArtistAsAWhole_IsAnItemWithoutTitle()
    {
        TrackId artist = await ResolveAsync(Described("Queen", ""));

        Assert.NotEqual(artist, await ResolveAsync(Described("Queen", "Queen")));
        Assert.Equal("Queen", (await Catalogue.FindAsync(artist, Token))!.DisplayName);
    }

    [Fact]
    public async Task ResolveAsync_UnknownArtistWithIds_KeepsTracksApart()
    {
        TrackId one = await ResolveAsync(Described("Unknown Artist", "Intro", externalId: "x:1"));

        Assert.NotEqual(one, await ResolveAsync(Described("Unknown Artist", "Intro", externalId: "x:2")));
        Assert.Equal(one, await ResolveAsync(Described("Unknown Artist", "Intro", externalId: "x:1")));
    }

    [Fact]
    public async Task ResolveAsync_UnnamedItems_StayApartUntilTheyAreNamed()
    {
        TrackDescription here = Described("Item 51", "", externalId: "tsv:here:51") with { IsUnnamed = true };
        TrackDescription there = Described("Item 51", "", externalId: "tsv:there:51") with { IsUnnamed = true };
        IReadOnlyList<TrackId> ids = await Catalogue.ResolveAsync([here, there], Token);
        Assert.NotEqual(ids[0], ids[1]);
        Assert.Equal("Item 51", (await Catalogue.FindAsync(ids[0], Token))!.Artist);

        Assert.Equal(ids[0], await ResolveAsync(Described("Duran Duran", "", externalId: "tsv:here:51")));
        await ResolveAsync(here);

        Assert.Equal(["Duran Duran", "Item 51"], (await AllAsync()).Select(t => t.Artist));
        Assert.Equal([ids[0]], await FoundAsync("duran"));
        Assert.Equal(ids[0], await ResolveAsync(Described("Duran Duran", "")));
    }

    [Fact]
    public async Task ResolveAsync_NamedTrack_KeepsItsNameAsFirstSeen()
    {
        TrackId track = await ResolveAsync(Described("First", "Name", externalId: "x:1"));

        await ResolveAsync(Described("Other", "Spelling", externalId: "x:1"));

        Assert.Equal("First – Name", (await Catalogue.FindAsync(track, Token))!.DisplayName);
    }

    [Fact]
    public async Task ResolveAsync_LaterDetails_FillInWhatIsMissingAndChangeNothingElse()
    {
        TrackId track = await ResolveAsync(Described("A", "B"));
        await ResolveAsync(Described("a", "b (Explicit)") with
        {
            Release = "R",
            Duration = TimeSpan.FromMilliseconds(12_345),
            Collection = "folk",
            Genres = ["rock", "jazz, or so"],
        });
        await ResolveAsync(Described("A", "B") with { Release = "Other", Duration = TimeSpan.FromSeconds(1), Genres = ["x"] });

        Track known = (await Catalogue.FindAsync(track, Token))!;

        Assert.Equal(("A", "B", "R", "folk", false), (known.Artist, known.Title, known.Release, known.Collection, known.HasAudio));
        Assert.Equal(TimeSpan.FromMilliseconds(12_345), known.Duration);
        Assert.Equal(["rock", "jazz, or so"], known.Genres);
    }

    [Fact]
    public async Task ResolveAsync_OneDescriptionThatNamesNothing_StoresNoneOfTheBatch()
    {
        await Assert.ThrowsAsync<ArgumentException>(
            () => Catalogue.ResolveAsync([Described("A", "B"), Described("", "B")], Token));

        Assert.Empty(await AllAsync());
    }

    [Fact]
    public async Task ResolveAsync_BatchSizes_AreZeroTo10000()
    {
        Assert.Empty(await Catalogue.ResolveAsync([], Token));
        TrackDescription[] many = [.. Enumerable.Range(0, 10_001).Select(i => Described("A", $"B {i}"))];
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Catalogue.ResolveAsync(many, Token));

        Assert.Equal(10_000, (await Catalogue.ResolveAsync(many[1..], Token)).Distinct().Count());
        Assert.Equal(10_000, (await AllAsync()).Count);
    }

    [Fact]
    public async Task SearchAsync_EveryWord_MustBeContainedInArtistTitleOrRelease()
    {
        TrackId beatles = await ResolveAsync(Described("The Beatles", "Let It Be") with { Release = "Past Masters" });
        TrackId cover = await ResolveAsync(Described("Beatlesque", "Let It Be (Live)"));
        await ResolveAsync(Described("Queen", "Let Me Live"));

        Assert.Equal([beatles, cover], await FoundAsync("be LET beatles"));
        Assert.Equal([beatles], await FoundAsync("masters"));
        Assert.Equal([cover], await FoundAsync("live beatlesQUE"));
        Assert.Empty(await FoundAsync("beatles queen"));
        Assert.Empty(await FoundAsync(" "));
        Assert.Empty(await FoundAsync("100%"));
        Assert.Single(await Catalogue.SearchAsync("let", 1, Token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Catalogue.SearchAsync("let", 0, Token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Catalogue.SearchAsync("let", 1_001, Token));
    }

    [Fact]
    public async Task SearchAsync_OtherScriptsAndSigns_AreFound()
    {
        TrackId fireworks = await ResolveAsync(Described("DAOKO × 米津玄師", "打上花火"));
        TrackId beyonce = await ResolveAsync(Described("Beyonce\u0301", "Halo"));
        TrackId chk = await ResolveAsync(Described("!!!", "Pardon My Freedom"));

        Assert.Equal([fireworks], await FoundAsync("花火"));
        Assert.Equal([beyonce], await FoundAsync("BEYONCÉ"));
        Assert.Equal([chk], await FoundAsync("!!!"));
    }

    private async Task<List<Track>> AllAsync() => await Catalogue.ReadAllAsync(Token).ToListAsync(Token);

    private async Task<IEnumerable<TrackId>> FoundAsync(string query) =>
        (await Catalogue.SearchAsync(query, 10, Token)).Select(track => track.Id);
}
