using HybridRec.Engine.Catalogue;

namespace HybridRec.Engine.Tests.Catalogue;

public sealed class TrackIdentityTests
{
    private static readonly Guid Mbid = new("11111111-2222-3333-4444-555555555555");

    [Fact]
    public void Of_TwoSpellings_GiveOneTextKey()
    {
        TrackIdentity one = TrackIdentity.Of(new() { Artist = "The Beatles", Title = "Help! - Remastered 2009" });
        TrackIdentity other = TrackIdentity.Of(new() { Artist = "BEATLES", Title = "Help" });

        Assert.Equal(one, other);
        Assert.NotNull(one.TextKey);
    }

    [Fact]
    public void Of_GuestInArtistOrTitle_GivesOneTextKey()
    {
        TrackIdentity inArtist = TrackIdentity.Of(new() { Artist = "A feat. B", Title = "C" });
        TrackIdentity inTitle = TrackIdentity.Of(new() { Artist = "A", Title = "C (feat. B)" });

        Assert.Equal(inArtist, inTitle);
    }

    [Fact]
    public void Of_ArtistAsAWhole_SharesNoKeyWithItsTracks()
    {
        TrackIdentity artist = TrackIdentity.Of(new() { Artist = "Queen", Title = "" });
        TrackIdentity track = TrackIdentity.Of(new() { Artist = "Queen", Title = "Queen" });
        TrackIdentity hidden = TrackIdentity.Of(new() { Artist = "Queen", Title = "\u200B" });

        Assert.Equal(3, new[] { artist, track, hidden }.Distinct().Count());
        Assert.Equal(artist, TrackIdentity.Of(new() { Artist = "QUEEN", Title = " " }));
    }

    [Fact]
    public void Of_ArtistAsAWholeWithGuest_IsAnItemOfItsOwn()
    {
        Assert.NotEqual(
            TrackIdentity.Of(new() { Artist = "A feat. B", Title = "" }), TrackIdentity.Of(new() { Artist = "A", Title = "" }));
    }

    [Theory]
    [InlineData("Unknown Artist")]
    [InlineData("Various Artists")]
    [InlineData("")]
    public void Of_NobodyWithAnotherKey_MakesNoTextKey(string artist)
    {
        Assert.Null(TrackIdentity.Of(new() { Artist = artist, Title = "Intro", ExternalId = "x:1" }).TextKey);
        Assert.Null(TrackIdentity.Of(new() { Artist = artist, Title = "Intro", RecordingMbid = Mbid }).TextKey);
    }

    [Fact]
    public void Of_NobodyWithoutAnotherKey_MakesATextKey()
    {
        Assert.NotNull(TrackIdentity.Of(new() { Artist = "Unknown Artist", Title = "Intro" }).TextKey);
    }

    [Fact]
    public void Of_StandInName_MakesATextKeyOnlyWithoutAnotherKey()
    {
        TrackDescription unnamed = new() { Artist = "Item 51", Title = "", IsUnnamed = true };

        Assert.Null(TrackIdentity.Of(unnamed with { ExternalId = "tsv:x:51" }).TextKey);
        Assert.NotNull(TrackIdentity.Of(unnamed).TextKey);
    }

    [Fact]
    public void Of_EmptyMbidAndBlankId_AreNoKeys()
    {
        TrackIdentity identity = TrackIdentity.Of(
            new() { Artist = "A", Title = "B", RecordingMbid = Guid.Empty, ExternalId = " " });

        Assert.Null(identity.RecordingMbid);
        Assert.Null(identity.ExternalId);
    }

    [Fact]
    public void Of_TitleAlone_ThrowsNamingIt()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => TrackIdentity.Of(new() { Artist = " ", Title = "Intro" }));

        Assert.Contains("\"Intro\"", error.Message, StringComparison.Ordinal);
    }
}
