using HybridRec.Api.Errors;
using HybridRec.Api.OpenApi;
using HybridRec.Api.Security;
using HybridRec.Engine.Catalogue;

namespace HybridRec.Api.Native;

/// <summary>This server's own routes, under <c>/api/v1</c>.</summary>
internal static class NativeEndpoints
{
    private static readonly TextParameter Query = new(
        "query", "Words that artist, title or album contain, in any order.", 200);

    private static readonly NumberParameter Count = new("count", "Tracks wanted.", 1, 1_000, 30);

    /// <summary>Adds the routes.</summary>
    /// <param name="routes">Where to add them.</param>
    public static void MapNative(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder api = routes.MapGroup("/api/v1");
        MapUsers(api.MapGroup($"/users/{{{RouteUser.RouteValue}}}").WithTags("Users").RequireAuthorization(Access.OwnUser));
        MapTracks(api.MapGroup("/tracks").WithTags("Tracks"));
    }

    private static void MapUsers(RouteGroupBuilder user)
    {
        user.MapGet("/playlists/discovery", PlaylistEndpoint.GetAsync)
            .WithSummary("A discovery playlist, made now from all the user has played and said so far.")
            .WithDescription(
                "Locations are links to the audio that players can open without a token for 24 hours. "
                + "`format` or the Accept header chooses JSON, JSPF, XSPF or M3U8. "
                + "A rule is never broken; the list is shorter for it. Where a list would be too short, wishes give way, as "
                + "few as that takes: knownArtists, notServedDays, perAlbum, perArtist; last, for a list that would be empty, tracks heard "
                + "already are shown. The notes in every format say what gave way, and why a list is short.")
            .WithQuery(PlaylistEndpoint.Parameters)
            .Produces<byte[]>(
                StatusCodes.Status200OK,
                PlaylistFormat.All[0].MediaTypes[0],
                [.. PlaylistFormat.All.Skip(1).Select(format => format.MediaTypes[0])])
            .ProducesProblems(400, 401, 403, 404, 503);

        user.MapGet("/playlists", KeptPlaylistEndpoints.List)
            .WithSummary("The weekly playlists kept for the user, newest first: discover-weekly and release-radar.")
            .Produces<KeptPlaylistsAnswer>()
            .ProducesProblems(401, 403, 404, 503);

        user.MapGet("/playlists/{id}", KeptPlaylistEndpoints.GetAsync)
            .WithSummary("One of the weekly playlists, as it was made.")
            .WithQuery(KeptPlaylistEndpoints.Parameters)
            .Produces<byte[]>(
                StatusCodes.Status200OK,
                PlaylistFormat.All[0].MediaTypes[0],
                [.. PlaylistFormat.All.Skip(1).Select(format => format.MediaTypes[0])])
            .ProducesProblems(400, 401, 403, 404, 503);

        user.MapPut("/time-zone", KeptPlaylistEndpoints.SetZoneAsync)
            .WithSummary("Chooses the time zone by which the weekly playlists are made; null for the server's.")
            .WithBody("""{"timeZone":"Europe/Berlin"}""")
            .Produces<KeptPlaylistEndpoints.ZoneBody>()
            .ProducesProblems(400, 401, 403, 404, 413, 503);

        user.MapPost("/feedback", FeedbackEndpoint.PostAsync)
            .WithSummary("Stores what the user says of a track or an artist; it counts from the next playlist on.")
            .WithDescription($"feedback is one of {FeedbackBody.Kinds}; never-artist and clear may name an artist.")
            .WithBody("""{"feedback":"like","track":12}""")
            .Produces<FeedbackAnswer>()
            .ProducesProblems(400, 401, 403, 404, 413, 503);
    }

    private static void MapTracks(RouteGroupBuilder tracks)
    {
        tracks.MapGet("", SearchAsync)
            .RequireAuthorization(Access.AnyToken)
            .WithSummary("Finds tracks by words, tracks with audio first.")
            .WithQuery(Query, Count)
            .Produces<TrackSearchAnswer>()
            .ProducesProblems(400, 401, 503);

        tracks.MapGet("/{id}", GetAsync)
            .RequireAuthorization(Access.AnyToken)
            .WithSummary("One track, with its tempo, key and loudness where it has audio.")
            .Produces<TrackAnswer>()
            .ProducesProblems(401, 404, 503);

        tracks.MapGet("/{id}/similar", SimilarEndpoint.GetAsync)
            .RequireAuthorization(Access.AnyToken)
            .WithSummary("The tracks most like one, by ear, by listening or by both.")
            .WithQuery(SimilarEndpoint.By, SimilarEndpoint.Count, SimilarEndpoint.ExcludeSameArtist)
            .Produces<SimilarAnswer>()
            .ProducesProblems(400, 401, 404, 503);

        tracks.MapGet("/{id}/path/{to}", PathEndpoint.GetAsync)
            .RequireAuthorization(Access.AnyToken)
            .WithSummary("A walk from one track to another by small audible steps.")
            .WithQuery(PathEndpoint.Between)
            .Produces<PathAnswer>()
            .ProducesProblems(400, 401, 404, 503);

        tracks.MapMethods("/{id}/audio", [HttpMethods.Get, HttpMethods.Head], AudioEndpoint.GetAsync)
            .RequireAuthorization(Access.AudioLink)
            .WithSummary("The track's audio file, with HTTP ranges; by token, or by a link from a playlist.")
            .Produces<byte[]>(StatusCodes.Status200OK, "audio/mpeg", "audio/ogg", "audio/flac")
            .Produces<byte[]>(StatusCodes.Status206PartialContent, "audio/mpeg", "audio/ogg", "audio/flac")
            .ProducesProblems(401, 404, 416, 503)
            .DisableRequestTimeout();
    }

    internal static async Task<IResult> SearchAsync(
        HttpContext context, ICatalogue catalogue, CancellationToken cancellationToken)
    {
        QueryReader query = new(context.Request.Query);
        string words = query.Read(Query);
        int count = (int)query.Read(Count)!.Value;
        if (query.Errors.Count > 0)
        {
            return Problems.BadParameters(query.Errors);
        }

        IReadOnlyList<Track> found = await catalogue.SearchAsync(words, count, cancellationToken);
        return TypedResults.Ok(new TrackSearchAnswer(words, found.Count, [.. found.Select(TrackAnswer.From)]));
    }

    internal static async Task<IResult> GetAsync(
        string id, ICatalogue catalogue, CancellationToken cancellationToken) =>
        await TrackRoute.FindAsync(id, catalogue, cancellationToken) is { } track
            ? TypedResults.Ok(TrackAnswer.From(track) with { Sound = SoundAnswer.From(track.Sound) })
            : Problems.UnknownTrack(id);
}
