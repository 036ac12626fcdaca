using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Storage;
using HybridRec.Evaluation.Simulation;

namespace HybridRec.Api.Demo;

/// <summary>The part of the demonstration that talks to the server over HTTP, and shows what it answers.</summary>
/// <param name="data">Where tokens are made.</param>
/// <param name="server">The server's address.</param>
/// <param name="clock">Supplies the time.</param>
/// <param name="stages">Keeps the times.</param>
/// <param name="output">Takes the playlists.</param>
internal sealed class DemoTalk(DataFolder data, Uri server, TimeProvider clock, DemoStages stages, TextWriter output)
{
    private const string StageName = "Listen and fetch playlists over HTTP";
    private const int NewListens = 6;
    private const string Visitor = "demo-visitor";

    /// <summary>
    /// Two simulated listeners: one hears, just now, a style that is new to them, and the next playlist shows it; the other
    /// goes on as before.
    /// </summary>
    public async Task<IReadOnlyList<DemoClient>> WithSimulatedListenersAsync(
        SimulatedWorld world, CancellationToken cancellationToken)
    {
        int curious = 0;
        int steady = Enumerable.Range(1, world.Listeners.Count - 1).FirstOrDefault(
            other => !Enumerable.Range(0, LibraryPlan.StyleCount).Any(
                style => world.Listeners[curious].Likes(style) && world.Listeners[other].Likes(style)),
            defaultValue: world.Listeners.Count - 1);
        (int style, PlannedTrack[] fresh) = StyleNewTo(world, curious);
        DemoClient first = await ClientAsync(world.Listeners[curious].Name, cancellationToken);
        DemoClient second = await ClientAsync(world.Listeners[steady].Name, cancellationToken);
        Dictionary<(string, string), string> styles = world.Tracks.ToDictionary(
            track => (track.Artist, track.Title), track => LibraryPlan.StyleName(track.Style));

        (PlaylistAnswer before, PlaylistAnswer after, PlaylistAnswer other) = await stages.RunAsync(
            StageName,
            async _ => (
                await first.PlaylistAsync(cancellationToken),
                await SubmitAndFetchAsync(
                    first,
                    [.. fresh.Select((track, i) => ListenBrainzExport.Payload(
                        world, new SimulatedListen(track.Index, MinutesAgo(fresh.Length - i), track.Duration, Skipped: false)))],
                    cancellationToken),
                await second.PlaylistAsync(cancellationToken)),
            _ => $"{fresh.Length} listens submitted, 3 playlists fetched");

        string name = LibraryPlan.StyleName(style);
        await output.WriteLineAsync();
        await output.WriteLineAsync(
            $"{first.User} likes {TasteOf(world, curious)}, and has just heard {fresh.Length} tracks of {name}: " +
            $"{Count(before)} of {before.Tracks.Length} tracks were {name} before, {Count(after)} are now.");
        await WriteAsync(after, StyleOf);
        await output.WriteLineAsync($"{second.User} likes {TasteOf(world, steady)}.");
        await WriteAsync(other, StyleOf);
        return [first, second];

        string StyleOf(EntryTrack track) => styles.GetValueOrDefault((track.Artist, track.Title), "?");
        int Count(PlaylistAnswer playlist) => playlist.Tracks.Count(entry => StyleOf(entry.Track) == name);
    }

    /// <summary>
    /// Up to two of the listeners imported, those with the most plays; and a visitor nobody knows, who has just heard a few
    /// tracks of one place in the library.
    /// </summary>
    public async Task<IReadOnlyList<DemoClient>> WithRealListenersAsync(int seed, CancellationToken cancellationToken)
    {
        List<DemoClient> clients = [];
        foreach (string name in await BusiestAsync(2, cancellationToken))
        {
            clients.Add(await ClientAsync(name, cancellationToken));
        }

        DemoClient visitor = await ClientAsync(Visitor, cancellationToken);
        Track[] heard = await SampleAsync(seed, cancellationToken);
        object[] payload = [.. heard.Select((track, i) => (object)new
        {
            listened_at = MinutesAgo(5 * (heard.Length - i)).ToUnixTimeSeconds(),
            track_metadata = new
            {
                artist_name = track.Artist,
                track_name = track.Title,
                additional_info = new { recording_mbid = track.RecordingMbid?.ToString() },
            },
        })];
        List<PlaylistAnswer> playlists = await stages.RunAsync(
            StageName,
            async _ =>
            {
                List<PlaylistAnswer> fetched = [];
                foreach (DemoClient client in clients)
                {
                    fetched.Add(await client.PlaylistAsync(cancellationToken));
                }

                fetched.Add(await SubmitAndFetchAsync(visitor, payload, cancellationToken));
                return fetched;
            },
            fetched => $"{payload.Length} listens submitted, {fetched.Count} playlists fetched");

        foreach (PlaylistAnswer playlist in playlists)
        {
            await output.WriteLineAsync();
            await output.WriteLineAsync(playlist.User == Visitor && heard.Length > 0
                ? $"{Visitor} has just heard {string.Join(", ", heard.Select(track => track.DisplayName))}."
                : $"{playlist.User}:");
            await WriteAsync(playlist, styleOf: null);
        }

        return [.. clients, visitor];
    }

    private static async Task<PlaylistAnswer> SubmitAndFetchAsync(
        DemoClient client, object[] payload, CancellationToken cancellationToken)
    {
        if (payload.Length > 0)
        {
            await client.SubmitAsync(payload, cancellationToken);
        }

        return await client.PlaylistAsync(cancellationToken);
    }

    /// <summary>A style the listener does not like and has heard least of, and its tracks that people play but they have not.</summary>
    private static (int Style, PlannedTrack[] Tracks) StyleNewTo(SimulatedWorld world, int listener) =>
        Enumerable.Range(0, LibraryPlan.StyleCount)
            .Where(style => !world.Listeners[listener].Likes(style))
            .Select(style => (Style: style, Tracks: world.Tracks
                .Where(track => track.Style == style && !world.IsCold[track.Index] && !world.HasPlayed(listener, track.Index))
                .Take(NewListens)
                .ToArray()))
            .MaxBy(candidate => candidate.Tracks.Length);

    private static string TasteOf(SimulatedWorld world, int listener) => string.Join(
        ", ",
        world.Listeners[listener].Taste
            .Select((strength, style) => (strength, style))
            .Where(liking => liking.strength > 0)
            .OrderByDescending(liking => liking.strength)
            .Select(liking => $"{LibraryPlan.StyleName(liking.style)} ({liking.strength:P0})"));

    private DateTimeOffset MinutesAgo(int minutes) =>
        DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().AddMinutes(-minutes).ToUnixTimeSeconds());

    private async Task<DemoClient> ClientAsync(string name, CancellationToken cancellationToken)
    {
        UserId user = await data.PlayLog.GetOrAddUserAsync(name, cancellationToken);
        return new DemoClient(server, name, await data.Tokens.AddAsync(user, admin: false, cancellationToken));
    }

    private async Task WriteAsync(PlaylistAnswer playlist, Func<EntryTrack, string>? styleOf)
    {
        foreach (string line in PlaylistTable.Lines(playlist, styleOf))
        {
            await output.WriteLineAsync(line);
        }

        await output.WriteLineAsync();
    }

    private async Task<IEnumerable<string>> BusiestAsync(int count, CancellationToken cancellationToken)
    {
        Dictionary<UserId, long> plays = [];
        await foreach (Listen listen in data.PlayLog.ReadAsync(null, null, null, cancellationToken))
        {
            plays[listen.User] = plays.GetValueOrDefault(listen.User) + 1;
        }

        await foreach (PlayCount played in data.PlayLog.ReadPlayCountsAsync(null, cancellationToken))
        {
            plays[played.User] = plays.GetValueOrDefault(played.User) + 1;
        }

        Dictionary<UserId, string> names = (await data.PlayLog.ReadUsersAsync(cancellationToken))
            .ToDictionary(user => user.Id, user => user.Name);
        return plays.Keys
            .Where(user => names[user] != Visitor)
            .OrderByDescending(user => plays[user])
            .ThenBy(user => user.Value)
            .Take(count)
            .Select(user => names[user]);
    }

    /// <summary>A few tracks that can be heard, of one folder of the library or one artist if any has as many.</summary>
    private async Task<Track[]> SampleAsync(int seed, CancellationToken cancellationToken)
    {
        List<Track> all = [];
        await foreach (Track track in data.Catalogue.ReadAllAsync(cancellationToken))
        {
            if (track.HasAudio && track.Title.Length > 0)
            {
                all.Add(track);
            }
        }

        Track[][] places = [.. all
            .GroupBy(track => track.Collection ?? track.Artist)
            .Select(place => place.Take(NewListens).ToArray())
            .Where(place => place.Length == NewListens)];
        return places.Length == 0 ? [.. all.Take(NewListens)] : places[new Random(seed).Next(places.Length)];
    }
}
