using System.Text.Json;
using System.Text.RegularExpressions;
using HybridRec.Api.Tests.Native;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace HybridRec.Api.Tests.Hosting;

public sealed partial class HomeAndOpenApiTests(ModelFixture fixture) : IClassFixture<ModelFixture>
{
    private ApiServer Server => fixture.Server;

    [Fact]
    public async Task Home_WithAModel_SaysWhatIsServed()
    {
        using HttpResponseMessage response = await Server.Anonymous.GetAsync("/", TestContext.Current.CancellationToken);
        string page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains(TestModel.First, page);
        Assert.Contains("<dt>Tracks</dt><dd>24</dd>", page);
        Assert.Contains("<dt>With audio</dt><dd>16</dd>", page);
        Assert.Contains("<dt>Listeners learned from</dt><dd>1,234</dd>", page);
        Assert.Contains("""href="/openapi/v1.json""", page);
        Assert.Contains("""href="/readyz""", page);
        Assert.DoesNotContain("<script", page);
    }

    [Fact]
    public async Task Home_ItsOwnStyle_IsTheOneItsPolicyAllows()
    {
        using HttpResponseMessage response = await Server.Anonymous.GetAsync("/", TestContext.Current.CancellationToken);
        string page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        string style = Style().Match(page).Groups[1].Value;
        byte[] hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(style));
        Assert.Contains(
            $"style-src 'sha256-{Convert.ToBase64String(hash)}'",
            response.Headers.GetValues("Content-Security-Policy").Single());
    }

    [Fact]
    public async Task Home_ForgedHost_IsNotMarkup()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/");
        request.Headers.TryAddWithoutValidation("Host", "a\"b'c");

        using HttpResponseMessage response = await Server.Anonymous.SendAsync(request, TestContext.Current.CancellationToken);

        string page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("a\"b'c", page);
    }

    [Fact]
    public async Task OpenApi_DescribesEveryRouteWithItsTokenAndErrors()
    {
        JsonElement document = await Server.Anonymous.GetJsonAsync("/openapi/v1.json");

        JsonElement paths = document.GetProperty("paths");
        IEnumerable<RouteEndpoint> endpoints = Server.App.Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText != "/openapi/{documentName}.json");
        foreach (RouteEndpoint endpoint in endpoints)
        {
            string path = endpoint.RoutePattern.RawText!.TrimEnd('/');
            string method = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0].ToLowerInvariant();
            JsonElement operation = paths.GetProperty(path.Length == 0 ? "/" : path).GetProperty(method);
            Assert.NotEmpty(operation.GetProperty("summary").GetString()!);
            bool needsToken = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null;
            Assert.Equal(needsToken, operation.TryGetProperty("security", out _));
            Assert.Equal(needsToken, operation.GetProperty("responses").TryGetProperty("401", out _));
        }

        JsonElement scheme = document.GetProperty("components").GetProperty("securitySchemes").GetProperty("Token");
        Assert.Equal("Authorization", scheme.GetProperty("name").GetString());
    }

    [Fact]
    public async Task OpenApi_Parameters_CarryTheirRanges()
    {
        JsonElement document = await Server.Anonymous.GetJsonAsync("/openapi/v1.json");

        JsonElement operation = document.GetProperty("paths")
            .GetProperty("/api/v1/users/{user}/playlists/discovery").GetProperty("get");
        JsonElement count = operation.GetProperty("parameters").EnumerateArray()
            .Single(parameter => parameter.GetProperty("name").GetString() == "count").GetProperty("schema");
        Assert.Equal(1, count.GetProperty("minimum").GetInt32());
        Assert.Equal(200, count.GetProperty("maximum").GetInt32());
        Assert.Equal(30, count.GetProperty("default").GetInt32());
        Assert.Equal(
            ["application/json", "application/jspf+json", "application/xspf+xml", "audio/x-mpegurl"],
            operation.GetProperty("responses").GetProperty("200").GetProperty("content").EnumerateObject().Select(p => p.Name));
    }

    [GeneratedRegex("<style>(.*)</style>", RegexOptions.Singleline)]
    private static partial Regex Style();
}
