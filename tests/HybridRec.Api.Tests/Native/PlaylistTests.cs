using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Xml.Linq;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;

namespace HybridRec.Api.Tests.Native;

public sealed class PlaylistTests(ModelFixture fixture) : IClassFixture<ModelFixture>
{
    private ApiServer Server => fixture.Server;

    [Fact]
    public async Task Get_AfterListensOfOneTaste_PrefersItAndSaysWhy()
    {
        using HttpClient client = await Server.ClientOfAsync("even");
        await PlayAsync(client, 0, 2, 4);

        JsonElement playlist = await client.GetJsonAsync(Route("even", "count=5&discovery=0"));

        JsonElement[] tracks = [.. playlist.GetProperty("tracks").EnumerateArray()];
        Assert.Equal(5, tracks.Length);
        Assert.Equal("even", playlist.GetProperty("user").GetString());
        Assert.Equal(TestModel.First, playlist.GetProperty("model").GetString());
        Assert.All(tracks, track => Assert.Equal(0, NumberOf(track) % 2));
        Assert.Empty(tracks.Select(NumberOf).Intersect([0, 2, 4]));
        Assert.NotEmpty(tracks[0].GetProperty("because").GetProperty("topPlays").EnumerateArray());
    }

    [Fact]
    public async Task Get_AfterNewListens_ChangesAtOnce()
    {
        using HttpClient client = await Server.ClientOfAsync("turning");
        await PlayAsync(client, 0, 2);
        int before = await OddAsync(client, "turning");

        await PlayAsync(client, 1, 3, 5, 7, 9, 11, 13, 15, 17);
        int after = await OddAsync(client, "turning");

        Assert.Equal(0, before);
        Assert.True(after >= 3, $"{after} of 4 tracks are of the new taste");
    }

    [Fact]
    public async Task Get_AfterFeedback_NeverShowsTheDislikedTrackNorTheRefusedArtist()
    {
        using HttpClient client = await Server.ClientOfAsync("picky");
        await PlayAsync(client, 0);
        int[] first = await NumbersAsync(client, "picky", "count=10&discovery=0");
        string dislike = $$"""{"feedback":"dislike","track":{{fixture.Tracks[first[0]].Value}}}""";
        string never = $$"""{"feedback":"never-artist","artist":"artist {{first[1]}}"}""";

        using HttpResponseMessage one = await client.PostJsonAsync("/api/v1/users/picky/feedback", dislike);
        using HttpResponseMessage two = await client.PostJsonAsync("/api/v1/users/picky/feedback", never);
        int[] second = await NumbersAsync(client, "picky", "count=24&discovery=0");

        Assert.Equal(HttpStatusCode.OK, one.StatusCode);
        Assert.Equal(HttpStatusCode.OK, two.StatusCode);
        Assert.NotEmpty(second);
        Assert.DoesNotContain(first[0], second);
        Assert.DoesNotContain(first[1], second);
    }

    [Fact]
    public async Task NeverArtist_GuestsToo_AreInNoList()
    {
        using HttpClient client = await Server.ClientOfAsync("absolute");
        await PlayAsync(client, 6, 0, 2);
        Assert.Contains(TestModel.WithGuest, await NumbersAsync(client, "absolute", "count=24&discovery=0"));
        string never = $$"""{"feedback":"never-artist","track":{{fixture.Tracks[TestModel.Guest].Value}}}""";
        using HttpResponseMessage said = await client.PostJsonAsync("/api/v1/users/absolute/feedback", never);
        Assert.Equal(HttpStatusCode.OK, said.StatusCode);

        foreach (double dial in (double[])[0, 0.5, 1])
        {
            JsonElement playlist = await client.GetJsonAsync(Route("absolute", FormattableString.Invariant($"count=24&discovery={dial}")));

            Assert.DoesNotContain("Artist 6", playlist.GetRawText());
            Assert.NotEmpty(playlist.GetProperty("tracks").EnumerateArray());
        }

        foreach (string by in (string[])["audio", "listening", "blend"])
        {
            JsonElement similar = await client.GetJsonAsync($"/api/v1/tracks/{fixture.Tracks[0].Value}/similar?by={by}&count=200");

            Assert.DoesNotContain("Artist 6", similar.GetProperty("similar").GetRawText());
        }
    }

    [Fact]
    public async Task Get_UserWithoutPlays_GetsAPlaylist()
    {
        using HttpClient client = await Server.ClientOfAsync("newcomer");

        Assert.NotEmpty(await NumbersAsync(client, "newcomer", "count=5"));
    }

    [Fact]
    public async Task Get_PlayableExcludeAndCollections_FilterTheTracks()
    {
        using HttpClient client = await Server.ClientOfAsync("filtering");
        string exclude = string.Join(',', fixture.Tracks.Take(8).Select(track => track.Value));

        int[] playable = await NumbersAsync(client, "filtering", "count=24&playable=true");
        int[] excluded = await NumbersAsync(client, "filtering", $"count=24&exclude={exclude}");
        int[] box = await NumbersAsync(client, "filtering", "count=24&onlyCollections=box");
        int[] none = await NumbersAsync(client, "filtering", "count=24&onlyCollections=nowhere");

        Assert.All(playable, number => Assert.True(number < TestModel.WithAudio));
        Assert.All(excluded, number => Assert.True(number >= 8));
        Assert.All(box, number => Assert.True(number < TestModel.WithAudio));
        Assert.NotEmpty(box);
        Assert.Empty(none);
    }

    [Fact]
    public async Task Get_NotServedDays_ShowsOtherTracksUntilThereAreNone()
    {
        using HttpClient client = await Server.ClientOfAsync("restless");
        await PlayAsync(client, 0);

        int[] first = await NumbersAsync(client, "restless", "count=10&notServedDays=7");
        int[] second = await NumbersAsync(client, "restless", "count=10&notServedDays=7");
        JsonElement third = await client.GetJsonAsync(Route("restless", "count=10&notServedDays=7"));

        Assert.Empty(first.Intersect(second));
        Assert.Equal(10, third.GetProperty("tracks").GetArrayLength());
        Assert.Contains("served in the last 7 days", third.GetProperty("notes")[0].GetString());
    }

    [Theory]
    [InlineData("json")]
    [InlineData("jspf")]
    [InlineData("xspf")]
    [InlineData("m3u8")]
    public async Task Get_RequestThatNothingMeets_SaysSoInEveryFormat(string format)
    {
        using HttpClient client = await Server.ClientOfAsync("impossible");

        string answer = await client.GetStringAsync(
            Route("impossible", $"minTempo=90&excludeArtist=ARTIST%203&format={format}"), TestContext.Current.CancellationToken);

        Assert.Contains("No track qualifies; left out: 1 excluded, or of other collections, 23 of unknown tempo.", answer);
    }

    [Fact]
    public async Task Get_AsAdmin_IsAnothersPlaylist()
    {
        using HttpClient admin = await Server.ClientOfAsync("root", admin: true);
        using HttpClient _ = await Server.ClientOfAsync("someone");

        JsonElement playlist = await admin.GetJsonAsync(Route("someone", "count=3"));

        Assert.Equal("someone", playlist.GetProperty("user").GetString());
    }

    [Fact]
    public async Task Get_UnknownUserAsAdmin_Answers404()
    {
        using HttpClient admin = await Server.ClientOfAsync("root", admin: true);

        using HttpResponseMessage response = await admin.GetAsync(
            Route("nobody", "count=3"), TestContext.Current.CancellationToken);

        Assert.Contains("\"nobody\"", await response.ProblemAsync(404, "unknown-user"));
    }

    [Theory]
    [InlineData("count=0", "count must be a whole number from 1 to 200, but it is \"0\".")]
    [InlineData("count=201", "count must be a whole number from 1 to 200, but it is \"201\".")]
    [InlineData("count=abc", "count must be a whole number from 1 to 200, but it is \"abc\".")]
    [InlineData("count=1.5", "count must be a whole number from 1 to 200, but it is \"1.5\".")]
    [InlineData("count=", "count must be a whole number from 1 to 200, but it is \"\".")]
    [InlineData("count=1&count=2", "count must be a whole number from 1 to 200, but it is \"1,2\".")]
    [InlineData("count=99999999999999999999", "count must be a whole number from 1 to 200")]
    [InlineData("discovery=NaN", "discovery must be a number from 0 to 1, but it is \"NaN\".")]
    [InlineData("discovery=-0.1", "discovery must be a number from 0 to 1, but it is \"-0.1\".")]
    [InlineData("discovery=1.01", "discovery must be a number from 0 to 1, but it is \"1.01\".")]
    [InlineData("discovery=Infinity", "discovery must be a number from 0 to 1, but it is \"Infinity\".")]
    [InlineData("playable=yes", "playable must be true or false, but it is \"yes\".")]
    [InlineData("exclude=1,x", "exclude must be at most 1000 track ids, joined by commas, but it is \"x\".")]
    [InlineData("exclude=-1", "exclude must be at most 1000 track ids, joined by commas, but it is \"-1\".")]
    [InlineData("onlyCollections=", "onlyCollections must be at most 100 non-empty names")]
    [InlineData("minutes=0", "minutes must be a number from 1 to 1440, but it is \"0\".")]
    [InlineData("perArtist=0", "perArtist must be a whole number from 1 to 200, but it is \"0\".")]
    [InlineData("perAlbum=x", "perAlbum must be a whole number from 1 to 200, but it is \"x\".")]
    [InlineData("knownArtists=some", "knownArtists must be one of true, false, but it is \"some\".")]
    [InlineData("window=201", "window must be a whole number from 1 to 200, but it is \"201\".")]
    [InlineData("notServedDays=-1", "notServedDays must be a whole number from 0 to 3650, but it is \"-1\".")]
    [InlineData("minDuration=NaN", "minDuration must be a number from 0 to 86400, but it is \"NaN\".")]
    [InlineData("maxTempo=fast", "maxTempo must be a number from 0 to 1000, but it is \"fast\".")]
    [InlineData("excludeArtist=", "excludeArtist must be at most 100 non-empty names")]
    [InlineData("excludeCollection=%20", "excludeCollection must be at most 100 non-empty names")]
    [InlineData("format=mp3", "format must be one of json, jspf, xspf, m3u8, but it is \"mp3\".")]
    public async Task Get_ParameterOutOfRange_Answers400NamingRangeAndValue(string query, string detail)
    {
        using HttpClient client = await Server.ClientOfAsync("careless");

        using HttpResponseMessage response = await client.GetAsync(
            Route("careless", query), TestContext.Current.CancellationToken);

        Assert.Contains(detail, await response.ProblemAsync(400, "bad-parameters"));
    }

    [Fact]
    public async Task Get_SeveralParametersWrong_NamesEach()
    {
        using HttpClient client = await Server.ClientOfAsync("careless");

        using HttpResponseMessage response = await client.GetAsync(
            Route("careless", "count=0&discovery=2"), TestContext.Current.CancellationToken);

        JsonElement errors = (await response.JsonAsync()).GetProperty("errors");
        Assert.Equal(["count", "discovery"], errors.EnumerateObject().Select(error => error.Name));
    }

    [Theory]
    [InlineData("format=json", null, "application/json")]
    [InlineData("format=JSPF", null, "application/jspf+json")]
    [InlineData("format=xspf", "application/json", "application/xspf+xml")]
    [InlineData("format=m3u8", null, "audio/x-mpegurl")]
    [InlineData("", null, "application/json")]
    [InlineData("", "*/*", "application/json")]
    [InlineData("", "text/html", "application/json")]
    [InlineData("", "application/xspf+xml", "application/xspf+xml")]
    [InlineData("", "application/vnd.apple.mpegurl", "audio/x-mpegurl")]
    [InlineData("", "application/json;q=0.5, application/jspf+json", "application/jspf+json")]
    public async Task Get_FormatOrAccept_ChoosesTheForm(string query, string? accept, string mediaType)
    {
        using HttpClient client = await Server.ClientOfAsync("formats");
        if (accept is not null)
        {
            client.DefaultRequestHeaders.Accept.ParseAdd(accept);
        }

        using HttpResponseMessage response = await client.GetAsync(
            Route("formats", query), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(mediaType, response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("m3u8")]
    [InlineData("xspf")]
    [InlineData("jspf")]
    [InlineData("json")]
    public async Task Get_LocationsInAnyForm_PlayWithoutAToken(string format)
    {
        using HttpClient client = await Server.ClientOfAsync("player");
        string text = await client.GetStringAsync(
            Route("player", $"count=3&playable=true&format={format}"), TestContext.Current.CancellationToken);

        string[] locations = Locations(format, text);

        Assert.Equal(3, locations.Length);
        foreach (string location in locations)
        {
            using HttpResponseMessage audio = await Server.Anonymous.GetAsync(location, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, audio.StatusCode);
            Assert.Equal("audio/mpeg", audio.Content.Headers.ContentType?.MediaType);
            Assert.Equal(1_000, audio.Content.Headers.ContentLength);
        }
    }

    [Fact]
    public async Task Get_Playlist_IsRecordedAsServed()
    {
        using HttpClient client = await Server.ClientOfAsync("recorded");

        int[] shown = await NumbersAsync(client, "recorded", "count=4&discovery=0.25");

        User? user = await Server.Data.PlayLog.FindUserAsync("recorded", TestContext.Current.CancellationToken);
        ServedList list = Assert.Single(await Server.Data.ServeLog
            .ReadAsync(user!.Id, DateTimeOffset.MinValue, TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0.25, list.Discovery);
        Assert.Equal(shown.Select(number => fixture.Tracks[number]), list.Tracks.Select(track => track.Track));
    }

    private static string[] Locations(string format, string text) => format switch
    {
        "m3u8" => [.. text.Split('\n').Where(line => line.Length > 0 && line[0] != '#')],
        "xspf" => [.. XDocument.Parse(text).Descendants(XName.Get("location", "http://xspf.org/ns/0/")).Select(e => e.Value)],
        "jspf" => [.. JsonDocument.Parse(text).RootElement.GetProperty("playlist").GetProperty("track").EnumerateArray()
            .Select(track => track.GetProperty("location")[0].GetString()!)],
        _ => [.. JsonDocument.Parse(text).RootElement.GetProperty("tracks").EnumerateArray()
            .Select(track => track.GetProperty("track").GetProperty("location").GetString()!)],
    };

    private static string Route(string user, string query) => $"/api/v1/users/{user}/playlists/discovery?{query}";

    private async Task PlayAsync(HttpClient client, params int[] numbers)
    {
        IEnumerable<string> listens = numbers.Select(number => string.Create(CultureInfo.InvariantCulture, $$$$"""
            {"listened_at":{{{{1_700_000_000 + (number * 600)}}}},"track_metadata":{"artist_name":"x","track_name":"y",
              "additional_info":{"hybridrec_track_id":{{{{fixture.Tracks[number].Value}}}}}}}
            """));
        using HttpResponseMessage response = await client.PostJsonAsync(
            "/1/submit-listens", $$"""{"listen_type":"import","payload":[{{string.Join(",", listens)}}]}""");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private async Task<int> OddAsync(HttpClient client, string user) =>
        (await NumbersAsync(client, user, "count=4&discovery=0")).Count(number => number % 2 == 1);

    private async Task<int[]> NumbersAsync(HttpClient client, string user, string query)
    {
        JsonElement playlist = await client.GetJsonAsync(Route(user, query));
        return [.. playlist.GetProperty("tracks").EnumerateArray().Select(NumberOf)];
    }

    private int NumberOf(JsonElement entry)
    {
        long id = entry.GetProperty("track").GetProperty("id").GetInt64();
        return fixture.Tracks.ToList().IndexOf(new TrackId(id));
    }
}
