using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Playlists;
using HybridRec.Engine.Serving;

namespace HybridRec.Engine.Tests.Serving;

public sealed class RecommenderTests
{
    private static readonly DateTimeOffset Now = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);
    private readonly FakePlayLog _plays = new();
    private readonly FakeServeLog _serves = new();
    private FakeCatalogue _catalogue = new();

    /// <summary>Two tastes, by plays and by ear alike: odd tracks and even tracks. Popularity falls with the number.</summary>
    private static ModelBuilder TwoTastes(int tracks)
    {
        ModelBuilder builder = new();
        for (int id = 1; id <= tracks; id++)
        {
            float strength = 0.5f + (0.4f * (tracks - id) / tracks);
            float[] vector = id % 2 == 1 ? [strength, 0.1f] : [0.1f, strength];
            float[] sound = id % 2 == 1 ? [0.7f, -0.7f + (0.01f * id)] : [-0.7f, 0.7f - (0.01f * id)];
            builder.Add(
                vector,
                sound,
                collection: id <= tracks / 2 ? "first" : "second",
                popularity: 100f * (tracks - id) / tracks,
                users: 1 + tracks - id);
        }

        return builder;
    }

    private Recommender Serving(ModelBuilder? builder, int tracks)
    {
        ServingModelHolder holder = new();
        if (builder is not null)
        {
            holder.Publish(builder.Build());
        }

        _catalogue = FakeCatalogue.Of(tracks);
        return new Recommender(holder, _catalogue, _plays, _serves, new FixedClock(Now));
    }

    private static async Task<Playlist> Discover(Recommender recommender, PlaylistRequest? request = null) =>
        (await recommender.DiscoverAsync(
            FakePlayLog.User, request ?? new PlaylistRequest(), TestContext.Current.CancellationToken))!;

    private static long[] Ids(Playlist playlist) => [.. playlist.Entries.Select(entry => entry.Track.Id.Value)];

    [Fact]
    public async Task DiscoverAsync_NoModelServed_GivesNullAndLogsNothing()
    {
        Recommender recommender = Serving(null, 0);

        Assert.Null(await recommender.DiscoverAsync(
            FakePlayLog.User, new PlaylistRequest(), TestContext.Current.CancellationToken));
        Assert.Empty(_serves.Lists);
    }

    [Fact]
    public async Task DiscoverAsync_OneTaste_ShowsUnheardTracksOfThatTasteFirst()
    {
        Recommender recommender = Serving(TwoTastes(40), 40);
        _plays.Listen(1, 3, 5).Count(7, 12);

        Playlist playlist = await Discover(recommender, new PlaylistRequest { Count = 10, Discovery = 0 });

        Assert.Equal(10, playlist.Entries.Count);
        Assert.All(Ids(playlist), id => Assert.Equal(1, id % 2));
        Assert.DoesNotContain(playlist.Entries, entry => entry.Track.Id.Value is 1 or 3 or 5 or 7);
        Assert.All(playlist.Entries, entry => Assert.True(entry.NeverHeard));
        Assert.Equal(Enumerable.Range(1, 10), playlist.Entries.Select(entry => entry.Position));
        Assert.Equal("ann", playlist.User);
        Assert.Equal(Now, playlist.CreatedAt);
        Assert.Empty(playlist.Notes);
        Assert.Equal(playlist.Entries.Average(entry => (double)entry.Popularity), playlist.Dial.AchievedPopularity, 6);
        Assert.Equal(playlist.Dial.AskedPopularity, playlist.Dial.AchievedPopularity, 6);
    }

    [Fact]
    public async Task DiscoverAsync_Shown_IsLoggedAsShown()
    {
        Recommender recommender = Serving(TwoTastes(40), 40);
        _plays.Listen(1, 3, 5);

        Playlist playlist = await Discover(recommender, new PlaylistRequest { Count = 5, Discovery = 0.25 });

        ServedList served = Assert.Single(_serves.Lists);
        Assert.Equal(FakePlayLog.User.Id, served.User);
        Assert.Equal(Now, served.ServedAt);
        Assert.Equal(playlist.Version, served.Version);
        Assert.Equal(0.25, served.Discovery);
        Assert.Equal(
            playlist.Entries.Select(e => new ServedTrack(e.Track.Id, e.Position, e.Source, e.Score, 1)), served.Tracks);
    }

    [Fact]
    public async Task DiscoverAsync_ShortTrackPlayedWhole_CountsAsAPlay()
    {
        Recommender recommender = Serving(TwoTastes(40), 40);
        _catalogue.Put(FakeCatalogue.Track(1) with { Duration = TimeSpan.FromSeconds(15) });
        _catalogue.Put(FakeCatalogue.Track(2) with { Duration = TimeSpan.FromSeconds(200) });
        foreach (long id in (long[])[1, 2])
        {
            _plays.Listen(new Listen(FakePlayLog.User.Id, new TrackId(id), Now.AddHours(-id))
            {
                DurationPlayed = TimeSpan.FromSeconds(15),
            });
        }

        Playlist playlist = await Discover(recommender, new PlaylistRequest { Count = 5, Discovery = 0 });

        // Track 1 was played to its end; track 2 was skipped, and so says nothing for the even tracks.
        Assert.All(Ids(playlist), id => Assert.Equal(1, id % 2));
        Assert.All(playlist.Entries, entry => Assert.Equal([1L], entry.Because.TopPlays.Select(play => play.Track.Id.Value)));
    }

    [Fact]
    public async Task Pick_SameHistory_PicksWhatDiscoverAsyncShows()
    {
        Recommender recommender = Serving(TwoTastes(40), 40);
        _plays.Listen(1, 3, 5).Count(7, 12).Say(FeedbackKind.Dislike, 9);
        PlaylistRequest request = new() { Count = 10, Discovery = 0.5 };
        ListenerHistory history = await ListenerHistory.ReadAsync(
            _plays, _catalogue, FakePlayLog.User.Id, TestContext.Current.CancellationToken);

        Playlist shown = await Discover(recommender, request);

        Assert.Equal(
            Ids(shown), Recommender.Pick(TwoTastes(40).Build(), history, request).Select(track => track.Value));
        Assert.Single(_serves.Lists);
    }
}
