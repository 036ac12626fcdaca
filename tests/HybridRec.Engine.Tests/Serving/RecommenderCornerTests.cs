using HybridRec.Engine.Listens;
using HybridRec.Engine.Playlists;
using HybridRec.Engine.Serving;

namespace HybridRec.Engine.Tests.Serving;

/// <summary>What must never be shown, and what comes out where little or nothing is known.</summary>
public sealed class RecommenderCornerTests : RecommenderTestBase
{
    [Fact]
    public async Task DiscoverAsync_NoModelServed_GivesNullAndLogsNothing()
    {
        Recommender recommender = Serving(null, 0);

        Assert.Null(await recommender.DiscoverAsync(
            FakePlayLog.User, new PlaylistRequest(), TestContext.Current.CancellationToken));
        Assert.Empty(Serves.Lists);
    }

    [Fact]
    public async Task DiscoverAsync_DislikedTracksAndNeverArtists_AreNeverShown()
    {
        Recommender recommender = Serving(TwoTastes(20), 20);
        Plays.Listen(1).Say(FeedbackKind.Dislike, 3).Say(FeedbackKind.NeverArtist, artist: "ARTIST 5");

        foreach (bool heard in (bool[])[false, true])
        {
            Playlist playlist = await Discover(recommender, new PlaylistRequest { IncludeHeard = heard });

            Assert.DoesNotContain(3, Ids(playlist));
            Assert.DoesNotContain(5, Ids(playlist));
            Assert.Equal(heard, Ids(playlist).Contains(1));
        }
    }

    [Fact]
    public async Task DiscoverAsync_NoUsablePlays_GivesAVariedStartAndSaysSo()
    {
        ModelBuilder builder = new();
        for (int id = 1; id <= 40; id++)
        {
            float angle = id % 4 * MathF.PI / 2;
            builder.Add(
                audio: [MathF.Cos(angle) + (0.01f * id), MathF.Sin(angle)],
                collection: $"style {id % 4}",
                users: id <= 4 ? 10 : 0,
                popularity: id <= 4 ? 50 : 0);
        }

        Recommender recommender = Serving(builder, 40);
        Plays.Say(FeedbackKind.Dislike, 7);

        Playlist playlist = await Discover(recommender, new PlaylistRequest { Count = 8 });

        Assert.Contains("no plays of yours", playlist.Notes[0]);
        Assert.All(playlist.Entries, entry => Assert.Equal("onboarding", entry.Source));
        Assert.DoesNotContain(7, Ids(playlist));
        Assert.Equal(8, Ids(playlist).Distinct().Count());
        Assert.Equal(4, Ids(playlist).Take(6).Select(id => id % 4).Distinct().Count());
        Assert.InRange(playlist.Entries.Count(entry => entry.Popularity > 0), 2, 4);
        Assert.All(playlist.Entries, entry => Assert.Empty(entry.Because.TopPlays));
        Assert.Null(playlist.Dial.HistoryPopularity);
    }

    [Fact]
    public async Task DiscoverAsync_ModelThatKnowsNothing_StillGivesTracks()
    {
        Recommender recommender = Serving(new ModelBuilder().Add(collection: "a").Add(collection: "a").Add(), 3);

        Playlist playlist = await Discover(recommender);

        Assert.Equal([1, 2, 3], Ids(playlist));
    }

    [Fact]
    public async Task DiscoverAsync_EmptyModel_GivesAnEmptyListWithANote()
    {
        Recommender recommender = Serving(new ModelBuilder(), 0);
        Plays.Listen(1);

        Playlist playlist = await Discover(recommender);

        Assert.Empty(playlist.Entries);
        Assert.Contains("No track qualifies.", playlist.Notes);
    }

    [Fact]
    public async Task DiscoverAsync_Filters_AreKept()
    {
        ModelBuilder builder = TwoTastes(30);
        builder.Add([1, 0], null, collection: "second", users: 1, hasAudio: false);
        Recommender recommender = Serving(builder, 31);
        Catalogue.Put(FakeCatalogue.Track(31, hasAudio: false));
        Catalogue.Put(FakeCatalogue.Track(29, hasAudio: false));
        Plays.Listen(1);

        Playlist playable = await Discover(recommender, new PlaylistRequest { PlayableOnly = true });
        Playlist second = await Discover(recommender, new PlaylistRequest { OnlyCollections = new HashSet<string> { "second" } });
        Playlist without = await Discover(recommender, new PlaylistRequest { Exclude = new HashSet<long> { 3, 5 } });

        // 29 had audio when the model was made, and has none now.
        Assert.DoesNotContain(31, Ids(playable));
        Assert.DoesNotContain(29, Ids(playable));
        Assert.Contains(28, Ids(playable));
        Assert.Equal(Enumerable.Range(16, 16).Select(id => (long)id), Ids(second).Order());
        Assert.Equal(["Only 16 tracks qualify; left out: 15 excluded, or of other collections."], second.Notes);
        Assert.DoesNotContain(Ids(without), id => id is 1 or 3 or 5);
    }

    [Fact]
    public async Task DiscoverAsync_MergedAndVanishedTracks_AreReplacedByOthers()
    {
        Recommender recommender = Serving(TwoTastes(40), 40);
        Catalogue.Merge(gone: 3, survivor: 1);
        Catalogue.Merge(gone: 5, survivor: 7);
        Catalogue.Remove(9);
        Plays.Listen(1);

        Playlist playlist = await Discover(recommender, new PlaylistRequest { Count = 8, Discovery = 0 });

        // 3 is heard under its new id, 5 and 7 are one track now, 9 is gone.
        Assert.Equal(8, Ids(playlist).Distinct().Count());
        Assert.DoesNotContain(Ids(playlist), id => id is 1 or 3 or 5 or 9);
        Assert.Contains(7, Ids(playlist));
        Assert.All(Ids(playlist), id => Assert.Equal(1, id % 2));
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(201, 0.5)]
    [InlineData(30, 1.5)]
    [InlineData(30, double.NaN)]
    public async Task DiscoverAsync_RequestOutOfRange_Throws(int count, double discovery) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Serving(TwoTastes(4), 4).DiscoverAsync(
            FakePlayLog.User,
            new PlaylistRequest { Count = count, Discovery = discovery },
            TestContext.Current.CancellationToken));
}
