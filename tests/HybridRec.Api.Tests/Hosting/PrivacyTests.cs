namespace HybridRec.Api.Tests.Hosting;

public sealed class PrivacyTests
{
    [Fact]
    public async Task Log_OfRequests_HasNeitherTokensNorListensNorQueries()
    {
        await using ApiServer server = new();
        await server.InitializeAsync();
        string token = await server.TokenOfAsync("alice");
        using HttpClient client = server.ClientWith(token);
        using HttpClient stranger = server.ClientWith("wrong-token-value");

        using HttpResponseMessage stored = await client.PostJsonAsync("/1/submit-listens", """
            {"listen_type":"single","payload":[{"listened_at":1700000000,"track_metadata":{
              "artist_name":"Secret Artist","track_name":"Secret Track"}}]}
            """);
        using HttpResponseMessage refused = await client.PostJsonAsync("/1/submit-listens", """
            {"listen_type":"single","payload":[{"track_metadata":{"artist_name":"Secret Artist","track_name":"Secret Track"}}]}
            """);
        using HttpResponseMessage search = await client.GetAsync(
            "/api/v1/tracks?query=Secret", TestContext.Current.CancellationToken);
        using HttpResponseMessage unknown = await stranger.GetAsync(
            "/api/v1/tracks?query=Secret", TestContext.Current.CancellationToken);
        using HttpResponseMessage link = await server.Anonymous.GetAsync(
            "/api/v1/tracks/1/audio?expires=1&signature=SignatureValue", TestContext.Current.CancellationToken);
        using HttpResponseMessage forged = await server.Anonymous.GetAsync(
            "/forged%0Aline%1b[31m", TestContext.Current.CancellationToken);
        await server.StopAsync();
        string file = Assert.Single(Directory.EnumerateFiles(Path.Combine(server.Folder, "logs")));
        string log = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        await server.StartAsync();

        Assert.Contains("\"Path\":\"/1/submit-listens\",\"Status\":200", log);
        Assert.Contains("\"Path\":\"/1/submit-listens\",\"Status\":400", log);
        Assert.Contains("\"Path\":\"/api/v1/tracks\",\"Status\":401", log);
        Assert.Contains("ListensStored", log);
        Assert.Contains("\"Path\":\"/forged%0Aline%1B", log);
        foreach (string secret in (string[])[token, "wrong-token-value", "Secret", "SignatureValue", "forged\\n"])
        {
            Assert.DoesNotContain(secret, log);
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/healthz")]
    [InlineData("/api/v1/tracks")]
    [InlineData("/nothing")]
    public async Task Answers_CarryTheHardeningHeaders(string path)
    {
        await using ApiServer server = new();
        await server.InitializeAsync();

        using HttpResponseMessage response = await server.Anonymous.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("DENY", Assert.Single(response.Headers.GetValues("X-Frame-Options")));
        Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        Assert.StartsWith("default-src 'none'", Assert.Single(response.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.False(response.Headers.Contains("Server"));
    }
}
