using System.Net.Http.Headers;
using System.Text.Json;

namespace HybridRec.Api.Demo;

/// <summary>One listener's client: speaks to the server over HTTP, as any program would.</summary>
internal sealed class DemoClient : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly HttpClient _http;

    public DemoClient(Uri server, string user, string token)
    {
        User = user;
        Token = token;
        _http = new HttpClient { BaseAddress = server };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Token", token);
    }

    /// <summary>The listener's name.</summary>
    public string User { get; }

    /// <summary>Their token.</summary>
    public string Token { get; }

    /// <summary>Where their playlist is, below the server's address.</summary>
    public string PlaylistPath => $"/api/v1/users/{Uri.EscapeDataString(User)}/playlists/discovery";

    /// <summary><c>POST /1/submit-listens</c>, as scrobblers do.</summary>
    public async Task SubmitAsync(IReadOnlyList<object> payload, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await _http.PostAsJsonAsync(
            new Uri("/1/submit-listens", UriKind.Relative),
            new { listen_type = payload.Count == 1 ? "single" : "import", payload },
            cancellationToken);
        await EnsureAsync(answer, cancellationToken);
    }

    /// <summary><c>GET /api/v1/users/{user}/playlists/discovery</c>.</summary>
    public async Task<PlaylistAnswer> PlaylistAsync(CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await _http.GetAsync(
            new Uri($"{PlaylistPath}?format=json", UriKind.Relative), cancellationToken);
        await EnsureAsync(answer, cancellationToken);
        return (await answer.Content.ReadFromJsonAsync<PlaylistAnswer>(Json, cancellationToken))!;
    }

    public void Dispose() => _http.Dispose();

    private static async Task EnsureAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (!answer.IsSuccessStatusCode)
        {
            string why = await answer.Content.ReadAsStringAsync(cancellationToken);
            throw new DemoFailedException(
                $"{answer.RequestMessage!.Method} {answer.RequestMessage.RequestUri} answered {(int)answer.StatusCode}: {why}");
        }
    }
}

/// <summary>What the demonstration reads of a playlist on the wire.</summary>
internal sealed record PlaylistAnswer(string User, DialAnswer Dial, string[] Notes, EntryAnswer[] Tracks);

/// <summary>What became of the dial.</summary>
internal sealed record DialAnswer(
    double Discovery, double AskedPopularity, double AchievedPopularity, double? HistoryPopularity);

/// <summary>One place of the playlist.</summary>
internal sealed record EntryAnswer(
    int Position, EntryTrack Track, double Score, string Source, double Popularity, bool Cold, BecauseAnswer Because);

/// <summary>The track there.</summary>
internal sealed record EntryTrack(long Id, string Artist, string Title);

/// <summary>Why it is there.</summary>
internal sealed record BecauseAnswer(string Text);
