using System.Net;
using System.Text.Json;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;

namespace HybridRec.Api.Tests.Native;

public sealed class FeedbackTests(ApiServer server) : IClassFixture<ApiServer>
{
    [Theory]
    [InlineData("like", FeedbackKind.Like)]
    [InlineData("Dislike", FeedbackKind.Dislike)]
    [InlineData("skip", FeedbackKind.Skip)]
    [InlineData("clear", FeedbackKind.Clear)]
    public async Task Post_AboutATrack_IsStored(string word, FeedbackKind kind)
    {
        TrackId track = await server.AddTrackAsync("Artist", "Track");
        string name = $"track-{word}";
        using HttpClient client = await server.ClientOfAsync(name);

        using HttpResponseMessage response = await client.PostJsonAsync(
            Route(name), $$"""{"feedback":"{{word}}","track":{{track.Value}}}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        JsonElement answer = await response.JsonAsync();
        Assert.Equal("stored", answer.GetProperty("status").GetString());
        Feedback feedback = Assert.Single(await FeedbackOfAsync(name));
        Assert.Equal((kind, track, null, server.Clock.Now), (feedback.Kind, feedback.Track, feedback.Artist, feedback.At));
    }

    [Fact]
    public async Task Post_NeverArtistOfATrack_NamesItsArtist()
    {
        TrackId track = await server.AddTrackAsync("Unwanted", "Track");
        using HttpClient client = await server.ClientOfAsync("never");

        using HttpResponseMessage response = await client.PostJsonAsync(
            Route("never"), $$"""{"feedback":"never-artist","track":{{track.Value}}}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Feedback feedback = Assert.Single(await FeedbackOfAsync("never"));
        Assert.Equal((FeedbackKind.NeverArtist, null, "Unwanted"), (feedback.Kind, feedback.Track, feedback.Artist));
    }

    [Theory]
    [InlineData("never-artist", FeedbackKind.NeverArtist)]
    [InlineData("clear", FeedbackKind.Clear)]
    public async Task Post_AboutAnArtist_IsStored(string word, FeedbackKind kind)
    {
        string name = $"artist-{word}";
        using HttpClient client = await server.ClientOfAsync(name);

        using HttpResponseMessage response = await client.PostJsonAsync(
            Route(name), $$"""{"feedback":"{{word}}","artist":" Someone "}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Feedback feedback = Assert.Single(await FeedbackOfAsync(name));
        Assert.Equal((kind, null, "Someone"), (feedback.Kind, feedback.Track, feedback.Artist));
    }

    [Theory]
    [InlineData("", "The body is not the expected JSON.")]
    [InlineData("null", "Send {")]
    [InlineData("[]", "The body is not the expected JSON")]
    [InlineData("{\"feedback\":5}", "The body is not the expected JSON (at $.feedback)")]
    [InlineData("{}", "feedback is missing.")]
    [InlineData("{\"feedback\":\"love\",\"track\":1}", "feedback \"love\" is unknown.")]
    [InlineData("{\"feedback\":\"like\",\"trak\":1}", "The body is not the expected JSON (at $.trak)")]
    [InlineData("{\"feedback\":\"like\"}", "like needs a track (an id).")]
    [InlineData("{\"feedback\":\"like\",\"track\":\"999999\"}", null)]
    [InlineData("{\"feedback\":\"like\",\"track\":1.5}", "The body is not the expected JSON (at $.track)")]
    [InlineData("{\"feedback\":\"like\",\"artist\":\"x\"}", "like is said of a track: send its id as track.")]
    [InlineData("{\"feedback\":\"clear\"}", "clear needs a track (an id) or an artist (a name).")]
    [InlineData("{\"feedback\":\"never-artist\",\"track\":1,\"artist\":\"x\"}", "Name a track or an artist, not both.")]
    [InlineData("{\"feedback\":\"never-artist\",\"artist\":\" \"}", "artist must have 1 to 500 characters")]
    [InlineData("{\"feedback\":\"never-artist\",\"artist\":\"a\\u0000\"}", "no control characters")]
    [InlineData("{\"feedback\":\"never-artist\",\"artist\":\"\\ud800\"}", "The body is not the expected JSON")]
    public async Task Post_BadBody_Answers400AndStoresNothing(string body, string? detail)
    {
        using HttpClient client = await server.ClientOfAsync("careless");

        using HttpResponseMessage response = await client.PostJsonAsync(Route("careless"), body);

        if (detail is null)
        {
            // A number in quotation marks is read as the number; there is no such track.
            await response.ProblemAsync(404, "unknown-track");
        }
        else
        {
            Assert.Contains(detail, await response.ProblemAsync(400, "bad-body"));
        }

        Assert.Empty(await FeedbackOfAsync("careless"));
    }

    [Theory]
    [InlineData("999999")]
    [InlineData("0")]
    [InlineData("-5")]
    public async Task Post_UnknownTrack_Answers404(string track)
    {
        using HttpClient client = await server.ClientOfAsync("careless");

        using HttpResponseMessage response = await client.PostJsonAsync(
            Route("careless"), $$"""{"feedback":"like","track":{{track}}}""");

        Assert.Contains($"\"{track}\"", await response.ProblemAsync(404, "unknown-track"));
    }

    [Fact]
    public async Task Post_LargeBody_Answers413()
    {
        using HttpClient client = await server.ClientOfAsync("careless");

        using HttpResponseMessage response = await client.PostJsonAsync(Route("careless"), new string(' ', 20_000));

        Assert.Contains("16384 bytes", await response.ProblemAsync(413, "body-too-large"));
    }

    private static string Route(string user) => $"/api/v1/users/{user}/feedback";

    private async Task<List<Feedback>> FeedbackOfAsync(string name)
    {
        User? user = await server.Data.PlayLog.FindUserAsync(name, TestContext.Current.CancellationToken);
        return await server.Data.PlayLog.ReadFeedbackAsync(user!.Id, TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
    }
}
