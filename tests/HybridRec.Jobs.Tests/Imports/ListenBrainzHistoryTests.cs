using HybridRec.Engine.Catalogue;
using HybridRec.Jobs.Imports;

namespace HybridRec.Jobs.Tests.Imports;

public sealed class ListenBrainzHistoryTests
{
    private static readonly DateTimeOffset Now = new(2024, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Read_ListenAsExported_KeepsAllThatCounts()
    {
        const string Line =
            """{"listened_at": 1700000000.000000, "inserted_at": 1, "track_metadata": {"artist_name": " Björk ", "track_name": "Jóga", "release_name": "Homogenic", "additional_info": {"duration_ms": 305000, "duration_played": 120, "recording_mbid": "0a2e1a2c-0000-4000-8000-000000000001"}, "mbid_mapping": {"recording_mbid": "0a2e1a2c-0000-4000-8000-000000000002"}}}""";

        ImportRow.Play play = Assert.IsType<ImportRow.Play>(Assert.Single(Read(Line)));

        Assert.Equal(
            new TrackDescription
            {
                Artist = "Björk",
                Title = "Jóga",
                Release = "Homogenic",
                RecordingMbid = Guid.Parse("0a2e1a2c-0000-4000-8000-000000000001"),
                Duration = TimeSpan.FromSeconds(305),
            },
            play.Track);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), play.ListenedAt);
        Assert.Equal(TimeSpan.FromMinutes(2), play.DurationPlayed);
        Assert.StartsWith("{\"artist_name\": \" Björk \"", play.Metadata, StringComparison.Ordinal);
        Assert.Null(play.User);
    }

    [Fact]
    public void Read_OnlyMappedId_IsUsed()
    {
        ImportRow.Play play = Assert.IsType<ImportRow.Play>(Assert.Single(Read(Listen(
            "1700000000", "\"mbid_mapping\":{\"recording_mbid\":\"0a2e1a2c-0000-4000-8000-000000000002\"},"))));

        Assert.Equal(Guid.Parse("0a2e1a2c-0000-4000-8000-000000000002"), play.Track.RecordingMbid);
    }

    [Theory]
    [InlineData("{\"track_metadata\":{}}", "listened_at is missing")]
    [InlineData("{\"listened_at\":\"1700000000\"}", "listened_at is not a whole number")]
    [InlineData("{\"listened_at\":1.5}", "listened_at is not a whole number")]
    [InlineData("{\"listened_at\":1e300}", "listened_at is not a whole number")]
    [InlineData("{\"listened_at\":1033430399}", "listened_at is before 2002-10-01")]
    [InlineData("{\"listened_at\":-9223372036854775808}", "listened_at is before 2002-10-01")]
    [InlineData("{\"listened_at\":9223372036854775807}", "listened_at is more than 1 h in the future")]
    [InlineData("{\"listened_at\":1714568401}", "listened_at is more than 1 h in the future")]
    [InlineData("{\"listened_at\":1714568400}", "track_metadata is missing")]
    [InlineData("{\"listened_at\":1700000000,\"track_metadata\":7}", "track_metadata is missing")]
    [InlineData("{\"listened_at\":1700000000,\"track_metadata\":{\"artist_name\":\" \"}}", "artist_name is missing or empty")]
    [InlineData("{\"listened_at\":1700000000,\"track_metadata\":{\"artist_name\":\"A\",\"track_name\":null}}", "track_name is missing or empty")]
    [InlineData("{\"listened_at\":1700000000,\"track_metadata\":{\"artist_name\":\"A\",\"track_name\":\"\\u0000\"}}", "contains a NUL character")]
    [InlineData("{\"listened_at\":1700000000,\"track_metadata\":{\"artist_name\":\"\\ud800\",\"track_name\":\"T\"}}", "not valid JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{\"listened_at\":1700000000", "not valid JSON")]
    public void Read_BadListen_IsRejectedWithItsReasonAndTheNextIsRead(string line, string reason)
    {
        List<ImportRow> rows = [.. Read(line + "\n" + Listen("1700000000"))];

        Assert.Equal([$"1: {reason}"], Entries.Rejections(rows));
        Assert.IsType<ImportRow.Play>(rows[1]);
    }

    [Fact]
    public void Read_ListenOver10KB_IsRejected()
    {
        string line = Listen("1700000000", $"\"x\":\"{new string('x', 10_240)}\",");

        Assert.Equal(["1: longer than 10,240 bytes"], Entries.Rejections(Read(line)));
    }

    [Fact]
    public void Read_DurationsOutOfRange_AreLeftOut()
    {
        ImportRow.Play play = Assert.IsType<ImportRow.Play>(Assert.Single(Read(Listen(
            "1700000000", "\"additional_info\":{\"duration\":-1,\"duration_played\":99999999},"))));

        Assert.Null(play.Track.Duration);
        Assert.Null(play.DurationPlayed);
    }

    private static IEnumerable<ImportRow> Read(string lines) => ListenBrainzHistory.Read(Entries.Lines(lines), Now);

    private static string Listen(string at, string more = "") =>
        $$$"""{"listened_at":{{{at}}},"track_metadata":{{{{more}}}"artist_name":"A","track_name":"T"}}""";
}
