using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Playlists;
using HybridRec.Engine.Serving;

namespace HybridRec.Engine.Tests.Serving;

public sealed class RecommenderTests : RecommenderTestBase
{
    [Fact]
    public async Task DiscoverAsync_OneTaste_ShowsUnheardTracksOfThatTasteFirst()
    {
        Recommender recommender = Serving(TwoTastes(40), 40);
        Plays.Listen(1, 3, 5).Count(7, 12);

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

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 3)]
    public async Task DiscoverAsync_TracksHardlyAnybodyHeard_GetTheirPlacesWhereTheDialIsUp(double discovery, int places)
    {
        // 400 well-played tracks of one taste, and ten new ones that sound like it but are less sure to please.
        ModelBuilder builder = new();
        for (int id = 1; id <= 410; id++)
        {
            bool fresh = id > 400;
            builder.Add(
                fresh ? [0.01f, 0] : [0.5f + (0.0005f * id), 0.1f], [1, 0.1f], popularity: 50, users: fresh ? id % 3 : 30);
        }

        Recommender recommender = Serving(builder, 410);
        Plays.Listen(1, 2, 3);

        Playlist playlist = await Discover(recommender, new PlaylistRequest { Count = 20, Discovery = discovery });

        PlaylistEntry[] shown = [.. playlist.Entries.Where(entry => entry.Source == "fresh")];
        Assert.Equal(20, playlist.Entries.Count);
        Assert.Equal(places, shown.Length);
        Assert.All(shown, entry => Assert.True(entry.Track.Id.Value > 400));
    }

    [Fact]
    public async Task DiscoverAsync_Shown_IsLoggedAsShown()
    {
        Recommender recommender = Serving(TwoTastes(40), 40);
        Plays.Listen(1, 3, 5);

        Playlist playlist = await Discover(recommender, new PlaylistRequest { Count = 5, Discovery = 0.25 });

        ServedList served = Assert.Single(Serves.Lists);
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
        Catalogue.Put(FakeCatalogue.Track(1) with { Duration = TimeSpan.FromSeconds(15) });
        Catalogue.Put(FakeCatalogue.Track(2) with { Duration = TimeSpan.FromSeconds(200) });
        foreach (long id in (long[])[1, 2])
        {
            Plays.Listen(new Listen(FakePlayLog.User.Id, new TrackId(id), Now.AddHours(-id))
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
        Plays.Listen(1, 3, 5).Count(7, 12).Say(FeedbackKind.Dislike, 9);
        PlaylistRequest request = new() { Count = 10, Discovery = 0.5 };
        ListenerHistory history = await ListenerHistory.ReadAsync(
            Plays, Catalogue, FakePlayLog.User.Id, TestContext.Current.CancellationToken);

        Playlist shown = await Discover(recommender, request);

        Assert.Equal(
            Ids(shown), Recommender.Pick(TwoTastes(40).Build(), history, request).Tracks.Select(track => track.Value));
        Assert.Single(Serves.Lists);
    }

    [Fact]
    public async Task DiscoverAsync_NewListenAndFeedback_CountAtOnce()
    {
        Recommender recommender = Serving(TwoTastes(40), 40);
        Plays.Listen(1, 3);
        PlaylistRequest request = new() { Count = 5, Discovery = 0 };
        Assert.All(Ids(await Discover(recommender, request)), id => Assert.Equal(1, id % 2));

        Plays.Say(FeedbackKind.Dislike, 1).Say(FeedbackKind.Dislike, 3).Listen(2, 4, 6, 8);

        Assert.All(Ids(await Discover(recommender, request)), id => Assert.Equal(0, id % 2));
    }

    [Fact]
    public async Task DiscoverAsync_PlaysOfTracksNewerThanTheModel_AreIgnoredButHeard()
    {
        Recommender recommender = Serving(TwoTastes(10), 12);
        Plays.Listen(11, 12, 1);

        Playlist playlist = await Discover(recommender, new PlaylistRequest { Count = 3, Discovery = 0 });

        Assert.All(playlist.Entries, entry => Assert.Equal(1, entry.Because.TopPlays.Single().Track.Id.Value));
        Assert.All(playlist.Entries, entry => Assert.Equal(1, entry.Because.TopPlays.Single().Share, 1e-4));
    }

    [Fact]
    public async Task DiscoverAsync_Reasons_AreTheLargestSharesAndTheNearestByEar()
    {
        ServingModel model = TwoTastes(30).Build();
        Recommender recommender = Serving(TwoTastes(30), 30);
        Plays.Listen(1, 3, 3, 5, 7, 2);

        Playlist playlist = await Discover(recommender, new PlaylistRequest { Count = 5, Discovery = 0 });

        ListenerHistory history = await ListenerHistory.ReadAsync(
            Plays, Catalogue, FakePlayLog.User.Id, TestContext.Current.CancellationToken);
        ListenerProfile profile = new(model, history);
        float[] perPlay = new float[5];
        foreach (PlaylistEntry entry in playlist.Entries)
        {
            int row = (int)entry.Track.Id.Value - 1;
            profile.Contributions(row, perPlay);
            Assert.Equal(entry.Score, perPlay.Sum(), 1e-4 * entry.Score);
            Assert.Equal(
                perPlay.OrderDescending().Take(3).Select(part => part / entry.Score),
                entry.Because.TopPlays.Select(play => play.Share),
                (expected, actual) => Math.Abs(expected - actual) < 1e-4);
            Assert.Equal(
                profile.PlayedRows.Max(play => model.AudioCosine(row, play)),
                entry.Because.NearestByEar!.Similarity,
                1e-5);
        }
    }

    [Fact]
    public async Task DiscoverAsync_NobodyPlayedAnything_WorksByEar()
    {
        ModelBuilder builder = new();
        for (int id = 1; id <= 20; id++)
        {
            builder.Add(audio: id % 2 == 1 ? [1, 0.01f * id] : [-1, 0.01f * id]);
        }

        Recommender recommender = Serving(builder, 20);
        Plays.Listen(1);

        Playlist playlist = await Discover(recommender, new PlaylistRequest { Count = 5 });

        Assert.Equal(5, playlist.Entries.Count);
        Assert.All(playlist.Entries, entry =>
        {
            Assert.Equal(1, entry.Track.Id.Value % 2);
            Assert.Equal("audio", entry.Source);
            Assert.True(entry.Cold);
            Assert.Equal(1, entry.Because.NearestByEar!.Track.Id.Value);
        });
        Assert.Equal(0, playlist.Dial.AchievedPopularity);
    }

    [Fact]
    public async Task DiscoverAsync_NewListenerAmongStrangersWithoutAudio_GetsSoundsLikePicks()
    {
        // As when 20 listens of own recordings meet a history of artists: nobody else played any of these.
        ModelBuilder builder = new();
        for (int id = 1; id <= 60; id++)
        {
            if (id <= 30)
            {
                builder.Add(audio: id <= 15 ? [1, 0.02f * id] : [-1, 0.02f * id]);
            }
            else
            {
                builder.Add([1f / id, 0.5f], users: id, popularity: id);
            }
        }

        Recommender recommender = Serving(builder, 60);
        Plays.Listen(1, 2, 3, 4, 5);

        Playlist playlist = await Discover(recommender, new PlaylistRequest { Count = 10 });

        Assert.Equal(10, playlist.Entries.Count);
        Assert.All(playlist.Entries, entry => Assert.InRange(entry.Track.Id.Value, 6, 15));
    }

    [Fact]
    public async Task DiscoverAsync_ManyAtOnce_GiveTheSameLists()
    {
        Recommender recommender = Serving(TwoTastes(200), 200);
        Plays.Listen(1, 3, 5, 2);
        long[] alone = Ids(await Discover(recommender, new PlaylistRequest { Discovery = 0.8 }));

        Playlist[] together = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(
            () => Discover(recommender, new PlaylistRequest { Discovery = 0.8 }), TestContext.Current.CancellationToken)));

        Assert.All(together, playlist => Assert.Equal(alone, Ids(playlist)));
        Assert.Equal(17, Serves.Lists.Count);
    }

    [Fact]
    public async Task DiscoverAsync_DialTurnedUp_NeverGetsMorePopular()
    {
        Recommender recommender = Serving(TwoTastes(300), 300);
        Plays.Listen(1, 3, 5, 41, 2);

        List<double> achieved = [];
        for (int step = 0; step <= 10; step++)
        {
            Playlist playlist = await Discover(recommender, new PlaylistRequest { Count = 20, Discovery = step / 10.0 });
            achieved.Add(playlist.Dial.AchievedPopularity);
            Assert.True(playlist.Dial.FeasiblePopularity <= playlist.Dial.AchievedPopularity);
        }

        Assert.Equal(achieved.OrderDescending(), achieved);
        Assert.True(achieved[^1] < achieved[0] - 20, string.Join(" ", achieved));
    }
}
