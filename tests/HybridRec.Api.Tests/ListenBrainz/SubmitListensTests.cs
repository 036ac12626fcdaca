using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Storage;

namespace HybridRec.Api.Tests.ListenBrainz;

public sealed class SubmitListensTests(ApiServer server) : IClassFixture<ApiServer>
{
    private const string Route = "/1/submit-listens";
    private const long Past = 1_700_000_000;

    [Fact]
    public async Task Post_SingleListen_IsOnDiskWithAllItCarried()
    {
        using HttpClient client = await server.ClientOfAsync("single");

        using HttpResponseMessage response = await client.PostJsonAsync(
            Route, Single(Listen(Past, "Nina Simone", "Sinnerman", """{"duration_played":300,"mood":{"a":"é"}}""")));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("""{"status":"ok"}""", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        // A second opening of the folder sees only what was committed.
        await using DataFolder other = await DataFolder.OpenAsync(
            server.Folder, server.Clock, TestContext.Current.CancellationToken);
        Listen listen = Assert.Single(await ListensOfAsync(other, "single"));
        Track? track = await other.Catalogue.FindAsync(listen.Track, TestContext.Current.CancellationToken);
        Assert.Equal("Nina Simone – Sinnerman", track?.DisplayName);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(Past), listen.ListenedAt);
        Assert.Equal(TimeSpan.FromSeconds(300), listen.DurationPlayed);
        Assert.Equal("submit-listens", listen.Source);
        using JsonDocument metadata = JsonDocument.Parse(listen.Metadata!);
        Assert.Equal(
            "é", metadata.RootElement.GetProperty("additional_info").GetProperty("mood").GetProperty("a").GetString());
    }

    [Fact]
    public async Task Post_SameBatchTwice_StoresItOnceAndAnswersOkTwice()
    {
        using HttpClient client = await server.ClientOfAsync("twice");
        string batch = Import(Enumerable.Range(0, 20).Select(i => Listen(Past + i, "Artist", $"Track {i}")));

        using HttpResponseMessage first = await client.PostJsonAsync(Route, batch);
        using HttpResponseMessage second = await client.PostJsonAsync(Route, batch);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Equal(20, (await ListensOfAsync(server.Data, "twice")).Count);
    }

    [Fact]
    public async Task Post_OwnTrackId_NamesTheTrack()
    {
        TrackId track = await server.AddTrackAsync("Known Artist", "Known Track");
        using HttpClient client = await server.ClientOfAsync("by-id");

        using HttpResponseMessage response = await client.PostJsonAsync(
            Route, Single(Listen(Past, "misspelt", "misspelt", Identifier(track.Value))));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(track, Assert.Single(await ListensOfAsync(server.Data, "by-id")).Track);
    }

    [Fact]
    public async Task Post_UnknownTrackIdInABatch_StoresNothing()
    {
        using HttpClient client = await server.ClientOfAsync("unknown-id");

        using HttpResponseMessage response = await client.PostJsonAsync(
            Route, Import([Listen(Past, "Ghost Artist", "t"), Listen(Past, "x", "y", Identifier(999_999))]));

        Assert.StartsWith(
            "payload[1]: additional_info.hybridrec_track_id 999999 is not", await response.ListenBrainzErrorAsync(400));
        Assert.Empty(await ListensOfAsync(server.Data, "unknown-id"));
        Assert.Empty(await server.Data.Catalogue.SearchAsync("Ghost Artist", 10, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Post_LastListenOfABatchBad_StoresNothing()
    {
        using HttpClient client = await server.ClientOfAsync("whole");
        IEnumerable<string> listens = Enumerable.Range(0, 999).Select(i => Listen(Past + i, "Whole Artist", "t"))
            .Append(Listen(Past, "Whole Artist", " "));

        using HttpResponseMessage response = await client.PostJsonAsync(Route, Import(listens));

        Assert.StartsWith("payload[999]: ", await response.ListenBrainzErrorAsync(400));
        Assert.Empty(await ListensOfAsync(server.Data, "whole"));
        Assert.Empty(await server.Data.Catalogue.SearchAsync("Whole Artist", 10, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("{\"listen_type\":", "not valid JSON")]
    [InlineData("{\"listen_type\":\"single\",\"payload\":[{\"listened_at\":1700000000,\"track_metadata\":{\"artist_name\":\"a\\u0000\",\"track_name\":\"t\"}}]}", "payload[0]: it contains a NUL character")]
    [InlineData("{\"listen_type\":\"single\",\"payload\":[{\"listened_at\":1800000000,\"track_metadata\":{\"artist_name\":\"a\",\"track_name\":\"t\"}}]}", "in the future")]
    public async Task Post_BadInput_Answers400AndStoresNothing(string body, string reason)
    {
        using HttpClient client = await server.ClientOfAsync("bad");

        using HttpResponseMessage response = await client.PostJsonAsync(Route, body);

        Assert.Contains(reason, await response.ListenBrainzErrorAsync(400));
        Assert.Empty(await ListensOfAsync(server.Data, "bad"));
    }

    [Fact]
    public async Task Post_1001Listens_Answers400()
    {
        using HttpClient client = await server.ClientOfAsync("many");

        using HttpResponseMessage response = await client.PostJsonAsync(
            Route, Import(Enumerable.Range(0, 1_001).Select(i => Listen(Past + i, "a", "t"))));

        Assert.Contains("1001 listens", await response.ListenBrainzErrorAsync(400));
        Assert.Empty(await ListensOfAsync(server.Data, "many"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Post_ElevenMegabytes_Answers413(bool chunked)
    {
        using HttpClient client = await server.ClientOfAsync("large");
        client.DefaultRequestHeaders.TransferEncodingChunked = chunked;
        using StringContent body = new(new string(' ', 11_000_000), Encoding.UTF8, "application/json");

        using HttpResponseMessage response = await client.PostAsync(Route, body, TestContext.Current.CancellationToken);

        Assert.Contains("more than 10240000 bytes", await response.ListenBrainzErrorAsync(413));
    }

    [Fact]
    public async Task Post_ElevenMegabytesAnnounced_Answers413BeforeTheyAreSent()
    {
        using HttpClient client = await server.ClientOfAsync("announced");
        client.DefaultRequestHeaders.ExpectContinue = true;
        using StringContent body = new(new string(' ', 11_000_000), Encoding.UTF8, "application/json");

        using HttpResponseMessage response = await client.PostAsync(Route, body, TestContext.Current.CancellationToken);

        Assert.Contains("more than 10240000 bytes", await response.ListenBrainzErrorAsync(413));
    }

    [Fact]
    public async Task Post_JustWithinTheSizeLimit_IsRead()
    {
        using HttpClient client = await server.ClientOfAsync("limit");
        string body = Single(Listen(Past, "a", "t"));

        using HttpResponseMessage response = await client.PostJsonAsync(
            Route, body + new string(' ', 10_240_000 - body.Length));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Post_NoToken_Answers401()
    {
        using HttpResponseMessage response = await server.Anonymous.PostJsonAsync(Route, Single(Listen(Past, "a", "t")));

        Assert.Contains("A token is needed", await response.ListenBrainzErrorAsync(401));
        Assert.Equal("Token", response.Headers.WwwAuthenticate.ToString());
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData("x' OR '1'='1")]
    public async Task Post_WrongToken_Answers401(string token)
    {
        using HttpClient client = new() { BaseAddress = server.Address };
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Token {token}");

        using HttpResponseMessage response = await client.PostJsonAsync(Route, Single(Listen(Past, "a", "t")));

        Assert.Contains("unknown or revoked", await response.ListenBrainzErrorAsync(401));
    }

    [Fact]
    public async Task Post_RevokedToken_Answers401()
    {
        using HttpClient client = await server.ClientOfAsync("revoked");
        User? user = await server.Data.PlayLog.FindUserAsync("revoked", TestContext.Current.CancellationToken);
        await server.Data.Tokens.RevokeAsync(user!.Id, TestContext.Current.CancellationToken);

        using HttpResponseMessage response = await client.PostJsonAsync(Route, Single(Listen(Past, "a", "t")));

        Assert.Contains("unknown or revoked", await response.ListenBrainzErrorAsync(401));
    }

    [Fact]
    public async Task Post_PlayingNow_IsShownUntilTheTrackIsOverAndNeverStored()
    {
        await using ApiServer own = new();
        await own.InitializeAsync();
        using HttpClient client = await own.ClientOfAsync("now");
        string listen = """{"track_metadata":{"artist_name":"a","track_name":"t","additional_info":{"duration":200}}}""";

        using HttpResponseMessage response = await client.PostJsonAsync(
            Route, $$"""{"listen_type":"playing_now","payload":[{{listen}}]}""");
        JsonElement playing = await client.GetJsonAsync("/1/user/now/playing-now");
        own.Clock.Now += TimeSpan.FromSeconds(200);
        JsonElement over = await client.GetJsonAsync("/1/user/now/playing-now");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        JsonElement shown = Assert.Single(playing.GetProperty("payload").GetProperty("listens").EnumerateArray());
        Assert.True(shown.GetProperty("playing_now").GetBoolean());
        Assert.False(shown.TryGetProperty("listened_at", out _));
        Assert.Equal("t", shown.GetProperty("track_metadata").GetProperty("track_name").GetString());
        Assert.Equal(0, over.GetProperty("payload").GetProperty("count").GetInt32());
        Assert.Empty(await ListensOfAsync(own.Data, "now"));
    }

    private static string Identifier(long track) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"hybridrec_track_id":{{track}}}""");

    private static async Task<List<Listen>> ListensOfAsync(DataFolder data, string name)
    {
        User? user = await data.PlayLog.FindUserAsync(name, TestContext.Current.CancellationToken);
        return await data.PlayLog.ReadAsync(user!.Id, null, null, TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
    }

    private static string Single(string listen) => $$"""{"listen_type":"single","payload":[{{listen}}]}""";

    private static string Import(IEnumerable<string> listens) =>
        $$"""{"listen_type":"import","payload":[{{string.Join(",", listens)}}]}""";

    private static string Listen(long listenedAt, string artist, string title, string? info = null)
    {
        string more = info is null ? "" : $",\"additional_info\":{info}";
        return $$$"""
            {"listened_at":{{{listenedAt}}},"track_metadata":{"artist_name":"{{{artist}}}","track_name":"{{{title}}}"{{{more}}}}}
            """;
    }
}
