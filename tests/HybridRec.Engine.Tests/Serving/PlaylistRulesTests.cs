using System.Globalization;
using System.Text.RegularExpressions;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Playlists;
using HybridRec.Engine.Serving;

namespace HybridRec.Engine.Tests.Serving;

/// <summary>Rules are never broken; wishes give way only where the notes say so, and only for want of tracks.</summary>
public sealed partial class PlaylistRulesTests : RecommenderTestBase
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task DiscoverAsync_AnyRequest_BreaksNoRuleAndNamesEveryWishThatGaveWay(int seed)
    {
        Random random = new(seed);
        Library library = new(random);
        Recommender recommender = Serving(library.Model, 0);
        library.Tracks.ForEach(Catalogue.Put);
        HashSet<long> heard = [.. library.Some(random, random.Next(4) == 0 ? 0 : 8)];
        HashSet<long> disliked = [.. library.Some(random, 3).Except(heard)];
        Plays.Listen([.. heard]);
        foreach (long track in disliked)
        {
            Plays.Say(FeedbackKind.Dislike, track);
        }

        HashSet<long> servedLately = [.. library.Some(random, 10)];
        Serve(Now.AddDays(-3), servedLately);
        Serve(Now.AddDays(-30), library.Some(random, 10));
        PlaylistRequest request = library.Request(random);

        Playlist playlist = await Discover(recommender, request);

        Track[] tracks = [.. playlist.Entries.Select(entry => entry.Track)];
        bool heardToo = Noted(playlist, "you have not heard");
        bool servedToo = heardToo || Noted(playlist, "some of it is back") || request.NotServedDays == 0;
        Assert.Equal(tracks.Length, tracks.Distinct().Count());
        Assert.All(tracks, track => Assert.True(Qualifies(track)));
        Assert.All(tracks, track => Assert.True(heardToo || !heard.Contains(track.Id.Value)));
        Assert.All(tracks, track => Assert.True(servedToo || !servedLately.Contains(track.Id.Value)));
        AssertCap(tracks, request, track => track.Artist, CapIn(playlist) ?? request.TracksPerArtist ?? 2);
        if (request.TracksPerAlbum is { } perAlbum && !Noted(playlist, "Too few albums"))
        {
            AssertCap(tracks, request, track => track.Release ?? $"none {track.Id.Value}", perAlbum);
        }

        int fresh = library.Tracks.Count(track => Qualifies(track) && !heard.Contains(track.Id.Value));
        if (request.Length is { } length)
        {
            Assert.True(tracks.Sum(track => track.Duration!.Value.TotalSeconds) <= length.TotalSeconds);
            Assert.True(tracks.Length <= request.Count);
            Assert.Equal(fresh > 0, tracks.Length > 0 && !heardToo);
        }
        else
        {
            // Wishes give way, so that only rules make a list short.
            Assert.Equal(Math.Min(request.Count, heardToo ? library.Tracks.Count(Qualifies) : fresh), tracks.Length);
        }

        bool Qualifies(Track track) => Library.Satisfies(request, track) && !disliked.Contains(track.Id.Value);
    }

    [Fact]
    public async Task DiscoverAsync_TooFewNotServed_GivesWayBeforeTheArtistCap()
    {
        // Eight tracks by four artists; all but track 8 were served yesterday.
        Library library = new(8, track => track with { Artist = $"Artist {track.Id.Value % 4}" });
        Recommender recommender = Serving(library.Model, 0);
        library.Tracks.ForEach(Catalogue.Put);
        Plays.Listen(1);
        Serve(Now.AddDays(-1), [2, 3, 4, 5, 6, 7]);
        PlaylistRequest request = new() { Count = 4, NotServedDays = 7, TracksPerArtist = 1 };

        Playlist four = await Discover(recommender, request);
        Playlist seven = await Discover(recommender, request with { Count = 7 });
        Playlist later = await Discover(recommender, request with { Count = 1, TracksPerArtist = null });

        Assert.Equal(4, four.Entries.Count);
        Assert.Equal(4, four.Entries.Select(entry => entry.Track.Artist).Distinct().Count());
        Assert.Single(four.Notes, note => note.Contains("last 7 days", StringComparison.Ordinal));
        Assert.Equal(7, seven.Entries.Count);
        Assert.Equal(2, seven.Notes.Count(note => note.StartsWith("Too ", StringComparison.Ordinal)));
        Assert.Contains(seven.Notes, note => note.Contains("up to 2 tracks of one", StringComparison.Ordinal));

        // By now the two lists above have shown them all.
        Assert.Contains(later.Notes, note => note.Contains("last 7 days", StringComparison.Ordinal));
    }

    [Fact]
    public async Task DiscoverAsync_EverythingHeard_ShowsWhatIsKnownAndSaysSo()
    {
        Recommender recommender = Serving(TwoTastes(6), 6);
        Plays.Listen(1, 2, 3, 4, 5, 6).Say(FeedbackKind.Dislike, 2);

        Playlist playlist = await Discover(recommender);

        Assert.Equal([1, 3, 4, 5, 6], Ids(playlist).Order());
        Assert.Contains(playlist.Notes, note => note.Contains("nothing left that you have not heard", StringComparison.Ordinal));
        Assert.All(playlist.Entries, entry => Assert.False(entry.NeverHeard));
    }

    [Fact]
    public async Task DiscoverAsync_FortyFiveMinutes_FillsThemWithinOneTrack()
    {
        Library library = new(60, track => track with { Duration = TimeSpan.FromSeconds(150 + (track.Id.Value * 3)) });
        Recommender recommender = Serving(library.Model, 0);
        library.Tracks.ForEach(Catalogue.Put);
        Plays.Listen(1, 3);

        Playlist playlist = await Discover(recommender, new() { Count = 200, Length = TimeSpan.FromMinutes(45) });

        double minutes = playlist.Entries.Sum(entry => entry.Track.Duration!.Value.TotalMinutes);
        Assert.InRange(minutes, 45 - 5.5, 45);
        Assert.Contains(playlist.Notes, note => note.EndsWith("of the 45:00 min asked for.", StringComparison.Ordinal));
        Assert.DoesNotContain(playlist.Notes, note => note.StartsWith("Only", StringComparison.Ordinal));
    }

    [Fact]
    public async Task DiscoverAsync_ContradictionsAndUnknownNames_AreToldInNotes()
    {
        Recommender recommender = Serving(TwoTastes(6), 6);
        Plays.Listen(1);

        Playlist playlist = await Discover(recommender, new()
        {
            MinDuration = TimeSpan.FromMinutes(5),
            MaxDuration = TimeSpan.FromMinutes(2),
            MinTempo = 140,
            MaxTempo = 90,
            OnlyCollections = new HashSet<string> { "first" },
            ExcludeCollections = new HashSet<string> { "first", "nowhere" },
            ExcludeArtists = new HashSet<string> { "Nobody" },
            Exclude = new HashSet<long> { 999 },
        });

        Assert.Empty(playlist.Entries);
        Assert.Equal(
            [
                "No track lasts at least 5:00 min and at most 2:00 min.",
                "No track has at least 140 and at most 90 beats a minute.",
                "The only collections wanted are also excluded.",
                "There is no collection \"nowhere\".",
                "There are no tracks by \"Nobody\" to leave out.",
                "1 of the ids to leave out is of no track that could be shown.",
            ],
            playlist.Notes.Take(6));
        Assert.Contains("No track qualifies; left out: 6 excluded, or of other collections.", playlist.Notes);
    }

    [Fact]
    public async Task DiscoverAsync_TempoThatNothingMeasured_LeavesAllOutAndSaysSo()
    {
        Recommender recommender = Serving(TwoTastes(6), 6);
        Plays.Listen(1);

        Playlist playlist = await Discover(recommender, new() { MinTempo = 90 });

        Assert.Empty(playlist.Entries);
        Assert.Contains("The tempo of 6 tracks is not known; none of them is shown.", playlist.Notes);
    }

    [Fact]
    public async Task DiscoverAsync_NumbersOutOfRange_Throw()
    {
        Recommender recommender = Serving(TwoTastes(6), 6);
        PlaylistRequest[] bad =
        [
            new() { TracksPerArtist = 0 },
            new() { TracksPerAlbum = 201 },
            new() { Window = 0 },
            new() { NotServedDays = -1 },
            new() { Length = TimeSpan.Zero },
            new() { MinDuration = TimeSpan.FromSeconds(-1) },
            new() { MinTempo = double.NaN },
        ];
        foreach (PlaylistRequest request in bad)
        {
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Discover(recommender, request));
        }
    }

    [Fact]
    public void Pick_WhatOnlyTheCatalogueKnows_ThrowsSayingSo() => Assert.Contains(
        "Playing times",
        Assert.Throws<ArgumentException>(() => Recommender.Pick(
            TwoTastes(4).Build(), new ListenerHistory(), new() { TracksPerAlbum = 1 })).Message);

    private void Serve(DateTimeOffset when, IEnumerable<long> tracks) => Serves.Lists.Add(new ServedList(
        FakePlayLog.User.Id,
        when,
        new ModelVersion("20260101T000000000Z-00000001"),
        0.5,
        [.. tracks.Select((track, i) => new ServedTrack(new TrackId(track), i + 1, "blend", 1, 1))]));

    private static bool Noted(Playlist playlist, string words) =>
        playlist.Notes.Any(note => note.Contains(words, StringComparison.Ordinal));

    private static int? CapIn(Playlist playlist) => playlist.Notes.Select(note => ArtistCap().Match(note))
        .Where(match => match.Success)
        .Select(match => (int?)int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))
        .FirstOrDefault();

    private static void AssertCap(Track[] tracks, PlaylistRequest request, Func<Track, string> group, int most)
    {
        int window = request.Window ?? 30;
        for (int start = 0; start < tracks.Length; start++)
        {
            IEnumerable<Track> stretch = tracks.Skip(start).Take(window);
            Assert.All(stretch.CountBy(group), pair => Assert.InRange(pair.Value, 1, most));
        }
    }

    [GeneratedRegex("up to (\\d+) tracks of one")]
    private static partial Regex ArtistCap();

    /// <summary>A library by chance, and requests that bite on it.</summary>
    private sealed class Library
    {
        private readonly Random _chance;

        public Library(Random random)
            : this(random.Next(20, 120), track => ByChance(track, random), random)
        {
        }

        public Library(int tracks, Func<Track, Track> change, Random? random = null)
        {
            random ??= new Random(5);
            _chance = random;
            for (int id = 1; id <= tracks; id++)
            {
                Track track = change(FakeCatalogue.Track(id));
                Tracks.Add(track);
                float[] vector = [random.NextSingle() + 0.1f, random.NextSingle() + 0.1f];
                int users = random.Next(4) == 0 ? 0 : random.Next(1, 50);
                Model.Add(
                    vector, vector, ArtistKey.Of(track.Artist), track.Collection, users == 0 ? 0 : 2 * users, users, track.HasAudio);
            }
        }

        public ModelBuilder Model { get; } = new();

        public List<Track> Tracks { get; } = [];

        public IEnumerable<long> Some(Random random, int count) =>
            Enumerable.Range(0, count).Select(_ => Tracks[random.Next(Tracks.Count)].Id.Value).Distinct();

        public PlaylistRequest Request(Random random) => new()
        {
            Count = random.Next(1, 40),
            Discovery = random.NextDouble(),
            Length = Maybe(4) ? TimeSpan.FromSeconds(random.Next(150, 4_000)) : null,
            TracksPerArtist = Maybe(2) ? random.Next(1, 4) : null,
            TracksPerAlbum = Maybe(2) ? random.Next(1, 4) : null,
            Window = Maybe(2) ? random.Next(1, 40) : null,
            NotServedDays = Maybe(2) ? random.Next(4, 20) : 0,
            PlayableOnly = Maybe(3),
            Exclude = Some(random, Maybe(2) ? 5 : 0).ToHashSet(),
            ExcludeArtists = Maybe(3) ? new HashSet<string> { "THE band 1" } : new HashSet<string>(),
            OnlyCollections = Maybe(4) ? new HashSet<string> { "a", "b" } : new HashSet<string>(),
            ExcludeCollections = Maybe(3) ? new HashSet<string> { "b" } : new HashSet<string>(),
            MinDuration = Maybe(4) ? TimeSpan.FromSeconds(random.Next(100, 300)) : null,
            MaxDuration = Maybe(4) ? TimeSpan.FromSeconds(random.Next(150, 400)) : null,
            MinTempo = Maybe(4) ? random.Next(80, 130) : null,
            MaxTempo = Maybe(4) ? random.Next(100, 170) : null,
        };

        public static bool Satisfies(PlaylistRequest request, Track track) =>
            (!request.PlayableOnly || track.HasAudio)
            && !request.Exclude.Contains(track.Id.Value)
            && !(request.ExcludeArtists.Count > 0 && track.Artist == "Band 1")
            && (request.OnlyCollections.Count == 0 || (track.Collection is { } only && request.OnlyCollections.Contains(only)))
            && !(track.Collection is { } collection && request.ExcludeCollections.Contains(collection))
            && ((request.Length ?? request.MinDuration ?? request.MaxDuration) is null || (track.Duration is { } time
                && !(time > request.Length) && !(time < request.MinDuration) && !(time > request.MaxDuration)))
            && ((request.MinTempo ?? request.MaxTempo) is null || (track.Sound?.TempoBpm is { } tempo
                && !(tempo < request.MinTempo) && !(tempo > request.MaxTempo)));

        private static Track ByChance(Track track, Random random) => track with
        {
            Artist = $"Band {random.Next(random.Next(2, 40))}",
            Release = random.Next(5) == 0 ? null : $"Album {random.Next(12)}",
            Duration = random.Next(6) == 0 ? null : TimeSpan.FromSeconds(random.Next(90, 420)),
            Collection = random.Next(6) == 0 ? null : $"{(char)('a' + random.Next(3))}",
            HasAudio = random.Next(3) > 0,
            Sound = random.Next(3) == 0 ? null : FakeCatalogue.Sound(random.Next(70, 180)),
        };

        private bool Maybe(int oneIn) => _chance.Next(oneIn) == 0;
    }
}
