using System.Net;
using System.Text.Json;
using HybridRec.Engine.Storage;

namespace HybridRec.Api.Tests.Jobs;

public sealed class JobAndModelRouteTests(ApiServer server) : IClassFixture<ApiServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "/api/v1/jobs")]
    [InlineData("POST", "/api/v1/jobs/train/runs")]
    [InlineData("GET", "/api/v1/jobs/runs/1")]
    [InlineData("GET", "/api/v1/models")]
    [InlineData("POST", "/api/v1/models/rollback")]
    public async Task Routes_WithAnOrdinaryToken_Answer403(string method, string path)
    {
        using HttpClient anna = await server.ClientOfAsync("anna");
        using HttpRequestMessage request = new(new HttpMethod(method), path);

        using HttpResponseMessage response = await anna.SendAsync(request, Cancel);

        Assert.Contains("--admin", await response.ProblemAsync(403, "forbidden"));
    }

    [Fact]
    public async Task Jobs_Start_IsQueuedSeenAndCancelled()
    {
        using HttpClient admin = await server.ClientOfAsync("root", admin: true);

        using HttpResponseMessage started = await admin.PostJsonAsync("/api/v1/jobs/train/runs", """{"arguments":{"seed":"4"}}""");
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        JsonElement run = await admin.GetJsonAsync(started.Headers.Location!.ToString());
        Assert.Equal("queued", run.GetProperty("state").GetString());
        Assert.Equal("root", run.GetProperty("requestedBy").GetString());
        Assert.Equal("4", run.GetProperty("arguments").GetProperty("seed").GetString());
        Assert.Equal("compare-recipes", run.GetProperty("steps")[0].GetProperty("job").GetString());

        JsonElement jobs = await admin.GetJsonAsync("/api/v1/jobs?count=5");
        Assert.Equal(run.GetProperty("id").GetInt64(), jobs.GetProperty("runs")[0].GetProperty("id").GetInt64());
        JsonElement train = jobs.GetProperty("jobs").EnumerateArray().First(job => job.GetProperty("name").GetString() == "train");
        Assert.True(train.GetProperty("schedule").GetProperty("next").GetDateTimeOffset() > server.Clock.Now);

        long id = run.GetProperty("id").GetInt64();
        using HttpResponseMessage cancelled = await admin.PostAsync($"/api/v1/jobs/runs/{id}/cancel", null, Cancel);
        Assert.Equal(HttpStatusCode.Accepted, cancelled.StatusCode);
        Assert.True(server.Data.Runs.Find(id)!.CancelRequested);
        await server.Data.Runs.EndAsync(id, RunState.Cancelled, "cancelled", Cancel);
        using HttpResponseMessage late = await admin.PostAsync($"/api/v1/jobs/runs/{id}/cancel", null, Cancel);
        await late.ProblemAsync(409, "run-ended");
    }

    [Fact]
    public async Task Jobs_WhatDoesNotExistOrFit_IsAClearError()
    {
        using HttpClient admin = await server.ClientOfAsync("root", admin: true);

        using HttpResponseMessage job = await admin.PostJsonAsync("/api/v1/jobs/make-coffee/runs", "");
        using HttpResponseMessage body = await admin.PostJsonAsync("/api/v1/jobs/backup/runs", """{"arguments":{"seed":4}}""");
        using HttpResponseMessage run = await admin.GetAsync("/api/v1/jobs/runs/999999", Cancel);

        Assert.Contains("train-content", await job.ProblemAsync(404, "unknown-job"));
        await body.ProblemAsync(400, "bad-body");
        await run.ProblemAsync(404, "unknown-run");
    }

    [Fact]
    public async Task Models_PromoteAndRollBack_ChangeWhatIsServed()
    {
        await using ApiServer own = new();
        await own.InitializeAsync();
        using HttpClient admin = await own.ClientOfAsync("root", admin: true);
        var tracks = await TestModel.PublishAsync(own);
        await TestModel.PublishAsync(own, tracks, TestModel.Second);

        using HttpResponseMessage nowhere = await admin.PostAsync("/api/v1/models/rollback", null, Cancel);
        await nowhere.ProblemAsync(409, "no-earlier-model");
        using HttpResponseMessage unknown = await admin.PostAsync("/api/v1/models/none/promote", null, Cancel);
        await unknown.ProblemAsync(404, "unknown-model");

        using HttpResponseMessage promoted = await admin.PostJsonAsync(
            $"/api/v1/models/{TestModel.Second}/promote", """{"reason":"a try"}""");
        JsonElement answer = await promoted.JsonAsync();
        Assert.Equal(TestModel.First, answer.GetProperty("before").GetString());
        JsonElement models = await admin.GetJsonAsync("/api/v1/models");
        Assert.Equal(TestModel.Second, models.GetProperty("current").GetString());
        Assert.Equal(2, models.GetProperty("models").GetArrayLength());
        JsonElement promotion = models.GetProperty("promotions")[0];
        Assert.Equal(
            ("root", "a try", TestModel.First),
            (promotion.GetProperty("by").GetString(), promotion.GetProperty("reason").GetString(),
                promotion.GetProperty("before").GetString()));

        using HttpResponseMessage served = await admin.PostAsync($"/api/v1/models/{TestModel.Second}/reject", null, Cancel);
        await served.ProblemAsync(409, "model-in-service");
        using HttpResponseMessage rejected = await admin.PostJsonAsync(
            $"/api/v1/models/{TestModel.First}/reject", """{"reason":"too little jazz"}""");
        Assert.Equal(HttpStatusCode.OK, rejected.StatusCode);
        JsonElement rejection = (await admin.GetJsonAsync("/api/v1/models")).GetProperty("rejections")[0];
        Assert.Equal(
            (TestModel.First, "root", "too little jazz"),
            (rejection.GetProperty("version").GetString(), rejection.GetProperty("by").GetString(),
                rejection.GetProperty("reason").GetString()));

        File.AppendAllText(Path.Combine(own.Folder, "models", TestModel.First, "serving.json"), " ");
        using HttpResponseMessage damaged = await admin.PostAsync($"/api/v1/models/{TestModel.First}/promote", null, Cancel);
        Assert.Contains("serving.json", await damaged.ProblemAsync(409, "model-damaged"));
        Assert.Equal(TestModel.Second, (await own.Data.Models.CurrentAsync(Cancel))!.Value.Value);
    }
}
