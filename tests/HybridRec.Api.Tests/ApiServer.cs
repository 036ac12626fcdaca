using System.Net.Http.Headers;
using System.Text.Json;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Storage;
using Microsoft.AspNetCore.Builder;

namespace HybridRec.Api.Tests;

/// <summary>The real server on a real port, with a data folder of its own, gone with it.</summary>
public sealed class ApiServer : IAsyncLifetime
{
    private WebApplication? _app;

    internal ManualClock Clock { get; } = new();

    internal DataFolder Data { get; private set; } = null!;

    internal WebApplication App => _app!;

    internal Uri Address => new(App.Urls.First());

    /// <summary>A client without a token.</summary>
    internal HttpClient Anonymous { get; private set; } = null!;

    internal string Folder { get; } = Directory.CreateTempSubdirectory("hybridrec-api-").FullName;

    public async ValueTask InitializeAsync()
    {
        await OpenDataAsync();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Data.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Starts the server; <paramref name="change"/> sees it before.</summary>
    internal async Task StartAsync(Action<WebApplication>? change = null)
    {
        ApiOptions options = new() { Urls = "http://127.0.0.1:0", Clock = Clock, LogToConsole = false };
        _app = await ApiHost.BuildAsync(options, Data, TestContext.Current.CancellationToken);
        change?.Invoke(_app);
        await _app.StartAsync(TestContext.Current.CancellationToken);
        Anonymous = new HttpClient { BaseAddress = Address };
    }

    internal async Task StopAsync()
    {
        Anonymous.Dispose();
        await App.DisposeAsync();
    }

    internal async Task OpenDataAsync() =>
        Data = await DataFolder.OpenAsync(Folder, Clock, TestContext.Current.CancellationToken);

    /// <summary>A client with a token of a user, who is created if new.</summary>
    internal async Task<HttpClient> ClientOfAsync(string name, bool admin = false) =>
        ClientWith(await TokenOfAsync(name, admin));

    internal async Task<string> TokenOfAsync(string name, bool admin = false)
    {
        UserId user = await Data.PlayLog.GetOrAddUserAsync(name, TestContext.Current.CancellationToken);
        return await Data.Tokens.AddAsync(user, admin, TestContext.Current.CancellationToken);
    }

    internal HttpClient ClientWith(string token) => new()
    {
        BaseAddress = Address,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Token", token) },
    };

    /// <summary>A track in the catalogue; with audio where bytes are given.</summary>
    internal async Task<TrackId> AddTrackAsync(
        string artist, string title, byte[]? audio = null, string extension = ".mp3")
    {
        TrackDescription description = new() { Artist = artist, Title = title, Collection = audio is null ? null : "box" };
        if (audio is null)
        {
            return (await Data.Catalogue.ResolveAsync([description], TestContext.Current.CancellationToken))[0];
        }

        string path = Path.Combine(Folder, $"{artist} - {title}{extension}");
        await File.WriteAllBytesAsync(path, audio, TestContext.Current.CancellationToken);
        AudioFile file = new(
            path, audio.Length, Clock.Now, $"{artist}-{title}", null, AudioFileState.Present, null);
        return await Data.Catalogue.AttachFileAsync(file, description, null, TestContext.Current.CancellationToken);
    }
}

/// <summary>Short forms for answers.</summary>
internal static class Answers
{
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response)
    {
        using JsonDocument document = await JsonDocument.ParseAsync(
            await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken),
            cancellationToken: TestContext.Current.CancellationToken);
        return document.RootElement.Clone();
    }

    public static async Task<JsonElement> GetJsonAsync(this HttpClient client, string path)
    {
        using HttpResponseMessage response = await client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.OK, response.StatusCode);
        return await response.JsonAsync();
    }

    public static Task<HttpResponseMessage> PostJsonAsync(this HttpClient client, string path, string json) =>
        client.PostAsync(
            path,
            new StringContent(json, System.Text.Encoding.UTF8, "application/json"),
            TestContext.Current.CancellationToken);

    /// <summary>Asserts an RFC 9457 problem, and gives its detail.</summary>
    public static async Task<string> ProblemAsync(this HttpResponseMessage response, int status, string kind)
    {
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        JsonElement problem = await response.JsonAsync();
        Assert.Equal($"urn:hybridrec:problem:{kind}", problem.GetProperty("type").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        return problem.GetProperty("detail").GetString()!;
    }

    /// <summary>Asserts an error in ListenBrainz's shape, and gives its text.</summary>
    public static async Task<string> ListenBrainzErrorAsync(this HttpResponseMessage response, int status)
    {
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        JsonElement error = await response.JsonAsync();
        Assert.Equal(["code", "error"], error.EnumerateObject().Select(property => property.Name));
        Assert.Equal(status, error.GetProperty("code").GetInt32());
        return error.GetProperty("error").GetString()!;
    }
}
