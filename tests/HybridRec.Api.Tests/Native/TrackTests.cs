using System.Text.Json;
using HybridRec.Engine.Catalogue;

namespace HybridRec.Api.Tests.Native;

public sealed class TrackTests(ModelFixture fixture) : IClassFixture<ModelFixture>
{
    private ApiServer Server => fixture.Server;

    [Fact]
    public async Task Search_Words_FindsTracks()
    {
        await Server.AddTrackAsync("Björk", "Jóga <b>");
        using HttpClient client = await Server.ClientOfAsync("alice");

        JsonElement found = await client.GetJsonAsync("/api/v1/tracks?query=J%C3%B3ga%20bj%C3%B6rk&count=5");

        Assert.Equal(1, found.GetProperty("count").GetInt32());
        JsonElement track = found.GetProperty("tracks")[0];
        Assert.Equal("Björk", track.GetProperty("artist").GetString());
        Assert.Equal("Jóga <b>", track.GetProperty("title").GetString());
        Assert.False(track.GetProperty("hasAudio").GetBoolean());
        Assert.Equal(JsonValueKind.Null, track.GetProperty("audio").ValueKind);
    }

    [Theory]
    [InlineData("", "query must be text of 1 to 200 characters without control characters, but it is missing.")]
    [InlineData("?query=%20", "query must be text")]
    [InlineData("?query=a%00b", "query must be text")]
    [InlineData("?query=a&count=1001", "count must be a whole number from 1 to 1000, but it is \"1001\".")]
    public async Task Search_BadParameter_Answers400(string query, string detail)
    {
        using HttpClient client = await Server.ClientOfAsync("alice");

        using HttpResponseMessage response = await client.GetAsync(
            $"/api/v1/tracks{query}", TestContext.Current.CancellationToken);

        Assert.Contains(detail, await response.ProblemAsync(400, "bad-parameters"));
    }

    [Fact]
    public async Task Get_KnownTrack_DescribesIt()
    {
        using HttpClient client = await Server.ClientOfAsync("alice");
        long id = fixture.Tracks[0].Value;

        JsonElement track = await client.GetJsonAsync($"/api/v1/tracks/{id}");

        Assert.Equal(id, track.GetProperty("id").GetInt64());
        Assert.Equal("Track 0", track.GetProperty("title").GetString());
        Assert.Equal("box", track.GetProperty("collection").GetString());
        Assert.True(track.GetProperty("hasAudio").GetBoolean());
        Assert.Equal($"/api/v1/tracks/{id}/audio", track.GetProperty("audio").GetString());
    }

    [Theory]
    [InlineData("999999")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("abc")]
    [InlineData("99999999999999999999")]
    public async Task TrackRoutes_UnknownId_Answer404(string id)
    {
        using HttpClient client = await Server.ClientOfAsync("alice");
        foreach (string route in (string[])["", "/similar", "/audio"])
        {
            using HttpResponseMessage response = await client.GetAsync(
                $"/api/v1/tracks/{id}{route}", TestContext.Current.CancellationToken);

            Assert.Contains($"\"{id}\"", await response.ProblemAsync(404, "unknown-track"));
        }
    }

    [Theory]
    [InlineData("audio", TestModel.WithAudio / 2)]
    [InlineData("listening", (TestModel.Tracks - 4) / 2)]
    [InlineData("blend", TestModel.Tracks / 2)]
    public async Task Similar_InEachSense_PutsTheSameTasteFirst(string by, int sameTaste)
    {
        using HttpClient client = await Server.ClientOfAsync("alice");

        JsonElement answer = await client.GetJsonAsync(
            $"/api/v1/tracks/{fixture.Tracks[0].Value}/similar?by={by}&count={sameTaste - 1}");

        JsonElement[] similar = [.. answer.GetProperty("similar").EnumerateArray()];
        Assert.Equal(by, answer.GetProperty("by").GetString());
        Assert.Equal(sameTaste - 1, similar.Length);
        Assert.All(similar, other => Assert.True(other.GetProperty("similarity").GetDouble() > 0.9));
        Assert.All(similar, other => Assert.NotEmpty(other.GetProperty("why").GetString()!));
        Assert.Equal(Enumerable.Range(1, sameTaste - 1), similar.Select(other => other.GetProperty("position").GetInt32()));
    }

    [Fact]
    public async Task Similar_ExcludeSameArtist_LeavesTheArtistOut()
    {
        using HttpClient client = await Server.ClientOfAsync("alice");

        JsonElement answer = await client.GetJsonAsync(
            $"/api/v1/tracks/{fixture.Tracks[0].Value}/similar?excludeSameArtist=true&count=200");

        Assert.DoesNotContain(
            "Artist 0",
            answer.GetProperty("similar").EnumerateArray().Select(o => o.GetProperty("track").GetProperty("artist").GetString()));
    }

    [Fact]
    public async Task Path_TwoTracksWithAudio_LeadsFromOneToTheOther()
    {
        using HttpClient client = await Server.ClientOfAsync("alice");
        long from = fixture.Tracks[0].Value;
        long to = fixture.Tracks[1].Value;

        JsonElement answer = await client.GetJsonAsync($"/api/v1/tracks/{from}/path/{to}?between=3");

        JsonElement[] path = [.. answer.GetProperty("path").EnumerateArray()];
        long[] ids = [.. path.Select(step => step.GetProperty("track").GetProperty("id").GetInt64())];
        Assert.Equal(answer.GetProperty("count").GetInt32(), path.Length);
        Assert.InRange(path.Length, 2, 5);
        Assert.Equal((from, to), (ids[0], ids[^1]));
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(path, step => Assert.InRange(step.GetProperty("similarity").GetDouble(), -1, 1.0001));
    }

    [Fact]
    public async Task Path_BadEnds_SayWhatIsWrong()
    {
        using HttpClient client = await Server.ClientOfAsync("alice");
        long known = fixture.Tracks[0].Value;
        foreach ((string route, int status, string kind, string words) in new[]
        {
            ($"{known}/path/{known}", 400, "bad-parameters", "to must be another track"),
            ($"{known}/path/999999", 404, "unknown-track", "\"999999\""),
            ($"abc/path/{known}", 404, "unknown-track", "\"abc\""),
            ($"{known}/path/{fixture.Tracks[20].Value}", 404, "track-not-comparable", "has no audio"),
            ($"{known}/path/{fixture.Tracks[1].Value}?between=101", 400, "bad-parameters", "between must be a whole number from 0 to 100"),
        })
        {
            using HttpResponseMessage response = await client.GetAsync($"/api/v1/tracks/{route}", TestContext.Current.CancellationToken);

            Assert.Contains(words, await response.ProblemAsync(status, kind));
        }
    }

    [Fact]
    public async Task Similar_TrackTheModelCannotCompare_Answers404SayingWhy()
    {
        TrackId later = await Server.AddTrackAsync("Later", "Than the model");
        using HttpClient client = await Server.ClientOfAsync("alice");

        using HttpResponseMessage newer = await client.GetAsync(
            $"/api/v1/tracks/{later.Value}/similar", TestContext.Current.CancellationToken);
        using HttpResponseMessage silent = await client.GetAsync(
            $"/api/v1/tracks/{fixture.Tracks[20].Value}/similar?by=audio", TestContext.Current.CancellationToken);
        using HttpResponseMessage cold = await client.GetAsync(
            $"/api/v1/tracks/{fixture.Tracks[TestModel.FirstCold].Value}/similar?by=listening",
            TestContext.Current.CancellationToken);

        Assert.Contains("does not know it", await newer.ProblemAsync(404, "track-not-comparable"));
        Assert.Contains("has no audio", await silent.ProblemAsync(404, "track-not-comparable"));
        Assert.Contains("nobody had played it", await cold.ProblemAsync(404, "track-not-comparable"));
    }

    [Theory]
    [InlineData("by=smell", "by must be one of audio, listening, blend, but it is \"smell\".")]
    [InlineData("count=201", "count must be a whole number from 1 to 200")]
    [InlineData("excludeSameArtist=2", "excludeSameArtist must be true or false")]
    public async Task Similar_BadParameter_Answers400(string query, string detail)
    {
        using HttpClient client = await Server.ClientOfAsync("alice");

        using HttpResponseMessage response = await client.GetAsync(
            $"/api/v1/tracks/{fixture.Tracks[0].Value}/similar?{query}", TestContext.Current.CancellationToken);

        Assert.Contains(detail, await response.ProblemAsync(400, "bad-parameters"));
    }
}
