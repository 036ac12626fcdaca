using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Playlists;
using HybridRec.Engine.Serving;

namespace HybridRec.Engine.Tests.Serving;

/// <summary>Generators propose what relevance alone would not show, and their names stay with the picks.</summary>
public sealed class GeneratorTests : RecommenderTestBase
{
    /// <summary>400 tracks of one taste, and track 401 of little relevance.</summary>
    private static ModelBuilder Library(string? genre = null)
    {
        ModelBuilder builder = new();
        for (int id = 1; id <= 400; id++)
        {
            builder.Add([0.5f + (0.0005f * id), 0.1f], [1, 0.1f], popularity: 50, users: 30, collection: "home");
        }

        builder.Add([0.01f, 0], [1, 0.1f], popularity: 50, users: 30, collection: genre is null ? "home" : "away");
        if (genre is not null)
        {
            foreach (int id in (int[])[1, 2, 3])
            {
                builder.Genres(id, "rock");
            }

            builder.Genres(401, genre);
        }

        return builder;
    }

    private async Task<PlaylistEntry?> Odd(ModelBuilder builder, double discovery = 1, bool heardToo = false)
    {
        Playlist playlist = await Discover(
            Serving(builder, 401), new PlaylistRequest { Count = 20, Discovery = discovery, IncludeHeard = heardToo });
        Assert.Equal(20, playlist.Entries.Count);
        return playlist.Entries.SingleOrDefault(entry => entry.Track.Id.Value == 401);
    }

    [Fact]
    public async Task DiscoverAsync_NoGeneratorKnowsATrackOfLittleRelevance_DoesNotShowIt()
    {
        Plays.Listen(1, 2, 3);

        Assert.Null(await Odd(Library()));
    }

    [Fact]
    public async Task DiscoverAsync_SoundsLikeAPlay_HasAPlaceAndTheName()
    {
        Plays.Listen(1, 2, 3);
        ModelBuilder builder = Library().Link(byEar: true, 2, 401, 0.9f);

        Assert.Equal("sounds-like", (await Odd(builder))!.Source);
        Assert.Null(await Odd(builder, discovery: 0));
    }

    [Fact]
    public async Task DiscoverAsync_CommonAmongThoseWhoPlayTheSame_HasAPlaceAndTheName()
    {
        Plays.Listen(1, 2, 3);

        Assert.Equal("lift", (await Odd(Library().Link(byEar: false, 2, 401, 0.9f)))!.Source);
    }

    [Theory]
    [InlineData("jazz", "cross-genre")]
    [InlineData("rock", "sounds-like")]
    public async Task DiscoverAsync_SoundsLikeAPlay_IsCrossGenreOnlyWhereTheListenerHardlyPlaysTheGenre(string genre, string source)
    {
        Plays.Listen(1, 2, 3);

        Assert.Equal(source, (await Odd(Library(genre).Link(byEar: true, 2, 401, 0.9f)))!.Source);
    }

    [Fact]
    public async Task DiscoverAsync_TracksWithoutGenres_AreCrossGenreWhereTheirCollectionIsElsewhere()
    {
        Plays.Listen(4, 5, 6);

        Assert.Equal("cross-genre", (await Odd(Library("jazz").Link(byEar: true, 4, 401, 0.9f)))!.Source);
    }

    [Fact]
    public async Task DiscoverAsync_ManyPlaysLikeOneTrackAndOneOfThemNew_PrefersWhatIsLikeTheDistinctiveAndRecent()
    {
        // Tracks 401 and 402 are like a play each: of an everyday track long ago, and of a rare one of late.
        ModelBuilder builder = Library();
        builder.Add([0.01f, 0], [1, 0.1f], popularity: 50, users: 30);
        builder.Add([0.5f, 0.1f], [1, 0.1f], popularity: 99, users: 300).Add([0.5f, 0.1f], [1, 0.1f], popularity: 5, users: 3);
        builder.Link(byEar: true, 403, 401, 0.9f).Link(byEar: true, 404, 402, 0.8f);
        Plays.Listen(new Listen(FakePlayLog.User.Id, new TrackId(403), Now.AddDays(-300)));
        Plays.Listen(new Listen(FakePlayLog.User.Id, new TrackId(404), Now.AddDays(-1)));
        Recommender recommender = Serving(builder, 404);

        // One place: a tenth of ten.
        Playlist playlist = await Discover(recommender, new PlaylistRequest { Count = 10, Discovery = 1 });

        Assert.Equal([402], playlist.Entries.Where(entry => entry.Source == "sounds-like").Select(entry => entry.Track.Id.Value));
    }

    [Fact]
    public async Task DiscoverAsync_PlayedOftenButLongAgo_ComesBackWhereHeardTracksAreWanted()
    {
        for (int play = 0; play < 5; play++)
        {
            Plays.Listen(new Listen(FakePlayLog.User.Id, new TrackId(401), Now.AddDays(-200 - play)));
        }

        Plays.Listen(new Listen(FakePlayLog.User.Id, new TrackId(1), Now.AddDays(-1)));

        Assert.Equal("rediscovery", (await Odd(Library(), heardToo: true))!.Source);
        Assert.Null(await Odd(Library()));
    }

    [Fact]
    public async Task DiscoverAsync_LyricsAboutTheSame_HasAPlaceAndSaysWhichWordsBothHave()
    {
        Plays.Listen(1, 2, 3);
        Engine.Models.ServingModelParts parts = Library("jazz").Parts();
        parts = parts with
        {
            ThemeLinks = Engine.Numerics.SparseMatrix.FromRows(
                [.. parts.Tracks.Select((_, row) => row == 1 ? new[] { new Engine.Numerics.ScoredRow(400, 0.8f) } : [])], 401),
            Tracks =
            [
                .. parts.Tracks.Select((track, row) => track with
                {
                    Themes = row == 1 ? ["harbour", "sailor", "anchor"] : row == 400 ? ["rope", "anchor", "harbour"] : null,
                }),
            ],
        };
        ServingModelHolder holder = new();
        holder.Publish(new ServingModel(new ModelBuilder().Manifest(), parts));
        Recommender recommender = new(holder, FakeCatalogue.Of(401), Plays, Serves, new FixedClock(Now));

        Playlist playlist = await Discover(recommender, new PlaylistRequest { Count = 20, Discovery = 1 });

        PlaylistEntry odd = Assert.Single(playlist.Entries, entry => entry.Source == "themes");
        Assert.Equal(401, odd.Track.Id.Value);
        Assert.Equal((2, "anchor, harbour"), (odd.Because.Themes!.Track.Id.Value, string.Join(", ", odd.Because.Themes.Words)));
        Assert.Contains("sings of the same as", ReasonText.Of(odd));
        Assert.Contains("(anchor, harbour)", ReasonText.Of(odd));
    }
}
