using System.Net;
using System.Text.Json;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;

namespace HybridRec.Api.Tests.ListenBrainz;

public sealed class ListenBrainzReadTests(ApiServer server) : IClassFixture<ApiServer>
{
    private const long Start = 1_700_000_000;

    [Fact]
    public async Task ValidateToken_Valid_NamesTheUser()
    {
        using HttpClient client = await server.ClientOfAsync("Alice");

        using HttpResponseMessage response = await client.GetAsync("/1/validate-token", TestContext.Current.CancellationToken);

        Assert.Equal(
            """{"code":200,"message":"Token valid.","valid":true,"user_name":"Alice"}""",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task ValidateToken_Invalid_SaysSoWith200()
    {
        using HttpClient client = server.ClientWith("nonsense");

        using HttpResponseMessage response = await client.GetAsync("/1/validate-token", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            """{"code":200,"message":"Token invalid.","valid":false}""",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task ValidateToken_None_Answers400()
    {
        using HttpResponseMessage response = await server.Anonymous.GetAsync(
            "/1/validate-token", TestContext.Current.CancellationToken);

        Assert.Contains("A token is needed", await response.ListenBrainzErrorAsync(400));
    }

    [Fact]
    public async Task Listens_ByDefault_AreTheNewest25NewestFirst()
    {
        using HttpClient client = await server.ClientOfAsync("many");
        await LogAsync("many", 30);

        JsonElement payload = (await client.GetJsonAsync("/1/user/many/listens")).GetProperty("payload");

        Assert.Equal("many", payload.GetProperty("user_id").GetString());
        Assert.Equal(25, payload.GetProperty("count").GetInt32());
        Assert.Equal(Enumerable.Range(5, 25).Reverse().Select(i => Start + i), Times(payload));
    }

    [Theory]
    [InlineData("count=2", new[] { 9, 8 })]
    [InlineData("max_ts=1700000003&count=2", new[] { 2, 1 })]
    [InlineData("min_ts=1700000003&count=2", new[] { 5, 4 })]
    [InlineData("min_ts=1700000003&max_ts=1700000007", new[] { 6, 5, 4 })]
    [InlineData("min_ts=1700000009", new int[0])]
    public async Task Listens_Range_IsExclusiveAndForwardFromMinTs(string query, int[] expected)
    {
        using HttpClient client = await server.ClientOfAsync("ranges");
        await LogAsync("ranges", 10);

        JsonElement payload = (await client.GetJsonAsync($"/1/user/ranges/listens?{query}")).GetProperty("payload");

        Assert.Equal(expected.Select(i => Start + i), Times(payload));
    }

    [Fact]
    public async Task Listens_WithoutSubmittedMetadata_AreDescribedFromTheCatalogue()
    {
        using HttpClient client = await server.ClientOfAsync("described");
        await LogAsync("described", 1);

        JsonElement payload = (await client.GetJsonAsync("/1/user/described/listens")).GetProperty("payload");

        JsonElement metadata = payload.GetProperty("listens")[0].GetProperty("track_metadata");
        Assert.Equal("Some Artist", metadata.GetProperty("artist_name").GetString());
        Assert.Equal("Track 0", metadata.GetProperty("track_name").GetString());
    }

    [Theory]
    [InlineData("count=0", "count must be a whole number from 1 to 1000, but it is \"0\".")]
    [InlineData("count=1001", "count must be a whole number from 1 to 1000, but it is \"1001\".")]
    [InlineData("min_ts=x", "min_ts must be a whole number from 0")]
    [InlineData("max_ts=1e300", "max_ts must be a whole number from 0")]
    public async Task Listens_BadParameter_Answers400(string query, string error)
    {
        using HttpClient client = await server.ClientOfAsync("careless");

        using HttpResponseMessage response = await client.GetAsync(
            $"/1/user/careless/listens?{query}", TestContext.Current.CancellationToken);

        Assert.Contains(error, await response.ListenBrainzErrorAsync(400));
    }

    [Fact]
    public async Task ListenCount_CountsAll()
    {
        using HttpClient client = await server.ClientOfAsync("counted");
        await LogAsync("counted", 40);

        JsonElement answer = await client.GetJsonAsync("/1/user/counted/listen-count");

        Assert.Equal(40, answer.GetProperty("payload").GetProperty("count").GetInt64());
    }

    private static IEnumerable<long> Times(JsonElement payload) =>
        payload.GetProperty("listens").EnumerateArray().Select(listen => listen.GetProperty("listened_at").GetInt64());

    private async Task LogAsync(string name, int count)
    {
        UserId user = await server.Data.PlayLog.GetOrAddUserAsync(name, TestContext.Current.CancellationToken);
        TrackDescription[] descriptions = [.. Enumerable.Range(0, count)
            .Select(i => new TrackDescription { Artist = "Some Artist", Title = $"Track {i}" })];
        IReadOnlyList<TrackId> tracks = await server.Data.Catalogue.ResolveAsync(
            descriptions, TestContext.Current.CancellationToken);
        Listen[] listens = [.. tracks.Select((track, i) =>
            new Listen(user, track, DateTimeOffset.FromUnixTimeSeconds(Start + i)))];
        await server.Data.PlayLog.AppendAsync(listens, TestContext.Current.CancellationToken);
    }
}
