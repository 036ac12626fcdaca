using System.Net;
using System.Text.Json;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Models;
using HybridRec.Engine.Numerics;

namespace HybridRec.Api.Tests.Hosting;

public sealed class ModelServingTests
{
    [Fact]
    public async Task NoModel_PlaylistsAndNeighboursAnswer503AndReadyzSaysWhy()
    {
        await using ApiServer server = new();
        await server.InitializeAsync();
        TrackId track = await server.AddTrackAsync("Artist", "Track");
        using HttpClient client = await server.ClientOfAsync("alice");

        using HttpResponseMessage playlist = await client.GetAsync(
            "/api/v1/users/alice/playlists/discovery", TestContext.Current.CancellationToken);
        using HttpResponseMessage similar = await client.GetAsync(
            $"/api/v1/tracks/{track.Value}/similar", TestContext.Current.CancellationToken);
        (int status, JsonElement ready) = await ReadyAsync(server);

        Assert.Contains("run train", await playlist.ProblemAsync(503, "no-model"));
        Assert.Contains("run train", await similar.ProblemAsync(503, "no-model"));
        Assert.Equal(503, status);
        Assert.Equal("not ready", ready.GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, ready.GetProperty("model").GetProperty("version").ValueKind);
        Assert.Contains("No model has been trained", ready.GetProperty("model").GetProperty("message").GetString());
        Assert.True(ready.GetProperty("store").GetProperty("reachable").GetBoolean());
    }

    [Fact]
    public async Task NewlyPromotedModel_IsSwappedInWithoutAFailedRequest()
    {
        await using ApiServer server = new();
        await server.InitializeAsync();
        TrackId[] tracks = await TestModel.PublishAsync(server);
        await TestModel.WaitForAsync(server, TestModel.First);
        using HttpClient client = await server.ClientOfAsync("alice");
        await TestModel.PublishAsync(server, tracks, TestModel.Second);
        await server.Data.Models.PromoteAsync(new ModelVersion(TestModel.Second), TestContext.Current.CancellationToken);

        HashSet<string> versions = [];
        while (!versions.Contains(TestModel.Second))
        {
            JsonElement playlist = await client.GetJsonAsync("/api/v1/users/alice/playlists/discovery?count=5");
            versions.Add(playlist.GetProperty("model").GetString()!);
        }

        (int status, JsonElement ready) = await ReadyAsync(server);
        Assert.Equal(200, status);
        Assert.Empty(versions.Except([TestModel.First, TestModel.Second]));
        Assert.Equal(TestModel.Second, ready.GetProperty("model").GetProperty("version").GetString());
        Assert.False(ready.GetProperty("model").GetProperty("fallback").GetBoolean());
    }

    [Fact]
    public async Task DamagedNewModel_IsRefusedLoggedAndTheOldOneServesOn()
    {
        await using ApiServer server = new();
        await server.InitializeAsync();
        TrackId[] tracks = await TestModel.PublishAsync(server);
        await TestModel.WaitForAsync(server, TestModel.First);
        await TestModel.PublishAsync(server, tracks, TestModel.Second);
        await DamageAsync(server, TestModel.Second);
        await server.Data.Models.PromoteAsync(new ModelVersion(TestModel.Second), TestContext.Current.CancellationToken);

        JsonElement model = await RefusedAsync(server);
        using HttpClient client = await server.ClientOfAsync("alice");
        JsonElement playlist = await client.GetJsonAsync("/api/v1/users/alice/playlists/discovery?count=5");

        Assert.Equal(TestModel.First, model.GetProperty("version").GetString());
        Assert.Equal(TestModel.Second, model.GetProperty("promoted").GetString());
        Assert.Contains($"Model {TestModel.Second} is damaged", model.GetProperty("message").GetString());
        Assert.Equal(TestModel.First, playlist.GetProperty("model").GetString());
        await server.StopAsync();
        string log = ReadLog(server);
        Assert.Contains("ModelRefused", log);
        Assert.Contains("serving.safetensors", log);
        await server.StartAsync();
    }

    [Fact]
    public async Task DamagedCurrentModelAtStart_AnOlderIntactOneIsServed()
    {
        await using ApiServer server = new();
        await server.OpenDataAsync();
        TrackId[] tracks = await TestModel.PublishAsync(server);
        await TestModel.PublishAsync(server, tracks, TestModel.Second);
        await server.Data.Models.PromoteAsync(new ModelVersion(TestModel.Second), TestContext.Current.CancellationToken);
        await DamageAsync(server, TestModel.Second);

        await server.StartAsync();
        JsonElement model = await RefusedAsync(server);
        string page = await server.Anonymous.GetStringAsync("/", TestContext.Current.CancellationToken);

        Assert.Equal(TestModel.First, model.GetProperty("version").GetString());
        Assert.Contains("The promoted model is damaged; an older one is served", page);
    }

    [Fact]
    public async Task OnlyModelDamagedAtStart_NothingIsServedAndReadyzSaysWhy()
    {
        await using ApiServer server = new();
        await server.OpenDataAsync();
        await TestModel.PublishAsync(server);
        await DamageAsync(server, TestModel.First);

        await server.StartAsync();
        JsonElement ready;
        int status;
        do
        {
            (status, ready) = await ReadyAsync(server);
        }
        while (ready.GetProperty("model").GetProperty("promoted").ValueKind == JsonValueKind.Null);

        Assert.Equal(503, status);
        Assert.Contains("is damaged or unreadable", ready.GetProperty("model").GetProperty("message").GetString());
        Assert.DoesNotContain(server.Folder, ready.ToString());
    }

    [Fact]
    public async Task Healthz_IsUp()
    {
        await using ApiServer server = new();
        await server.InitializeAsync();

        using HttpResponseMessage response = await server.Anonymous.GetAsync("/healthz", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("""{"status":"up"}""", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static string ReadLog(ApiServer server) => string.Concat(
        Directory.EnumerateFiles(Path.Combine(server.Folder, "logs")).Select(File.ReadAllText));

    private static async Task<(int Status, JsonElement Ready)> ReadyAsync(ApiServer server)
    {
        using HttpResponseMessage response = await server.Anonymous.GetAsync("/readyz", TestContext.Current.CancellationToken);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return ((int)response.StatusCode, await response.JsonAsync());
    }

    private static async Task<JsonElement> RefusedAsync(ApiServer server)
    {
        while (true)
        {
            (int _, JsonElement ready) = await ReadyAsync(server);
            JsonElement model = ready.GetProperty("model");
            if (model.GetProperty("fallback").GetBoolean())
            {
                return model;
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private static async Task DamageAsync(ApiServer server, string version)
    {
        OpenedModel opened = await server.Data.Models.OpenAsync(
            new ModelVersion(version), TestContext.Current.CancellationToken);
        string path = Path.Combine(opened.Folder, "serving.safetensors");
        byte[] bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
    }
}
