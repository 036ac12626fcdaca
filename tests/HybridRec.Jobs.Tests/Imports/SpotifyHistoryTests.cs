using HybridRec.Jobs.Imports;

namespace HybridRec.Jobs.Tests.Imports;

public sealed class SpotifyHistoryTests
{
    private static readonly DateTimeOffset Now = new(2024, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Read_Play_StartsAsLongBeforeItsTimeAsItPlayed()
    {
        ImportRow.Play play = Assert.IsType<ImportRow.Play>(Assert.Single(Read(Play("2020-04-11T00:27:53Z", "174674", "true"))));

        // 00:27:53 less 2 min 54.674 s is 00:24:58.326; whole seconds are kept.
        Assert.Equal(new DateTimeOffset(2020, 4, 11, 0, 24, 58, TimeSpan.Zero), play.ListenedAt);
        Assert.Equal(TimeSpan.FromMilliseconds(174_674), play.DurationPlayed);
        Assert.True(play.Skipped);
        Assert.Equal(("A", "T", "L", "spotify:track:1"), (play.Track.Artist, play.Track.Title, play.Track.Release, play.Track.ExternalId));
        Assert.Null(play.Metadata);
    }

    [Theory]
    [InlineData("null", null)]
    [InlineData("false", false)]
    public void Read_Skipped_IsAsSaid(string json, bool? expected) =>
        Assert.Equal(expected, Assert.IsType<ImportRow.Play>(Assert.Single(Read(Play("2020-04-11T00:27:53Z", "0", json)))).Skipped);

    [Fact]
    public void Read_Podcast_IsNotATrack()
    {
        const string Episode =
            """{"ts":"2020-04-11T00:27:53Z","ms_played":1,"master_metadata_track_name":null,"episode_name":"E","spotify_episode_uri":"spotify:episode:1"}""";

        Assert.Equal(["1: not a track"], Entries.Rejections(Read(Episode)));
    }

    [Theory]
    [InlineData("yesterday", "1", "ts is not a time")]
    [InlineData("", "1", "ts is missing")]
    [InlineData("2020-04-11T00:27:53Z", "-1", "ms_played is missing, negative or longer than 24 days")]
    [InlineData("2020-04-11T00:27:53Z", "null", "ms_played is missing, negative or longer than 24 days")]
    [InlineData("2020-04-11T00:27:53Z", "9007199254740993", "ms_played is missing, negative or longer than 24 days")]
    [InlineData("2002-10-01T00:00:00Z", "1", "ts is before 2002-10-01")]
    [InlineData("0001-01-01T00:00:00Z", "1", "ts is before 2002-10-01")]
    [InlineData("2024-05-01T13:00:01Z", "0", "ts is more than 1 h in the future")]
    public void Read_BadPlay_IsRejectedWithItsReason(string ts, string milliseconds, string reason) =>
        Assert.Equal([$"1: {reason}"], Entries.Rejections(Read(Play(ts, milliseconds, "null"))));

    private static IEnumerable<ImportRow> Read(string plays) => SpotifyHistory.Read(Entries.Array($"[{plays}]"), Now);

    private static string Play(string ts, string milliseconds, string skipped) =>
        $$"""{"ts":"{{ts}}","ms_played":{{milliseconds}},"ip_addr":"203.0.113.7","master_metadata_track_name":"T","master_metadata_album_artist_name":"A","master_metadata_album_album_name":"L","spotify_track_uri":"spotify:track:1","skipped":{{skipped}}}""";
}
