using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Playlists;
using HybridRec.Engine.Serving;

namespace HybridRec.Engine.Tests.Serving;

/// <summary>What became of what was shown, and that lists answer to it.</summary>
public sealed class ServedOutcomeTests : RecommenderTestBase
{
    private static readonly GeneratorBanditOptions Options = new();

    private static ServedList Shown(double day, params long[] tracks) => new(
        FakePlayLog.User.Id,
        Now.AddDays(day),
        new ModelVersion("20260101T000000000Z-00000001"),
        0.5,
        [.. tracks.Select((track, i) => new ServedTrack(new TrackId(track), i + 1, $"list of {day}", 1, 0.25))]);

    private static Reaction Did(long track, double day, bool good, bool said = false) =>
        new(new TrackId(track), Now.AddDays(day).ToUnixTimeSeconds(), good, said);

    [Theory]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    [InlineData(false, false, false)]
    public void Match_SeveralPlays_AreLikedWhereOneWasPlayedThrough(bool first, bool second, bool liked) => Assert.Equal(
        liked, Assert.Single(ServedOutcome.Match([Shown(0, 1)], [Did(1, 0.1, first), Did(1, 0.2, second)], Options)).Liked);

    [Fact]
    public void Match_WordsAndPlays_TheNewestWordCounts()
    {
        Reaction[] reactions = [Did(1, 0.3, good: true), Did(1, 0.2, good: false, said: true), Did(1, 0.1, good: true, said: true)];

        Assert.False(Assert.Single(ServedOutcome.Match([Shown(0, 1)], reactions, Options)).Liked);
    }

    [Fact]
    public void Match_SeveralLists_CreditsTheNewestBeforeWithinAWeek()
    {
        ServedList[] lists = [Shown(10, 1, 2), Shown(0, 1, 3)];
        Reaction[] reactions = [Did(1, 11, true), Did(1, 3, false), Did(2, 9, true), Did(2, 18, true), Did(3, 7.5, true), Did(4, 11, true)];

        List<ServedOutcome> outcomes = ServedOutcome.Match(lists, reactions, Options);

        // 2 was played before it was shown, and once more too late; 3 too late; 4 was never shown.
        Assert.Equal([("list of 10", true), ("list of 0", false)], outcomes.Select(outcome => (outcome.Source, outcome.Liked)));
        Assert.All(outcomes, outcome => Assert.Equal(0.25, outcome.Propensity));
    }

    [Fact]
    public async Task ReadAsync_Logs_TellSkipsFromPlays()
    {
        Catalogue.Put(FakeCatalogue.Track(1));
        Serves.Lists.Add(Shown(-2, 1, 2, 3, 4, 5));
        Plays.Listen(new Listen(FakePlayLog.User.Id, new TrackId(1), Now) { DurationPlayed = TimeSpan.FromSeconds(8) });
        Plays.Listen(new Listen(FakePlayLog.User.Id, new TrackId(2), Now) { DurationPlayed = TimeSpan.FromSeconds(180) });
        Plays.Listen(new Listen(FakePlayLog.User.Id, new TrackId(3), Now.AddDays(-30)));
        Plays.Listen(new Listen(FakePlayLog.User.Id, new TrackId(4), Now) { Skipped = true });

        IReadOnlyList<ServedOutcome> outcomes = await ServedOutcome.ReadAsync(
            Plays, Catalogue, Serves, FakePlayLog.User.Id, Options, TestContext.Current.CancellationToken);

        Assert.Equal([false, true, false], outcomes.Select(outcome => outcome.Liked));
    }

    /// <summary>400 tracks of one taste, of which some sound like a play and others have a lift from it.</summary>
    private static ModelBuilder TwoGenerators()
    {
        ModelBuilder builder = new();
        for (int id = 1; id <= 400; id++)
        {
            builder.Add([0.5f + (0.0005f * id), 0.1f], [1, 0.1f], popularity: 50, users: 30);
        }

        for (int id = 10; id < 40; id++)
        {
            builder.Link(byEar: id % 2 == 0, 2, id, 0.5f + (0.01f * id));
        }

        return builder;
    }

    [Fact]
    public async Task DiscoverAsync_PlacesDrawn_AreReportedAndLoggedWithTheirChances()
    {
        Recommender recommender = Serving(TwoGenerators(), 400);
        Plays.Listen(1, 2, 3);

        Playlist playlist = await Discover(recommender, new PlaylistRequest { Count = 30, Discovery = 1, Seed = 5 });

        Assert.Equal(["sounds-like", "lift"], playlist.Generators.Select(generator => generator.Source));
        Assert.Equal(6, playlist.Generators.Sum(generator => generator.Places));
        Assert.Equal(1, playlist.Generators.Sum(generator => generator.Chance), 1e-9);
        foreach (GeneratorShare generator in playlist.Generators)
        {
            PlaylistEntry[] drawn = [.. playlist.Entries.Where(entry => entry.Source == generator.Source && entry.Propensity < 1)];
            Assert.Equal(generator.Places, drawn.Length);
            Assert.All(drawn, entry => Assert.Equal(generator.Chance, entry.Propensity, 1e-9));
        }

        Assert.Equal(
            playlist.Entries.Select(entry => (entry.Track.Id, entry.Source, entry.Propensity)),
            Serves.Lists[0].Tracks.Select(track => (track.Track, track.Source, track.Propensity)));
    }

    [Fact]
    public async Task DiscoverAsync_SameLogsAndAnotherServer_GivesTheSamePlaces()
    {
        Plays.Listen(1, 2, 3);
        Serves.Lists.Add(Shown(-1, 11, 13));
        PlaylistRequest request = new() { Count = 30, Discovery = 1 };

        Playlist first = await Discover(Serving(TwoGenerators(), 400), request);
        Serves.Lists.RemoveAt(1);
        Playlist again = await Discover(Serving(TwoGenerators(), 400), request);
        int[] places = new int[20];
        for (int list = 0; list < places.Length; list++)
        {
            places[list] = (await Discover(Serving(TwoGenerators(), 400), request)).Generators[0].Places;
        }

        Assert.Equal(Ids(first), Ids(again));
        Assert.Equal(first.Generators, again.Generators);
        Assert.True(places.Distinct().Count() > 1, "chance is another with every list served");
    }

    [Fact]
    public async Task DiscoverAsync_ListenerWhoSkipsOneGenerator_GetsMoreOfTheOther()
    {
        Plays.Listen(1, 2, 3);
        for (int id = 10; id < 40; id++)
        {
            Serves.Lists.Add(new ServedList(
                FakePlayLog.User.Id,
                Now.AddDays(-1),
                new ModelVersion("20260101T000000000Z-00000001"),
                0.5,
                [new ServedTrack(new TrackId(id + 200), 1, id % 2 == 0 ? "sounds-like" : "lift", 1, 0.5)]));
            Plays.Listen(new Listen(FakePlayLog.User.Id, new TrackId(id + 200), Now.AddHours(-1)) { Skipped = id % 2 == 1 });
        }

        Playlist playlist = await Discover(Serving(TwoGenerators(), 400), new PlaylistRequest { Count = 30, Discovery = 1 });

        GeneratorShare suits = playlist.Generators.Single(generator => generator.Source == "sounds-like");
        GeneratorShare not = playlist.Generators.Single(generator => generator.Source == "lift");
        Assert.True(suits.Chance > 0.74 && suits.Expected > 0.7, $"{suits}");
        Assert.True(not.Chance >= 0.25 && not.Expected < 0.3, $"{not}");
    }
}
