using HybridRec.Engine.Listens;
using HybridRec.Engine.Playlists;
using HybridRec.Engine.Serving;

namespace HybridRec.Engine.Tests.Serving;

/// <summary>"Never this artist" is absolute: main artist or guest, in any list, whatever else is asked.</summary>
public sealed class NeverArtistTests : RecommenderTestBase
{
    private const string Banned = "The Kinks";

    /// <summary>Main artist, guest in the credit, guest in the title, one of several; known to the model and not.</summary>
    private Recommender ServingKinks(bool modelKnowsCredits, bool hasTaste)
    {
        ModelBuilder builder = TwoTastes(20);
        if (modelKnowsCredits)
        {
            builder.Credit(1, "kinks").Credit(3, "artist 3", "kinks").Credit(5, "artist 5", "kinks").Credit(7, "artist 7", "kinks");
        }

        Recommender recommender = Serving(builder, 20);
        Catalogue.Put(FakeCatalogue.Track(1, Banned));
        Catalogue.Put(FakeCatalogue.Track(3, "Artist 3 feat. Kinks"));
        Catalogue.Put(FakeCatalogue.Track(5, "Artist 5", "Tune (with KINKS, THE & Others)"));
        Catalogue.Put(FakeCatalogue.Track(7, "Artist 7;Kinks"));
        if (hasTaste)
        {
            Plays.Listen(1, 9, 3);
        }

        return recommender;
    }

    public static TheoryData<bool, bool, bool, double> Requests()
    {
        TheoryData<bool, bool, bool, double> requests = [];
        foreach (int bits in Enumerable.Range(0, 8))
        {
            foreach (double dial in (double[])[0, 0.5, 1])
            {
                requests.Add((bits & 1) > 0, (bits & 2) > 0, (bits & 4) > 0, dial);
            }
        }

        return requests;
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task DiscoverAsync_WhateverIsAsked_ShowsNothingByThem(bool known, bool taste, bool heard, double dial)
    {
        Recommender recommender = ServingKinks(known, taste);
        Plays.Say(FeedbackKind.Like, 1).Say(FeedbackKind.NeverArtist, artist: "kinks").Say(FeedbackKind.Like, 3);

        Playlist playlist = await Discover(recommender, new PlaylistRequest { IncludeHeard = heard, Discovery = dial });

        Assert.DoesNotContain(Ids(playlist), id => id is 1 or 3 or 5 or 7);
        Assert.Contains(11, Ids(playlist));
        Assert.DoesNotContain(
            playlist.Entries.SelectMany(entry => entry.Because.TopPlays), play => play.Track.Id.Value is 1 or 3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DiscoverAsync_FeedbackNamesATrackNewerThanTheModel_MeansItsArtist(bool known)
    {
        Recommender recommender = ServingKinks(known, hasTaste: true);
        Catalogue.Put(FakeCatalogue.Track(99, Banned));
        Plays.Say(FeedbackKind.NeverArtist, 99);

        Playlist playlist = await Discover(recommender, new PlaylistRequest { IncludeHeard = true });

        Assert.DoesNotContain(Ids(playlist), id => id is 1 or 3 or 5 or 7);
    }

    [Fact]
    public async Task SimilarAsync_ForThatListener_ShowsNothingByThem()
    {
        foreach (bool known in (bool[])[true, false])
        {
            Recommender recommender = ServingKinks(known, hasTaste: true);
            Plays.Say(FeedbackKind.NeverArtist, artist: Banned);
            foreach (SimilarBy by in Enum.GetValues<SimilarBy>())
            {
                IReadOnlyList<SimilarTrack>? similar = await recommender.SimilarAsync(
                    new(9), by, 20, false, FakePlayLog.User.Id, TestContext.Current.CancellationToken);

                Assert.DoesNotContain(similar!, other => other.Track.Id.Value is 1 or 3 or 5 or 7);
                Assert.Contains(similar!, other => other.Track.Id.Value == 11);
            }
        }
    }

    [Fact]
    public async Task DiscoverAsync_TakenBack_ShowsThemAgain()
    {
        Recommender recommender = ServingKinks(modelKnowsCredits: true, hasTaste: false);
        Plays.Say(FeedbackKind.NeverArtist, artist: Banned).Say(FeedbackKind.Clear, artist: "kinks");

        Assert.Contains(3, Ids(await Discover(recommender)));
    }
}
