using System.Text;
using HybridRec.Api.ListenBrainz;

namespace HybridRec.Api.Tests.ListenBrainz;

public sealed class SubmissionReaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private static readonly long NowSeconds = Now.ToUnixTimeSeconds();

    [Fact]
    public void Read_FullListen_KeepsEverythingThatMatters()
    {
        Submission submission = Read("""
            {"listen_type":"single","payload":[{"listened_at":1700000000,"track_metadata":{
              "artist_name":"  Nina Simone ","track_name":"Sinnerman","release_name":"Pastel Blues",
              "additional_info":{"recording_mbid":"0CD43C85-2a3a-4d2e-9a41-7d6f3dd0d9e0","duration_ms":620500,
                "duration_played":300,"skipped":true,"hybridrec_track_id":7,"tags":["jazz"],"my_own":{"a":[1]}}}}]}
            """);

        SubmittedListen listen = Assert.Single(submission.Listens);
        Assert.Equal(SubmissionType.Single, submission.Type);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), listen.ListenedAt);
        Assert.Equal("Nina Simone", listen.Description.Artist);
        Assert.Equal("Sinnerman", listen.Description.Title);
        Assert.Equal("Pastel Blues", listen.Description.Release);
        Assert.Equal(Guid.Parse("0cd43c85-2a3a-4d2e-9a41-7d6f3dd0d9e0"), listen.Description.RecordingMbid);
        Assert.Equal(TimeSpan.FromMilliseconds(620_500), listen.Description.Duration);
        Assert.Equal(TimeSpan.FromMinutes(5), listen.DurationPlayed);
        Assert.True(listen.Skipped);
        Assert.Equal(7, listen.Track?.Value);
        Assert.Contains("\"my_own\":{\"a\":[1]}", listen.Metadata);
    }

    [Theory]
    [InlineData("1700000000.9", 1_700_000_000)]
    [InlineData("\"1700000000\"", 1_700_000_000)]
    [InlineData("1033430400", 1_033_430_400)]
    public void Read_ListenedAtAsClientsWriteIt_IsTaken(string listenedAt, long expected)
    {
        Submission submission = Read(Single($$"""{"listened_at":{{listenedAt}},"track_metadata":{{Metadata()}}}"""));

        Assert.Equal(expected, submission.Listens[0].ListenedAt?.ToUnixTimeSeconds());
    }

    [Fact]
    public void Read_OneHourAhead_IsTaken()
    {
        Submission submission = Read(Single(Listen(NowSeconds + 3_600)));

        Assert.Equal(Now.AddHours(1), submission.Listens[0].ListenedAt);
    }

    [Fact]
    public void Read_ThousandListens_AreTaken()
    {
        Assert.Equal(1_000, Read(Import(1_000)).Listens.Count);
    }

    [Fact]
    public void Read_PlayingNow_HasNoTime()
    {
        Submission submission = Read(
            $$"""{"listen_type":"playing_now","payload":[{"track_metadata":{{Metadata()}}}]}""");

        Assert.Equal(SubmissionType.PlayingNow, submission.Type);
        Assert.Null(submission.Listens[0].ListenedAt);
    }

    [Theory]
    [InlineData("", "not valid JSON (line 1, byte 1)")]
    [InlineData("{\"listen_type\":", "not valid JSON (line 1, byte 16)")]
    [InlineData("[]", "must be a JSON object")]
    [InlineData("{}", "listen_type is missing")]
    [InlineData("{\"listen_type\":\"double\",\"payload\":[{}]}", "listen_type must be single, playing_now or import")]
    [InlineData("{\"listen_type\":\"\\ud800\",\"payload\":[{}]}", "text that is not valid Unicode")]
    [InlineData("{\"listen_type\":1,\"payload\":[{}]}", "listen_type must be single, playing_now or import")]
    [InlineData("{\"listen_type\":\"single\"}", "payload must be a list")]
    [InlineData("{\"listen_type\":\"single\",\"payload\":{}}", "payload must be a list")]
    [InlineData("{\"listen_type\":\"single\",\"payload\":[]}", "payload contains no listens")]
    [InlineData("{\"listen_type\":\"single\",\"payload\":[{},{}]}", "payload contains 2 listens; only listen_type import")]
    [InlineData("{\"listen_type\":\"single\",\"payload\":[7]}", "payload[0]: a listen must be an object")]
    [InlineData("{\"listen_type\":\"single\",\"payload\":[null]}", "payload[0]: a listen must be an object")]
    public void Read_BadDocument_SaysWhatIsWrong(string json, string reason)
    {
        Assert.Contains(reason, Refusal(json));
    }

    [Fact]
    public void Read_TooManyListens_NamesBothNumbers()
    {
        Assert.Equal("payload contains 1001 listens; a request may carry 1000.", Refusal(Import(1_001)));
    }

    [Theory]
    [InlineData("{}", "listened_at must be a whole number")]
    [InlineData("{\"listened_at\":null}", "listened_at must be a whole number")]
    [InlineData("{\"listened_at\":true}", "listened_at must be a whole number")]
    [InlineData("{\"listened_at\":\"yesterday\"}", "listened_at must be a whole number")]
    [InlineData("{\"listened_at\":1e999}", "listened_at must be a whole number")]
    [InlineData("{\"listened_at\":-9e18}", "listened_at -9000000000000000000 is not a time")]
    [InlineData("{\"listened_at\":1033430399}", "(2002-09-30T23:59:59Z) is before 2002-10-01")]
    [InlineData("{\"listened_at\":1700000000000}", "listened_at 1700000000000 is not a time; it must be unix time in seconds, not milliseconds")]
    [InlineData("{\"listened_at\":1700000000}", "track_metadata must be an object")]
    [InlineData("{\"listened_at\":1700000000,\"track_metadata\":[]}", "track_metadata must be an object")]
    public void Read_BadListen_SaysWhatIsWrong(string listen, string reason)
    {
        Assert.Contains($"payload[0]: ", Refusal(Single(listen)));
        Assert.Contains(reason, Refusal(Single(listen)));
    }

    [Fact]
    public void Read_ListenInTheFuture_NamesTheTimeAndNow()
    {
        string refusal = Refusal(Single(Listen(NowSeconds + 3_601)));

        Assert.Contains("(2026-11-22T13:00:01Z) is more than 1 h in the future", refusal);
        Assert.Contains("now is 2026-11-22T12:00:00Z", refusal);
    }

    [Fact]
    public void Read_SecondOfThreeListensBad_NamesItsPlace()
    {
        string good = Listen(1_700_000_000);
        string bad = """{"listened_at":1700000000,"track_metadata":{"artist_name":"a"}}""";

        string refusal = Refusal($$"""{"listen_type":"import","payload":[{{good}},{{bad}},{{good}}]}""");

        Assert.Equal("payload[1]: track_metadata.track_name is missing.", refusal);
    }

    [Theory]
    [InlineData("{\"artist_name\":\" \",\"track_name\":\"t\"}", "artist_name must be a non-empty string")]
    [InlineData("{\"artist_name\":5,\"track_name\":\"t\"}", "artist_name must be a non-empty string")]
    [InlineData("{\"artist_name\":\"a\",\"track_name\":\"t\",\"release_name\":\"\"}", "release_name must be a non-empty")]
    [InlineData("{\"artist_name\":\"a\\u0000b\",\"track_name\":\"t\"}", "it contains a NUL character")]
    [InlineData("{\"artist_name\":\"a\",\"track_name\":\"t\",\"x\":{\"y\":[\"\\u0000\"]}}", "it contains a NUL character")]
    [InlineData("{\"artist_name\":\"a\",\"track_name\":\"t\",\"x\\u0000\":1}", "it contains a NUL character")]
    [InlineData("{\"artist_name\":\"a\",\"track_name\":\"\\ud83d\"}", "not valid Unicode")]
    [InlineData("{\"artist_name\":\"a\",\"track_name\":\"t\",\"\\udc00\":1}", "not valid Unicode")]
    public void Read_BadMetadata_SaysWhatIsWrong(string metadata, string reason)
    {
        Assert.Contains(reason, Refusal(Single($$"""{"listened_at":1700000000,"track_metadata":{{metadata}}}""")));
    }

    [Theory]
    [InlineData("[]", "additional_info must be an object")]
    [InlineData("{\"duration\":10,\"duration_ms\":10000}", "duration or duration_ms, not both")]
    [InlineData("{\"duration\":0}", "duration must be a whole number from 1 to 2073600")]
    [InlineData("{\"duration\":2073601}", "duration must be a whole number from 1 to 2073600")]
    [InlineData("{\"duration_ms\":2073600001}", "duration_ms must be a whole number from 1 to 2073600000")]
    [InlineData("{\"duration_ms\":\"long\"}", "duration_ms must be a whole number")]
    [InlineData("{\"duration_played\":-1}", "duration_played must be a whole number from 0")]
    [InlineData("{\"recording_mbid\":\"abc\"}", "recording_mbid must be a MusicBrainz id")]
    [InlineData("{\"recording_mbid\":5}", "recording_mbid must be a MusicBrainz id")]
    [InlineData("{\"release_mbid\":\"abc\"}", "release_mbid must be a MusicBrainz id")]
    [InlineData("{\"artist_mbids\":\"abc\"}", "artist_mbids must be a list")]
    [InlineData("{\"artist_mbids\":[\"abc\"]}", "artist_mbids must contain only MusicBrainz ids")]
    [InlineData("{\"tags\":\"jazz\"}", "tags must be a list")]
    [InlineData("{\"tags\":[1]}", "tags must contain only strings")]
    [InlineData("{\"hybridrec_track_id\":0}", "hybridrec_track_id must be a positive whole number")]
    [InlineData("{\"hybridrec_track_id\":1e300}", "hybridrec_track_id must be a positive whole number")]
    public void Read_BadAdditionalInfo_SaysWhatIsWrong(string info, string reason)
    {
        Assert.Contains(reason, Refusal(Single(Listen(1_700_000_000, info))));
    }

    [Theory]
    [InlineData(50, 64, null)]
    [InlineData(51, 1, "tags has 51 tags; 50 are allowed")]
    [InlineData(1, 65, "tags has a tag of 65 characters; 64 are allowed")]
    public void Read_Tags_AreLimited(int count, int length, string? reason)
    {
        // A character outside the basic plane counts as one.
        string tag = string.Concat(Enumerable.Repeat("🎵", length));
        string tags = string.Join(",", Enumerable.Repeat($"\"{tag}\"", count));
        string json = Single(Listen(1_700_000_000, length == 64 ? $$"""{"tags":["{{tag}}"]}""" : $$"""{"tags":[{{tags}}]}"""));

        if (reason is null)
        {
            Assert.Single(Read(json).Listens);
        }
        else
        {
            Assert.Contains(reason, Refusal(json));
        }
    }

    [Fact]
    public void Read_EmptyMbid_CountsAsAbsent()
    {
        Submission submission = Read(Single(Listen(1_700_000_000, """{"recording_mbid":"","duration":null}""")));

        Assert.Null(submission.Listens[0].Description.RecordingMbid);
        Assert.Null(submission.Listens[0].Description.Duration);
    }

    [Fact]
    public void Read_ListenOverTheSizeLimit_IsRefused()
    {
        string long_ = Single(Listen(1_700_000_000, $$"""{"x":"{{new string('x', 10_240)}}"}"""));

        Assert.Matches(@"payload\[0\]: it has 103\d\d bytes; a listen may have 10240\.", Refusal(long_));
    }

    [Fact]
    public void Read_ListenLongByWhiteSpaceOnly_IsTaken()
    {
        string spaced = Single(Listen(1_700_000_000).Replace(",", "," + new string(' ', 11_000)));

        Assert.Single(Read(spaced).Listens);
    }

    [Fact]
    public void Read_LongListenWithBrokenText_IsRefused()
    {
        string broken = Single(Listen(1_700_000_000, $$"""{"x":"{{new string('x', 10_240)}}\ud800"}"""));

        Assert.Contains("not valid Unicode", Refusal(broken));
    }

    [Fact]
    public void Read_PlayingNowWithTime_IsRefused()
    {
        string json = $$"""{"listen_type":"playing_now","payload":[{{Listen(1_700_000_000)}}]}""";

        Assert.Contains("listened_at must be absent", Refusal(json));
    }

    [Fact]
    public void Read_NotUtf8_IsRefused()
    {
        byte[] body = Encoding.UTF8.GetBytes(Single(Listen(1_700_000_000)));
        body[^10] = 0xFF;

        InvalidSubmissionException error = Assert.Throws<InvalidSubmissionException>(() => SubmissionReader.Read(body, Now));

        Assert.Equal("The document is not UTF-8 text.", error.Message);
    }

    [Fact]
    public void Read_DeepNesting_IsRefused()
    {
        string deep = string.Concat(Enumerable.Repeat("[", 10_000));

        Assert.Contains("not valid JSON", Refusal(deep));
    }

    // Whatever is cut off or overwritten, the answer is a submission or a refusal, never another exception.
    [Fact]
    public void Read_DamagedDocument_NeverThrowsAnythingElse()
    {
        byte[] good = Encoding.UTF8.GetBytes(Single(Listen(
            1_700_000_000, """{"tags":["a","\u00e9"],"duration":200,"recording_mbid":"","hybridrec_track_id":3}""")));
        Random random = new(7);
        for (int round = 0; round < 5_000; round++)
        {
            byte[] body = [.. good];
            for (int change = 0; change <= round % 3; change++)
            {
                body[random.Next(body.Length)] = (byte)"{}[]\",:\\u0d8t-9e.\0 \u00ff"[random.Next(20)];
            }

            int length = round % 4 == 0 ? random.Next(body.Length) : body.Length;
            try
            {
                Assert.NotEmpty(SubmissionReader.Read(body.AsMemory(0, length), Now).Listens);
            }
            catch (InvalidSubmissionException error)
            {
                Assert.NotEmpty(error.Message);
            }
        }
    }

    private static Submission Read(string json) => SubmissionReader.Read(Encoding.UTF8.GetBytes(json), Now);

    private static string Refusal(string json) =>
        Assert.Throws<InvalidSubmissionException>(() => Read(json)).Message;

    private static string Single(string listen) => $$"""{"listen_type":"single","payload":[{{listen}}]}""";

    private static string Import(int count) =>
        $$"""{"listen_type":"import","payload":[{{string.Join(",", Enumerable.Repeat(Listen(1_700_000_000), count))}}]}""";

    private static string Listen(long listenedAt, string? info = null) =>
        $$"""{"listened_at":{{listenedAt}},"track_metadata":{{Metadata(info)}}}""";

    private static string Metadata(string? info = null) =>
        $$"""{"artist_name":"a","track_name":"t"{{(info is null ? "" : $",\"additional_info\":{info}")}}}""";
}
