using System.Net;
using HybridRec.Api.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace HybridRec.Api.Tests.Security;

public sealed class AccessTests(ApiServer server) : IClassFixture<ApiServer>
{
    private static readonly string[] Open = ["/", "/1/validate-token", "/healthz", "/openapi/{documentName}.json", "/readyz"];

    private RouteEndpoint[] Endpoints =>
        [.. server.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    [Fact]
    public void Routes_AllDecideWhoMayCallThem()
    {
        string[] undecided = [.. Endpoints
            .Where(endpoint => Policies(endpoint).Count == 0 && !IsOpen(endpoint))
            .Select(endpoint => endpoint.RoutePattern.RawText!)];

        Assert.Empty(undecided);
        Assert.True(Endpoints.Length > 10);
    }

    [Fact]
    public void Routes_OpenToEverybody_AreTheseAndNoOthers()
    {
        Assert.Equal(Open, Endpoints.Where(IsOpen).Select(endpoint => endpoint.RoutePattern.RawText!).Order());
    }

    [Fact]
    public void Routes_AboutAUser_AreForThatUser()
    {
        string[] others = [.. Endpoints
            .Where(endpoint => endpoint.RoutePattern.GetParameter(RouteUser.RouteValue) is not null)
            .Where(endpoint => !Policies(endpoint).SequenceEqual([Access.OwnUser]))
            .Select(endpoint => endpoint.RoutePattern.RawText!)];

        Assert.Empty(others);
    }

    [Fact]
    public async Task Routes_WithoutAToken_Answer401()
    {
        foreach (RouteEndpoint endpoint in Endpoints.Where(endpoint => !IsOpen(endpoint)))
        {
            using HttpResponseMessage response = await SendAsync(server.Anonymous, endpoint, "alice");

            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            await AssertShapeAsync(response, endpoint, 401, "unauthorized");
        }
    }

    [Fact]
    public async Task UserRoutes_WithAnothersToken_Answer403WhetherTheUserExistsOrNot()
    {
        using HttpClient mallory = await server.ClientOfAsync("mallory");
        using HttpClient _ = await server.ClientOfAsync("alice");
        foreach (RouteEndpoint endpoint in Endpoints.Where(endpoint => Policies(endpoint).Contains(Access.OwnUser)))
        {
            foreach (string user in (string[])["alice", "nobody"])
            {
                using HttpResponseMessage response = await SendAsync(mallory, endpoint, user);

                await AssertShapeAsync(response, endpoint, 403, "forbidden");
            }
        }
    }

    [Fact]
    public async Task UserRoutes_WithAnAdminsToken_AreAllowedAndTellOfUnknownUsers()
    {
        using HttpClient admin = await server.ClientOfAsync("root", admin: true);
        using HttpClient _ = await server.ClientOfAsync("carol");

        using HttpResponseMessage known = await admin.GetAsync("/1/user/carol/listens", TestContext.Current.CancellationToken);
        using HttpResponseMessage unknown = await admin.GetAsync("/1/user/nobody/listens", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, known.StatusCode);
        Assert.Contains("\"nobody\"", await unknown.ListenBrainzErrorAsync(404));
    }

    [Fact]
    public async Task UserRoutes_NameInAnotherCase_AreTheSameUser()
    {
        using HttpClient client = await server.ClientOfAsync("Dora");

        using HttpResponseMessage response = await client.GetAsync("/1/user/dORA/listens", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task BearerToken_IsAccepted()
    {
        string token = await server.TokenOfAsync("erin");
        using HttpClient client = new() { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new("bearer", token);

        using HttpResponseMessage response = await client.GetAsync("/1/user/erin/listens", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task RouteWithoutADecision_IsRefusedToEverybody()
    {
        await using ApiServer own = new();
        await own.OpenDataAsync();
        await own.StartAsync(app => app.MapGet("/api/v1/forgotten", () => "secret"));
        using HttpClient admin = await own.ClientOfAsync("root", admin: true);

        using HttpResponseMessage anonymous = await own.Anonymous.GetAsync("/api/v1/forgotten", TestContext.Current.CancellationToken);
        using HttpResponseMessage withToken = await admin.GetAsync("/api/v1/forgotten", TestContext.Current.CancellationToken);

        await anonymous.ProblemAsync(401, "unauthorized");
        await withToken.ProblemAsync(403, "forbidden");
    }

    [Theory]
    [InlineData("/nothing", 404, "no-route")]
    [InlineData("/api/v1/nothing", 404, "no-route")]
    public async Task UnknownPath_Answers404(string path, int status, string kind)
    {
        using HttpResponseMessage response = await server.Anonymous.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.StartsWith($"{path} is not a route", await response.ProblemAsync(status, kind));
    }

    [Fact]
    public async Task UnknownListenBrainzPath_AnswersInItsShape()
    {
        using HttpResponseMessage response = await server.Anonymous.GetAsync("/1/nothing", TestContext.Current.CancellationToken);

        Assert.StartsWith("/1/nothing is not a route", await response.ListenBrainzErrorAsync(404));
    }

    [Fact]
    public async Task WrongMethod_Answers405NamingTheRightOne()
    {
        using HttpResponseMessage native = await server.Anonymous.DeleteAsync("/readyz", TestContext.Current.CancellationToken);
        using HttpResponseMessage listenBrainz = await server.Anonymous.GetAsync("/1/submit-listens", TestContext.Current.CancellationToken);

        Assert.EndsWith("it takes GET.", await native.ProblemAsync(405, "wrong-method"));
        Assert.EndsWith("it takes POST.", await listenBrainz.ListenBrainzErrorAsync(405));
    }

    private static bool IsOpen(Endpoint endpoint) => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    private static List<string?> Policies(Endpoint endpoint) =>
        [.. endpoint.Metadata.OfType<IAuthorizeData>().Select(data => data.Policy)];

    private static async Task AssertShapeAsync(HttpResponseMessage response, RouteEndpoint endpoint, int status, string kind)
    {
        if (endpoint.RoutePattern.RawText!.StartsWith("/1/", StringComparison.Ordinal))
        {
            Assert.NotEmpty(await response.ListenBrainzErrorAsync(status));
        }
        else
        {
            Assert.NotEmpty(await response.ProblemAsync(status, kind));
        }
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, RouteEndpoint endpoint, string user)
    {
        string path = endpoint.RoutePattern.RawText!.Replace($"{{{RouteUser.RouteValue}}}", user).Replace("{id}", "1");
        string method = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0];
        return client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), TestContext.Current.CancellationToken);
    }
}
