using System.Net;
using System.Net.Http.Headers;
using HybridRec.Api.Security;
using HybridRec.Engine.Catalogue;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HybridRec.Api.Tests.Native;

public sealed class AudioTests(ApiServer server) : IClassFixture<ApiServer>
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 5_000).Select(i => (byte)(i * 7))];

    [Theory]
    [InlineData(".mp3", "audio/mpeg")]
    [InlineData(".ogg", "audio/ogg")]
    [InlineData(".opus", "audio/ogg")]
    [InlineData(".FLAC", "audio/flac")]
    [InlineData(".m4a", "audio/mp4")]
    [InlineData(".wav", "audio/wav")]
    [InlineData(".xyz", "application/octet-stream")]
    public async Task Get_Whole_IsTheFileWithItsType(string extension, string type)
    {
        TrackId track = await server.AddTrackAsync("types", extension, Bytes, extension);
        using HttpClient client = await server.ClientOfAsync("alice");

        using HttpResponseMessage response = await client.GetAsync(Route(track), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("bytes", response.Headers.AcceptRanges.ToString());
        Assert.Equal(Bytes, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(0, 99, 0, 99)]
    [InlineData(4_990, null, 4_990, 4_999)]
    [InlineData(null, 10, 4_990, 4_999)]
    [InlineData(4_000, 9_999, 4_000, 4_999)]
    public async Task Get_Range_IsThatPart(int? from, int? to, int first, int last)
    {
        TrackId track = await server.AddTrackAsync("ranges", "one", Bytes);
        using HttpClient client = await server.ClientOfAsync("alice");
        client.DefaultRequestHeaders.Range = new RangeHeaderValue(from, to);

        using HttpResponseMessage response = await client.GetAsync(Route(track), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal($"bytes {first}-{last}/5000", response.Content.Headers.ContentRange?.ToString());
        Assert.Equal(
            Bytes[first..(last + 1)],
            await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Get_RangeBeyondTheEnd_Answers416()
    {
        TrackId track = await server.AddTrackAsync("ranges", "two", Bytes);
        using HttpClient client = await server.ClientOfAsync("alice");
        client.DefaultRequestHeaders.Range = new RangeHeaderValue(5_000, null);

        using HttpResponseMessage response = await client.GetAsync(Route(track), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, response.StatusCode);
        Assert.Equal("bytes */5000", response.Content.Headers.ContentRange?.ToString());
    }

    [Fact]
    public async Task Head_TellsTheSizeWithoutTheBytes()
    {
        TrackId track = await server.AddTrackAsync("head", "one", Bytes);
        using HttpClient client = await server.ClientOfAsync("alice");

        using HttpResponseMessage response = await client.SendAsync(
            new HttpRequestMessage(HttpMethod.Head, Route(track)), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(5_000, response.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task Get_SameETag_Answers304()
    {
        TrackId track = await server.AddTrackAsync("etag", "one", Bytes);
        using HttpClient client = await server.ClientOfAsync("alice");
        using HttpResponseMessage first = await client.GetAsync(Route(track), TestContext.Current.CancellationToken);
        client.DefaultRequestHeaders.IfNoneMatch.Add(first.Headers.ETag!);

        using HttpResponseMessage second = await client.GetAsync(Route(track), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task Get_TrackWithoutAudio_Answers404()
    {
        TrackId track = await server.AddTrackAsync("silent", "one");
        using HttpClient client = await server.ClientOfAsync("alice");

        using HttpResponseMessage response = await client.GetAsync(Route(track), TestContext.Current.CancellationToken);

        Assert.Contains("has no audio file", await response.ProblemAsync(404, "no-audio"));
    }

    [Fact]
    public async Task Get_FileGoneSinceTheScan_Answers404WithTheRemedy()
    {
        TrackId track = await server.AddTrackAsync("gone", "one", Bytes);
        File.Delete(Path.Combine(server.Folder, "gone - one.mp3"));
        using HttpClient client = await server.ClientOfAsync("alice");

        using HttpResponseMessage response = await client.GetAsync(Route(track), TestContext.Current.CancellationToken);

        Assert.Contains("Run `import-audio` again", await response.ProblemAsync(404, "no-audio"));
    }

    [Fact]
    public async Task Get_FileMarkedMissing_IsNotSentThoughItExists()
    {
        TrackId track = await server.AddTrackAsync("missing", "one", Bytes);
        string path = Path.Combine(server.Folder, "missing - one.mp3");
        AudioFile? file = await server.Data.Catalogue.FindFileAsync(path, TestContext.Current.CancellationToken);
        await server.Data.Catalogue.MarkFilesAsync(
            [file! with { State = AudioFileState.Missing, Reason = "gone" }], TestContext.Current.CancellationToken);
        using HttpClient client = await server.ClientOfAsync("alice");

        using HttpResponseMessage response = await client.GetAsync(Route(track), TestContext.Current.CancellationToken);

        Assert.True(File.Exists(path));
        await response.ProblemAsync(404, "no-audio");
    }

    [Fact]
    public async Task Get_SignedLink_WorksFor24HoursAndNotASecondLonger()
    {
        await using ApiServer own = new();
        await own.InitializeAsync();
        TrackId track = await own.AddTrackAsync("signed", "one", Bytes);
        Uri link = Link(own, track);

        own.Clock.Now += TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1);
        using HttpResponseMessage inTime = await own.Anonymous.GetAsync(link, TestContext.Current.CancellationToken);
        own.Clock.Now += TimeSpan.FromSeconds(1);
        using HttpResponseMessage late = await own.Anonymous.GetAsync(link, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, inTime.StatusCode);
        Assert.Contains("expired", await late.ProblemAsync(401, "unauthorized"));
    }

    [Fact]
    public async Task Get_SignedLinkAfterARestart_StillWorks()
    {
        await using ApiServer own = new();
        await own.InitializeAsync();
        TrackId track = await own.AddTrackAsync("signed", "one", Bytes);
        string link = Link(own, track).PathAndQuery;

        await own.StopAsync();
        await own.StartAsync();
        using HttpResponseMessage response = await own.Anonymous.GetAsync(link, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Get_TamperedLink_Answers401()
    {
        TrackId track = await server.AddTrackAsync("tamper", "one", Bytes);
        TrackId other = await server.AddTrackAsync("tamper", "two", Bytes);
        string link = Link(server, track).PathAndQuery;
        string signature = link[(link.IndexOf("signature=", StringComparison.Ordinal) + 10)..];
        long expires = (server.Clock.Now + AudioLinks.Lifetime).ToUnixTimeSeconds();
        string[] tampered =
        [
            link.Replace($"/{track.Value}/", $"/{other.Value}/"),
            link.Replace($"expires={expires}", $"expires={expires + 1}"),
            link.Replace($"expires={expires}&", ""),
            link.Replace(signature, signature[..^2]),
            link.Replace(signature, signature + "AA"),
            link.Replace(signature, (signature[0] == 'A' ? 'B' : 'A') + signature[1..]),
            link.Replace(signature, new string('é', signature.Length)),
            link + "&signature=x",
        ];

        foreach (string path in tampered)
        {
            using HttpResponseMessage response = await server.Anonymous.GetAsync(path, TestContext.Current.CancellationToken);

            Assert.Contains("signature is not this server's", await response.ProblemAsync(401, "unauthorized"));
        }
    }

    [Fact]
    public async Task Get_SignedLink_OpensNothingElse()
    {
        TrackId track = await server.AddTrackAsync("only", "audio", Bytes);
        string query = Link(server, track).Query;

        using HttpResponseMessage details = await server.Anonymous.GetAsync(
            $"/api/v1/tracks/{track.Value}{query}", TestContext.Current.CancellationToken);

        await details.ProblemAsync(401, "unauthorized");
    }

    private static string Route(TrackId track) => $"/api/v1/tracks/{track.Value}/audio";

    private static Uri Link(ApiServer server, TrackId track)
    {
        DefaultHttpContext context = new();
        context.Request.Scheme = server.Address.Scheme;
        context.Request.Host = new HostString(server.Address.Authority);
        return server.App.Services.GetRequiredService<AudioLinks>().Create(context.Request, track);
    }
}
