using HybridRec.Engine.Playlists;
using HybridRec.Engine.Serving;

namespace HybridRec.Engine.Tests.Serving;

/// <summary>Who knows an artist well is not offered another of their tracks, unless they ask.</summary>
public sealed class KnownArtistsTests : RecommenderTestBase
{
    private const int Stars = 15;
    private const int Others = 20;

    [Theory]
    [InlineData(10, 0.5, null, false)]
    [InlineData(10, 0.05, null, false)]
    [InlineData(10, 0.0, null, true)]
    [InlineData(10, 0.0, false, false)]
    [InlineData(10, 0.5, true, true)]
    [InlineData(9, 0.5, null, true)]
    public async Task DiscoverAsync_ArtistKnownWell_IsLeftOutUnlessAskedFor(int heard, double dial, bool? asked, bool shown)
    {
        Playlist playlist = await Discover(
            Library(heard), new() { Count = 6, Discovery = dial, KnownArtists = asked, TracksPerArtist = 6 });

        Assert.Equal(6, playlist.Entries.Count);
        Assert.Equal(shown, Ids(playlist).Any(id => id <= Stars));
        Assert.Equal(
            !shown, playlist.Notes.Any(note => note == "5 tracks by artists you know well are left out (knownArtists)."));
    }

    [Fact]
    public async Task DiscoverAsync_NothingElseLeft_GivesWayAndSaysSo()
    {
        Playlist playlist = await Discover(Library(10), new() { Count = Others + 3, TracksPerArtist = 5 });

        Assert.Equal(Others + 3, playlist.Entries.Count);
        Assert.InRange(Ids(playlist).Count(id => id <= Stars), 3, 5);
        Assert.Contains(playlist.Notes, note => note.StartsWith("Too little is left by artists you do not know well", StringComparison.Ordinal));
    }

    [Fact]
    public async Task DiscoverAsync_HeardTracksWanted_MayBeOfArtistsKnownWell()
    {
        Playlist playlist = await Discover(Library(10), new() { Count = 6, IncludeHeard = true, TracksPerArtist = 6 });

        Assert.Contains(Ids(playlist), id => id <= 10);
        Assert.DoesNotContain(Ids(playlist), id => id is > 10 and <= Stars);
    }

    /// <summary>Fifteen tracks of one artist, which suit best, and twenty of others; the first few of the artist were heard.</summary>
    private Recommender Library(int heard)
    {
        ModelBuilder builder = new();
        for (int id = 1; id <= Stars + Others; id++)
        {
            float strength = id <= Stars ? 0.9f : 0.7f - (0.01f * (id - Stars));
            builder.Add([strength, 0.1f], artist: id <= Stars ? "Star" : $"Artist {id}", popularity: 50, users: 9);
        }

        Recommender recommender = Serving(builder, 0);
        for (int id = 1; id <= Stars + Others; id++)
        {
            Catalogue.Put(FakeCatalogue.Track(id, id <= Stars ? "Star" : null));
        }

        Plays.Listen([.. Enumerable.Range(1, heard).Select(id => (long)id)]);
        return recommender;
    }
}
