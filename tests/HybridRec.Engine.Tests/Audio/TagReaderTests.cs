using HybridRec.Engine.Audio;
using HybridRec.Engine.Catalogue;

namespace HybridRec.Engine.Tests.Audio;

public sealed class TagReaderTests
{
    private const string Mbid = "b1a9c0e9-d987-4042-ae91-78d6a3267d69";

    private static TrackDescription Read(string path, params (string Name, string Value)[] tags) =>
        TagReader.Read(
            new AudioProbe(
                TimeSpan.FromSeconds(30), tags.ToDictionary(tag => tag.Name, tag => tag.Value), "mp3", 44_100, 2),
            path,
            "/music",
            "abc");

    [Fact]
    public void Read_FullTags_AreTaken()
    {
        TrackDescription track = Read(
            "/music/Pop/x/01.mp3",
            ("artist", "Björk"), ("title", "Jóga"), ("album", "Homogenic"), ("genre", "Electronic; Pop"),
            ("musicbrainz_trackid", Mbid));

        Assert.Equal(("Björk", "Jóga", "Homogenic"), (track.Artist, track.Title, track.Release));
        Assert.Equal(["Electronic", "Pop"], track.Genres);
        Assert.Equal(Guid.Parse(Mbid), track.RecordingMbid);
        Assert.Equal(TimeSpan.FromSeconds(30), track.Duration);
        Assert.Null(track.ExternalId);
    }

    [Theory]
    [InlineData("musicbrainz_trackid")]
    [InlineData("musicbrainz track id")]
    [InlineData("musicbrainz recording id")]
    [InlineData("musicbrainz_recordingid")]
    public void Read_RecordingIdByAnyOfItsNames_IsTaken(string name) =>
        Assert.Equal(Guid.Parse(Mbid), Read("/music/a.mp3", (name, Mbid)).RecordingMbid);

    [Theory]
    [InlineData("musicbrainz_releasetrackid", Mbid)]
    [InlineData("musicbrainz_albumid", Mbid)]
    [InlineData("musicbrainz_trackid", "not an id")]
    [InlineData("musicbrainz_trackid", "00000000-0000-0000-0000-000000000000")]
    public void Read_NoRecordingId_IsNull(string name, string value) =>
        Assert.Null(Read("/music/a.mp3", (name, value)).RecordingMbid);

    [Theory]
    [InlineData("Rock;Pop, Folk/World", "Rock|Pop|Folk|World")]
    [InlineData("rock; Rock ;;", "rock")]
    [InlineData(" ; ", "")]
    public void Read_Genre_IsSplit(string tag, string expected) =>
        Assert.Equal(expected, string.Join('|', Read("/music/a.mp3", ("genre", tag)).Genres));

    [Theory]
    [InlineData("/music/a.mp3", "music")]
    [InlineData("/music/Pop/a.mp3", "Pop")]
    [InlineData("/music/Pop/1990s/x/a.mp3", "Pop")]
    public void Read_Collection_IsFirstFolderBelowTheRoot(string path, string expected) =>
        Assert.Equal(expected, Read(path).Collection);

    [Fact]
    public void Read_RootWithTrailingSlash_NamesTheCollection() =>
        Assert.Equal("music", TagReader.Read(Untagged, "/music/a.mp3", "/music/", "f").Collection);

    [Fact]
    public void Read_FileSystemRoot_HasACollection() =>
        Assert.NotEqual("", TagReader.Read(Untagged, "/a.mp3", "/", "f").Collection);

    [Theory]
    [InlineData("/elsewhere/a.mp3")]
    [InlineData("/musical/a.mp3")]
    [InlineData("/music")]
    public void Read_FileOutsideTheRoot_Throws(string path) => Assert.Throws<ArgumentException>(() => Read(path));

    [Theory]
    [InlineData("Artist - Title", "Artist", "Title")]
    [InlineData("Artist – Title", "Artist", "Title")]
    [InlineData("01 - Artist - Title", "Artist", "Title")]
    [InlineData("01. Artist - Title", "Artist", "Title")]
    [InlineData("07.Artist - Title", "Artist", "Title")]
    [InlineData("1-07 Artist - Title", "Artist", "Title")]
    [InlineData("Artist - 03 - Title", "Artist", "Title")]
    [InlineData("Artist - Album - 03 - Title", "Artist", "Title")]
    [InlineData("Artist - Title - Live", "Artist", "Title - Live")]
    [InlineData("Artist_-_Some_Title", "Artist", "Some Title")]
    [InlineData("Prince - 1999", "Prince", "1999")]
    [InlineData("01 - Title", ArtistKey.UnknownArtist, "Title")]
    [InlineData("Track 01", ArtistKey.UnknownArtist, "Track 01")]
    [InlineData("99 Luftballons", ArtistKey.UnknownArtist, "99 Luftballons")]
    [InlineData("1.5 Volt", ArtistKey.UnknownArtist, "1.5 Volt")]
    [InlineData("Semi-detached", ArtistKey.UnknownArtist, "Semi-detached")]
    [InlineData("01", ArtistKey.UnknownArtist, "01")]
    [InlineData(" - ", ArtistKey.UnknownArtist, "-")]
    public void Read_Untagged_ReadsTheFileName(string name, string artist, string title)
    {
        TrackDescription track = Read($"/music/{name}.mp3");

        Assert.Equal((artist, title), (track.Artist, track.Title));
    }

    [Fact]
    public void Read_ArtistUnknown_IsIdentifiedByItsContent()
    {
        TrackDescription track = Read("/music/Track 01.mp3", ("title", "Track 01"));

        Assert.Equal((ArtistKey.UnknownArtist, "Track 01", "file:abc"), (track.Artist, track.Title, track.ExternalId));
    }

    [Fact]
    public void Read_TitleTagAgreesWithFileName_TakesItsArtist() =>
        Assert.Equal("Band", Read("/music/Band - Hit.mp3", ("title", "hit")).Artist);

    [Fact]
    public void Read_TitleTagContradictsFileName_DoesNotGuessAnArtist() =>
        Assert.Equal(ArtistKey.UnknownArtist, Read("/music/Band - Hit.mp3", ("title", "Other")).Artist);

    [Fact]
    public void Read_OnlyAlbumArtist_IsTheArtist() =>
        Assert.Equal("Band", Read("/music/a.mp3", ("artist", " "), ("album_artist", "Band")).Artist);

    [Theory]
    [InlineData("Various Artists")]
    [InlineData("Unknown Artist")]
    [InlineData("[unknown]")]
    public void Read_ArtistThatNamesNobody_CountsAsNone(string artist)
    {
        TrackDescription track = Read("/music/Intro.mp3", ("artist", artist), ("title", "Intro"));

        Assert.Equal((ArtistKey.UnknownArtist, "file:abc"), (track.Artist, track.ExternalId));
        Assert.Equal("Band", Read("/music/a.mp3", ("artist", artist), ("album_artist", "Band")).Artist);
    }

    [Fact]
    public void Read_ControlCharactersAndBlanks_AreCleaned() =>
        Assert.Equal("a b c", Read("/music/a.mp3", ("artist", "x"), ("title", " a\0\n b\t\u00A0c ")).Title);

    [Fact]
    public void Read_OverlongText_IsCutBetweenCharacters()
    {
        string title = Read("/music/a.mp3", ("title", "x" + string.Concat(Enumerable.Repeat("🎵", 400)))).Title;

        Assert.Equal(499, title.Length);
        Assert.False(char.IsHighSurrogate(title[^1]));
    }

    private static AudioProbe Untagged => new(null, new Dictionary<string, string>(), "mp3", 44_100, 2);
}
