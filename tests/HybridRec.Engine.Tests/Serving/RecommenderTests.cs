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

    [Fact]
    public async Task DiscoverAsync_DislikedTracksAndNeverArtists_AreNeverShown()
    {
        Recommender recommender = Serving(TwoTastes(20), 20);
        _plays.Listen(1).Say(FeedbackKind.Dislike, 3).Say(FeedbackKind.NeverArtist, artist: "ARTIST 5");

        foreach (bool heard in (bool[])[false, true])
        {
            Playlist playlist = await Discover(recommender, new PlaylistRequest { IncludeHeard = heard });

            Assert.DoesNotContain(3, Ids(playlist));
            Assert.DoesNotContain(5, Ids(playlist));
            Assert.Equal(heard, Ids(playlist).Contains(1));
        }
    }

    [Fact]
    public async Task DiscoverAsync_NewListenAndFeedback_CountAtOnce()
    {
        Recommender recommender = Serving(TwoTastes(40), 40);
        _plays.Listen(1, 3);
        PlaylistRequest request = new() { Count = 5, Discovery = 0 };
        Assert.All(Ids(await Discover(recommender, request)), id => Assert.Equal(1, id % 2));

        _plays.Say(FeedbackKind.Dislike, 1).Say(FeedbackKind.Dislike, 3).Listen(2, 4, 6, 8);

        Assert.All(Ids(await Discover(recommender, request)), id => Assert.Equal(0, id % 2));
    }

    [Fact]
    public async Task DiscoverAsync_PlaysOfTracksNewerThanTheModel_AreIgnoredButHeard()
    {
        Recommender recommender = Serving(TwoTastes(10), 12);
        _plays.Listen(11, 12, 1);

        Playlist playlist = await Discover(recommender, new PlaylistRequest { Count = 3, Discovery = 0 });

        Assert.All(playlist.Entries, entry => Assert.Equal(1, entry.Because.TopPlays.Single().Track.Id.Value));
        Assert.All(playlist.Entries, entry => Assert.Equal(1, entry.Because.TopPlays.Single().Share, 1e-4));
    }

    [Fact]
    public async Task DiscoverAsync_Reasons_AreTheLargestSharesAndTheNearestByEar()
    {
        ServingModel model = TwoTastes(30).Build();
        Recommender recommender = Serving(TwoTastes(30), 30);
        _plays.Listen(1, 3, 3, 5, 7, 2);

        Playlist playlist = await Discover(recommender, new PlaylistRequest { Count = 5, Discovery = 0 });

        ListenerHistory history = await ListenerHistory.ReadAsync(
            _plays, _catalogue, FakePlayLog.User.Id, TestContext.Current.CancellationToken);
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
        _plays.Listen(1);

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
        _plays.Listen(1, 2, 3, 4, 5);

        Playlist playlist = await Discover(recommender, new PlaylistRequest { Count = 10 });

        Assert.Equal(10, playlist.Entries.Count);
        Assert.All(playlist.Entries, entry => Assert.InRange(entry.Track.Id.Value, 6, 15));
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
        _plays.Say(FeedbackKind.Dislike, 7);

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
        _plays.Listen(1);

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
        _catalogue.Put(FakeCatalogue.Track(31, hasAudio: false));
        _catalogue.Put(FakeCatalogue.Track(29, hasAudio: false));
        _plays.Listen(1);

        Playlist playable = await Discover(recommender, new PlaylistRequest { PlayableOnly = true });
        Playlist second = await Discover(recommender, new PlaylistRequest { OnlyCollections = new HashSet<string> { "second" } });
        Playlist without = await Discover(recommender, new PlaylistRequest { Exclude = new HashSet<long> { 3, 5 } });

        // 29 had audio when the model was made, and has none now.
        Assert.DoesNotContain(31, Ids(playable));
        Assert.DoesNotContain(29, Ids(playable));
        Assert.Contains(28, Ids(playable));
        Assert.Equal(Enumerable.Range(16, 16).Select(id => (long)id), Ids(second).Order());
        Assert.Equal(["Only 16 tracks qualify."], second.Notes);
        Assert.DoesNotContain(Ids(without), id => id is 1 or 3 or 5);
    }

    [Fact]
    public async Task DiscoverAsync_MergedAndVanishedTracks_AreReplacedByOthers()
    {
        Recommender recommender = Serving(TwoTastes(40), 40);
        _catalogue.Merge(gone: 3, survivor: 1);
        _catalogue.Merge(gone: 5, survivor: 7);
        _catalogue.Remove(9);
        _plays.Listen(1);

        Playlist playlist = await Discover(recommender, new PlaylistRequest { Count = 8, Discovery = 0 });

        // 3 is heard under its new id, 5 and 7 are one track now, 9 is gone.
        Assert.Equal(8, Ids(playlist).Distinct().Count());
        Assert.DoesNotContain(Ids(playlist), id => id is 1 or 3 or 5 or 9);
        Assert.Contains(7, Ids(playlist));
        Assert.All(Ids(playlist), id => Assert.Equal(1, id % 2));
    }

    [Fact]
    public async Task DiscoverAsync_ManyAtOnce_GiveTheSameLists()
    {
        Recommender recommender = Serving(TwoTastes(200), 200);
        _plays.Listen(1, 3, 5, 2);
        long[] alone = Ids(await Discover(recommender, new PlaylistRequest { Discovery = 0.8 }));

        Playlist[] together = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(
            () => Discover(recommender, new PlaylistRequest { Discovery = 0.8 }), TestContext.Current.CancellationToken)));

        Assert.All(together, playlist => Assert.Equal(alone, Ids(playlist)));
        Assert.Equal(17, _serves.Lists.Count);
    }

    [Fact]
    public async Task DiscoverAsync_DialTurnedUp_NeverGetsMorePopular()
    {
        Recommender recommender = Serving(TwoTastes(300), 300);
        _plays.Listen(1, 3, 5, 41, 2);

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
