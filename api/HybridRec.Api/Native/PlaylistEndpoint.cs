using HybridRec.Api.Errors;
using HybridRec.Api.OpenApi;
using HybridRec.Api.Security;
using HybridRec.Engine.Playlists;
using HybridRec.Engine.Reranking;
using HybridRec.Engine.Serving;

namespace HybridRec.Api.Native;

/// <summary><c>GET /api/v1/users/{user}/playlists/discovery</c>: a playlist made now.</summary>
internal static class PlaylistEndpoint
{
    private static readonly NumberParameter Count = new(
        "count", "Tracks wanted; with minutes, the most there may be.", 1, 200, 30);

    private static readonly NumberParameter Discovery = new(
        "discovery", "The dial: 0 is safe, 1 is far out.", 0, 1, 0.5, Whole: false);

    private static readonly NumberParameter Minutes = new(
        "minutes",
        "Rule: the playing times add up to at most this, and come near it. Count is the most tracks then, 200 where it is absent.",
        1, 1_440, null, Whole: false);

    private static readonly NumberParameter Seed = new(
        "seed", "Seed of the chance by which places go to generators; another with every list where absent.", 0, int.MaxValue, null);

    private static readonly FlagParameter Playable = new("playable", "Rule: only tracks with audio.");

    private static readonly IdsParameter Exclude = new("exclude", "Rule: ids of tracks not to be shown.", 1_000);

    private static readonly TextsParameter ExcludeArtists = new(
        "excludeArtist", "Rule: artists of whom nothing is to be shown.", 100);

    private static readonly TextsParameter OnlyCollections = new(
        "onlyCollections", "Rule: only tracks of these collections: top-level folders of the library.", 100);

    private static readonly TextsParameter ExcludeCollections = new(
        "excludeCollection", "Rule: collections of which nothing is to be shown.", 100);

    private static readonly NumberParameter MinDuration = new(
        "minDuration", "Rule: shortest playing time, seconds; tracks of unknown playing time are left out.",
        0, 86_400, null, Whole: false);

    private static readonly NumberParameter MaxDuration = new(
        "maxDuration", "Rule: longest playing time, seconds; tracks of unknown playing time are left out.",
        0, 86_400, null, Whole: false);

    private static readonly NumberParameter MinTempo = new(
        "minTempo", "Rule: slowest tempo, beats a minute; tracks of unknown tempo are left out.", 0, 1_000, null, Whole: false);

    private static readonly NumberParameter MaxTempo = new(
        "maxTempo", "Rule: fastest tempo, beats a minute; tracks of unknown tempo are left out.", 0, 1_000, null, Whole: false);

    private static readonly NumberParameter NotServedDays = new(
        "notServedDays", "Wish: nothing that a playlist of the last so many days had.", 0, 3_650, 0);

    private static readonly ChoiceParameter KnownArtists = new(
        "knownArtists",
        "Wish, if false: no further track of an artist of whom the user has played ten tracks or more. True for discovery=0, else false "
        + "where absent; tracks they have played are not meant.",
        ["true", "false"], null);

    private static readonly NumberParameter PerAlbum = new(
        "perAlbum", "Wish: tracks of one album in any window of places; any number where absent.", 1, 200, null);

    private static readonly NumberParameter PerArtist = new(
        "perArtist", "Wish: tracks of one artist in any window of places; 2 where absent.", 1, 200, null);

    private static readonly NumberParameter Window = new(
        "window", "Places in which perArtist and perAlbum count; 30 where absent.", 1, 200, null);

    private static readonly ChoiceParameter Order = new(
        "arc",
        "The order for listening: smooth steps by ear, tempo and key, no two of one artist in a row; flat begins with the surest pick, "
        + "rise goes from calm to lively, wave up and down. none: the most relevant first.",
        ["flat", "rise", "wave", "none"], "flat");

    private static readonly ChoiceParameter Format = new(
        "format", "The form of the answer; without it the Accept header decides.",
        [.. PlaylistFormat.All.Select(format => format.Name)], null);

    /// <summary>The query parameters.</summary>
    public static QueryParameter[] Parameters =>
    [
        Count, Minutes, Discovery, Seed, Playable, Exclude, ExcludeArtists, OnlyCollections, ExcludeCollections, MinDuration,
        MaxDuration, MinTempo, MaxTempo, KnownArtists, NotServedDays, PerAlbum, PerArtist, Window, Order, Format,
    ];

    /// <summary>Makes the playlist.</summary>
    public static async Task<IResult> GetAsync(
        HttpContext context, Recommender recommender, AudioLinks links, CancellationToken cancellationToken)
    {
        QueryReader query = new(context.Request.Query);
        PlaylistRequest request = Read(query, context.Request.Query.ContainsKey(Count.Name));
        string? name = query.Read(Format);
        if (query.Errors.Count > 0)
        {
            return Problems.BadParameters(query.Errors);
        }

        if (RouteUser.Of(context) is not { } user)
        {
            return Problems.UnknownUser(RouteUser.NameIn(context));
        }

        if (await recommender.DiscoverAsync(user, request, cancellationToken) is not { } playlist)
        {
            return Problems.NoModel();
        }

        return await AnswerAsync(context, playlist, name, links, cancellationToken);
    }

    /// <summary>Writes a playlist in the format asked for.</summary>
    /// <param name="context">The request.</param>
    /// <param name="playlist">The playlist.</param>
    /// <param name="name">The format; null for that of the Accept header.</param>
    /// <param name="links">Makes links to audio.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    public static async Task<IResult> AnswerAsync(
        HttpContext context, Playlist playlist, string? name, AudioLinks links, CancellationToken cancellationToken)
    {
        PlaylistFormat format = name is null
            ? PlaylistFormat.Accepted(context.Request)
            : PlaylistFormat.All.First(format => format.Name == name);

        // Into memory first, so that a failure half-way is still answered as one.
        using MemoryStream body = new();
        await format.WriteAsync(
            body,
            playlist,
            track => track.HasAudio ? links.Create(context.Request, track.Id) : null,
            cancellationToken);
        return TypedResults.Bytes(body.GetBuffer().AsMemory(0, (int)body.Length), format.MediaTypes[0]);
    }

    private static PlaylistRequest Read(QueryReader query, bool countGiven)
    {
        double count = query.Read(Count)!.Value;
        double? minutes = query.Read(Minutes);
        return new PlaylistRequest
        {
            Count = (int)(minutes is null || countGiven ? count : Count.Max),
            Length = minutes is { } length ? TimeSpan.FromMinutes(length) : null,
            Discovery = query.Read(Discovery)!.Value,
            Seed = (int?)query.Read(Seed),
            PlayableOnly = query.Read(Playable),
            Exclude = query.Read(Exclude),
            ExcludeArtists = query.Read(ExcludeArtists),
            OnlyCollections = query.Read(OnlyCollections),
            ExcludeCollections = query.Read(ExcludeCollections),
            MinDuration = Seconds(query.Read(MinDuration)),
            MaxDuration = Seconds(query.Read(MaxDuration)),
            MinTempo = query.Read(MinTempo),
            MaxTempo = query.Read(MaxTempo),
            KnownArtists = bool.TryParse(query.Read(KnownArtists), out bool known) ? known : null,
            NotServedDays = (int)query.Read(NotServedDays)!.Value,
            TracksPerAlbum = (int?)query.Read(PerAlbum),
            TracksPerArtist = (int?)query.Read(PerArtist),
            Window = (int?)query.Read(Window),
            Arc = Enum.TryParse(query.Read(Order), ignoreCase: true, out Arc arc) ? arc : null,
        };
    }

    private static TimeSpan? Seconds(double? seconds) => seconds is { } value ? TimeSpan.FromSeconds(value) : null;
}
