using HybridRec.Jobs.Imports;

namespace HybridRec.Jobs.Tests.Imports;

public sealed class LastfmHistoryTests
{
    private static readonly DateTimeOffset Now = new(2024, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Read_WithoutAHeader_TakesArtistAlbumTrackDate()
    {
        ImportRow.Play play = Assert.IsType<ImportRow.Play>(Assert.Single(
            Read("\"Earth, Wind & Fire\",I Am,\"Say \"\"yes\"\"\",05 Mar 2019 21:07")));

        Assert.Equal(
            ("Earth, Wind & Fire", "I Am", "Say \"yes\""), (play.Track.Artist, play.Track.Release, play.Track.Title));
        Assert.Equal(new DateTimeOffset(2019, 3, 5, 21, 7, 0, TimeSpan.Zero), play.ListenedAt);
    }

    [Fact]
    public void Read_WithAHeader_FindsColumnsByName()
    {
        const string Csv = """
            uts,utc_time,Artist,artist_mbid,album,album_mbid,Track,track_mbid
            1551820020,"05 Mar 2019, 21:07",A,x,,y,T,z
            """;

        ImportRow.Play play = Assert.IsType<ImportRow.Play>(Assert.Single(Read(Csv)));

        Assert.Equal(("A", null, "T"), (play.Track.Artist, play.Track.Release, play.Track.Title));
        Assert.Equal(new DateTimeOffset(2019, 3, 5, 21, 7, 0, TimeSpan.Zero), play.ListenedAt);
        Assert.Null(play.Track.RecordingMbid);
    }

    [Theory]
    [InlineData("5 Mar 2019 21:07")]
    [InlineData("05 Mar 2019, 21:07")]
    [InlineData("5 March 2019 21:07")]
    [InlineData("2019-03-05 21:07")]
    [InlineData("2019-03-05 21:07:00")]
    [InlineData("2019-03-05T21:07:00Z")]
    [InlineData("1551820020")]
    public void Read_DateInAnyOfTheToolsWays_IsUtc(string date)
    {
        string field = date.Contains(',', StringComparison.Ordinal) ? $"\"{date}\"" : date;

        ImportRow.Play play = Assert.IsType<ImportRow.Play>(Assert.Single(Read($"A,L,T,{field}")));

        Assert.Equal(new DateTimeOffset(2019, 3, 5, 21, 7, 0, TimeSpan.Zero), play.ListenedAt);
    }

    [Fact]
    public void Read_BadLines_AreRejectedOneByOne()
    {
        const string Csv = """
            artist,album,track,date
            ,L,T,05 Mar 2019 21:07
            A,L,,05 Mar 2019 21:07
            A,L,T,
            A,L,T,soon
            A,L,T,01 Jan 1970 00:00
            A,L,T,01 May 2024 13:01
            A,L
            A,L,"T,05 Mar 2019 21:07
            A,L,T 12",05 Mar 2019 21:07
            """;

        List<ImportRow> rows = [.. Read(Csv)];

        Assert.Equal(
            [
                "2: artist is missing or empty",
                "3: track is missing or empty",
                "4: date is missing",
                "5: date is not a time",
                "6: date is before 2002-10-01",
                "7: date is more than 1 h in the future",
                "8: fewer fields than the table has columns",
                "9: fewer fields than the table has columns",
            ],
            Entries.Rejections(rows));
        Assert.Equal("T 12\"", Assert.IsType<ImportRow.Play>(rows[^1]).Track.Title);
    }

    [Fact]
    public void Read_ColumnMissing_FailsNamingIt()
    {
        ListenFileException error = Assert.Throws<ListenFileException>(() => Read("artist,album,track\nA,L,T").Count());

        Assert.Equal("history.csv: the column date is missing (found: \"artist\", \"album\", \"track\").", error.Message);
    }

    private static IEnumerable<ImportRow> Read(string csv) => LastfmHistory.Read(Entries.Lines(csv), "history.csv", Now);
}
