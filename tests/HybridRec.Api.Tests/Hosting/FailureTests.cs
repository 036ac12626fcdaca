using HybridRec.Engine.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace HybridRec.Api.Tests.Hosting;

public sealed class FailureTests
{
    [Fact]
    public async Task StoreFailure_Answers503RevealingNoPath()
    {
        await using ApiServer server = await ServerWithAsync(_ =>
            throw new StorageException("/secret/place/hybridrec.db", "the disk is full"));

        using HttpResponseMessage native = await server.Anonymous.GetAsync("/api/v1/test", TestContext.Current.CancellationToken);
        using HttpResponseMessage listenBrainz = await server.Anonymous.GetAsync("/1/test", TestContext.Current.CancellationToken);

        string detail = await native.ProblemAsync(503, "store-failed");
        Assert.Equal(detail, await listenBrainz.ListenBrainzErrorAsync(503));
        Assert.DoesNotContain("secret", detail);
        Assert.Contains("/secret/place/hybridrec.db: the disk is full.", await LogAsync(server));
    }

    [Fact]
    public async Task UnexpectedException_Answers500RevealingNothing()
    {
        await using ApiServer server = await ServerWithAsync(_ => throw new InvalidOperationException("inner workings"));

        using HttpResponseMessage native = await server.Anonymous.GetAsync("/api/v1/test", TestContext.Current.CancellationToken);
        using HttpResponseMessage listenBrainz = await server.Anonymous.GetAsync("/1/test", TestContext.Current.CancellationToken);

        string detail = await native.ProblemAsync(500, "internal-error");
        Assert.Equal(detail, await listenBrainz.ListenBrainzErrorAsync(500));
        Assert.DoesNotContain("inner workings", detail);
        Assert.Contains("inner workings", await LogAsync(server));
    }

    [Fact]
    public async Task SlowRequest_IsGivenUpWith504()
    {
        await using ApiServer server = await ServerWithAsync(
            context => Task.Delay(Timeout.Infinite, context.RequestAborted), TimeSpan.FromMilliseconds(50));

        using HttpResponseMessage native = await server.Anonymous.GetAsync("/api/v1/test", TestContext.Current.CancellationToken);
        using HttpResponseMessage listenBrainz = await server.Anonymous.GetAsync("/1/test", TestContext.Current.CancellationToken);

        await native.ProblemAsync(504, "timed-out");
        await listenBrainz.ListenBrainzErrorAsync(504);
    }

    private static async Task<ApiServer> ServerWithAsync(RequestDelegate handler, TimeSpan? timeout = null)
    {
        ApiServer server = new();
        await server.OpenDataAsync();
        await server.StartAsync(app =>
        {
            foreach (string path in (string[])["/api/v1/test", "/1/test"])
            {
                app.MapGet(path, handler).AllowAnonymous().WithRequestTimeout(timeout ?? TimeSpan.FromMinutes(1));
            }
        });
        return server;
    }

    private static async Task<string> LogAsync(ApiServer server)
    {
        await server.StopAsync();
        string file = Assert.Single(Directory.EnumerateFiles(Path.Combine(server.Folder, "logs")));
        string log = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        await server.StartAsync();
        return log;
    }
}
