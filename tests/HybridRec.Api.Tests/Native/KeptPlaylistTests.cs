using System.Net;
using System.Text;
using System.Text.Json;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Storage;
using HybridRec.Jobs.Running;

namespace HybridRec.Api.Tests.Native;

/// <summary>Weekly playlists, time zones, erasing, and what the health check found, over HTTP.</summary>
public sealed class KeptPlaylistTests(ModelFixture fixture) : IClassFixture<ModelFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ApiServer Server => fixture.Server;

    [Fact]
    public async Task Playlists_MadeByTheJob_AreListedAndGivenInAllFormatsToTheirListenerOnly()
    {
        using HttpClient client = await Server.ClientOfAsync("weekly");
        UserId user = (await Server.Data.PlayLog.FindUserAsync("weekly", Cancel))!.Id;
        await Server.Data.PlayLog.AppendAsync([new Listen(user, fixture.Tracks[0], Server.Clock.Now.AddDays(-1))], Cancel);
        await RunAsync("refresh-playlists");

        JsonElement list = await client.GetJsonAsync("/api/v1/users/weekly/playlists");
        JsonElement kept = list.GetProperty("playlists").EnumerateArray()
            .Single(one => one.GetProperty("kind").GetString() == "discover-weekly");
        Assert.Equal(DayOfWeek.Monday, DateOnly.Parse(kept.GetProperty("date").GetString()!, System.Globalization.CultureInfo.InvariantCulture).DayOfWeek);
        string path = $"/api/v1/users/weekly/playlists/{kept.GetProperty("id").GetInt64()}";
        JsonElement playlist = await client.GetJsonAsync(path);
        Assert.Equal(kept.GetProperty("tracks").GetInt32(), playlist.GetProperty("tracks").GetArrayLength());
        Assert.Equal(TestModel.First, playlist.GetProperty("model").GetString());
        Assert.StartsWith("#EXTM3U", await client.GetStringAsync($"{path}?format=m3u8", Cancel), StringComparison.Ordinal);

        using HttpClient other = await Server.ClientOfAsync("someone-else");
        using HttpResponseMessage refused = await other.GetAsync(path, Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using HttpResponseMessage theirs = await other.GetAsync(path.Replace("weekly/", "someone-else/", StringComparison.Ordinal), Cancel);
        await theirs.ProblemAsync(404, "unknown-playlist");
    }

    [Theory]
    [InlineData("""{"timeZone":"Asia/Tokyo"}""", "Asia/Tokyo")]
    [InlineData("""{"timeZone":null}""", null)]
    [InlineData("""{"timeZone":"Mars/Olympus"}""", "bad")]
    [InlineData("""{"timeZone":5}""", "bad")]
    public async Task TimeZone_IsStoredIfThereIsSuchAZone(string body, string? zone)
    {
        using HttpClient client = await Server.ClientOfAsync("traveller");

        using HttpResponseMessage answer = await client.PutAsync(
            "/api/v1/users/traveller/time-zone", new StringContent(body, Encoding.UTF8, "application/json"), Cancel);

        if (zone == "bad")
        {
            await answer.ProblemAsync(400, "bad-body");
        }
        else
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(zone, (await client.GetJsonAsync("/api/v1/users/traveller/playlists")).GetProperty("timeZone").GetString());
        }
    }

    [Fact]
    public async Task Delete_OwnUser_IsErasedByTheJobAndTheTokenIsNoLongerGood()
    {
        using HttpClient client = await Server.ClientOfAsync("leaving");

        using HttpResponseMessage answer = await client.DeleteAsync("/api/v1/users/leaving", Cancel);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        long id = (await answer.JsonAsync()).GetProperty("run").GetInt64();
        JobRun run = Server.Data.Runs.Find(id)!;
        await new JobRunner(Server.Data, JobCatalogue.Standard, TimeProvider.System).HandleAsync(new(run.Job, run.Id), Cancel);
        Assert.Null(await Server.Data.PlayLog.FindUserAsync("leaving", Cancel));
        Assert.Equal("(erased)", Server.Data.Runs.Find(id)!.RequestedBy);
        using HttpResponseMessage gone = await client.GetAsync("/api/v1/users/leaving/playlists", Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, gone.StatusCode);
    }

    [Fact]
    public async Task Readyz_AfterAHealthCheck_TellsWhatItWarnedOf()
    {
        await using ApiServer own = new();
        await own.InitializeAsync();
        JobRun failed = await own.Data.Runs.AddAsync("backup", ["backup"], new Dictionary<string, string>(), "test", Cancel);
        await own.Data.Runs.EndAsync(failed.Id, RunState.Failed, "the disk is full at /secret", Cancel);
        await new JobRunner(own.Data, JobCatalogue.Standard, own.Clock)
            .RunNowAsync(HealthReport.Job, new Dictionary<string, string>(), null, Cancel);

        using HttpResponseMessage answer = await own.Anonymous.GetAsync("/readyz", Cancel);
        JsonElement jobs = (await answer.JsonAsync()).GetProperty("jobs");
        Assert.Equal(
            [$"the last run of backup ({failed.Id}) failed: see /api/v1/jobs/runs/{failed.Id}"],
            jobs.GetProperty("warnings").EnumerateArray().Select(warning => warning.GetString()));
        Assert.Equal(own.Clock.Now, jobs.GetProperty("checkedAt").GetDateTimeOffset());
        using HttpClient admin = await own.ClientOfAsync("root", admin: true);
        JsonElement health = (await admin.GetJsonAsync("/api/v1/jobs")).GetProperty("health");
        Assert.Equal((1, 0), (health.GetProperty("warnings").GetArrayLength(), health.GetProperty("listens").GetInt32()));
    }

    private Task<JobRun> RunAsync(string job) => new JobRunner(Server.Data, JobCatalogue.Standard, Server.Clock)
        .RunNowAsync(job, new Dictionary<string, string>(), null, Cancel);
}
