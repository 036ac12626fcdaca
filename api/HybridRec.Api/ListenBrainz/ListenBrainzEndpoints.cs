using System.Text.Json;
using HybridRec.Api.Errors;
using HybridRec.Api.OpenApi;
using HybridRec.Api.Security;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;

namespace HybridRec.Api.ListenBrainz;

/// <summary>The routes under <c>/1</c>, so that players which report to ListenBrainz work by changing its address.</summary>
internal static class ListenBrainzEndpoints
{
    private static readonly NumberParameter Count = new("count", "Listens wanted.", 1, 1_000, 25);

    private static readonly NumberParameter MinTs =
        new("min_ts", "Only listens that started after this unix time; then the oldest of them.", 0, 253_402_300_799, null);

    private static readonly NumberParameter MaxTs =
        new("max_ts", "Only listens that started before this unix time.", 0, 253_402_300_799, null);

    private const string Example = """
        {"listen_type":"single","payload":[{"listened_at":1700000000,"track_metadata":{
          "artist_name":"Nina Simone","track_name":"Sinnerman","additional_info":{"duration_ms":620000}}}]}
        """;

    /// <summary>Adds the routes.</summary>
    /// <param name="routes">Where to add them.</param>
    public static void MapListenBrainz(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup(ErrorAnswer.ListenBrainzPrefix).WithTags("ListenBrainz");

        group.MapPost("/submit-listens", (SubmitListens submit, HttpContext context, CancellationToken cancellationToken) =>
                submit.HandleAsync(context, cancellationToken))
            .RequireAuthorization(Access.AnyToken)
            .WithSummary("Stores listens of the token's user: whole or not at all, and \"ok\" means on disk.")
            .WithDescription(
                "ListenBrainz's submit-listens. `additional_info.hybridrec_track_id` may name a track by this server's own id.")
            .WithBody(Example)
            .Produces<StatusAnswer>()
            .ProducesListenBrainzErrors(400, 401, 413);

        group.MapGet("/validate-token", ValidateToken)
            .AllowAnonymous()
            .WithSummary("Says whether the token of the request is valid, and whose it is.")
            .Produces<ValidateTokenAnswer>()
            .ProducesListenBrainzErrors(400);

        group.MapGet($"/user/{{{RouteUser.RouteValue}}}/playing-now", GetPlayingNow)
            .RequireAuthorization(Access.OwnUser)
            .WithSummary("What the user is playing at the moment.")
            .Produces<Envelope<ListensAnswer>>()
            .ProducesListenBrainzErrors(401, 403, 404);

        group.MapGet($"/user/{{{RouteUser.RouteValue}}}/listens", GetListens)
            .RequireAuthorization(Access.OwnUser)
            .WithSummary("The user's listens, newest first.")
            .WithQuery(Count, MinTs, MaxTs)
            .Produces<Envelope<ListensAnswer>>()
            .ProducesListenBrainzErrors(400, 401, 403, 404);

        group.MapGet($"/user/{{{RouteUser.RouteValue}}}/listen-count", GetListenCount)
            .RequireAuthorization(Access.OwnUser)
            .WithSummary("How many listens the user has.")
            .Produces<Envelope<ListenCountAnswer>>()
            .ProducesListenBrainzErrors(401, 403, 404);
    }

    internal static IResult ValidateToken(HttpContext context)
    {
        if (context.Request.Headers.Authorization.Count == 0)
        {
            return ErrorAnswer.ListenBrainz(
                StatusCodes.Status400BadRequest, "A token is needed: send the header \"Authorization: Token YOUR_TOKEN\".");
        }

        return TypedResults.Json(Caller.Of(context.User) is { } caller
            ? new ValidateTokenAnswer(200, "Token valid.", true, caller.User.Name)
            : new ValidateTokenAnswer(200, "Token invalid.", false, null));
    }

    internal static IResult GetPlayingNow(HttpContext context, PlayingNow playingNow)
    {
        if (RouteUser.Of(context) is not { } user)
        {
            return UnknownUser(context);
        }

        ListenAnswer[] listens = playingNow.Find(user.Id) is { } metadata
            ? [new ListenAnswer(null, true, null, user.Name, Json(metadata))]
            : [];
        return TypedResults.Json(new Envelope<ListensAnswer>(new ListensAnswer(user.Name, listens.Length, listens)));
    }

    internal static async Task<IResult> GetListens(
        HttpContext context, IPlayLog playLog, ICatalogue catalogue, CancellationToken cancellationToken)
    {
        QueryReader query = new(context.Request.Query);
        int count = (int)query.Read(Count)!.Value;
        DateTimeOffset? after = Time(query.Read(MinTs));
        DateTimeOffset? before = Time(query.Read(MaxTs));
        if (query.Errors.Count > 0)
        {
            return ErrorAnswer.ListenBrainz(StatusCodes.Status400BadRequest, string.Join(" ", query.Errors.Values));
        }

        if (RouteUser.Of(context) is not { } user)
        {
            return UnknownUser(context);
        }

        // With min_ts alone a client walks forward in time, so it wants the oldest of them.
        bool oldest = after is not null && before is null;
        Queue<Listen> kept = new(count);
        await foreach (Listen listen in playLog.ReadAsync(user.Id, before, after, cancellationToken))
        {
            if (kept.Count == count)
            {
                if (!oldest)
                {
                    break;
                }

                kept.Dequeue();
            }

            kept.Enqueue(listen);
        }

        IReadOnlyDictionary<TrackId, Track> tracks =
            await catalogue.FindManyAsync([.. kept.Select(listen => listen.Track).Distinct()], cancellationToken);
        ListenAnswer[] listens = [.. kept.Select(listen => new ListenAnswer(
            listen.ListenedAt.ToUnixTimeSeconds(),
            null,
            listen.Track.Value,
            user.Name,
            Json(listen.Metadata ?? Describe(tracks.GetValueOrDefault(listen.Track)))))];
        return TypedResults.Json(new Envelope<ListensAnswer>(new ListensAnswer(user.Name, listens.Length, listens)));
    }

    internal static async Task<IResult> GetListenCount(
        HttpContext context, IPlayLog playLog, CancellationToken cancellationToken)
    {
        if (RouteUser.Of(context) is not { } user)
        {
            return UnknownUser(context);
        }

        long count = 0;
        await foreach (Listen _ in playLog.ReadAsync(user.Id, null, null, cancellationToken))
        {
            count++;
        }

        return TypedResults.Json(new Envelope<ListenCountAnswer>(new ListenCountAnswer(count)));
    }

    private static IResult UnknownUser(HttpContext context) => ErrorAnswer.ListenBrainz(
        StatusCodes.Status404NotFound, $"No user is named \"{RouteUser.NameIn(context)}\".");

    private static DateTimeOffset? Time(double? unixSeconds) =>
        unixSeconds is { } seconds ? DateTimeOffset.FromUnixTimeSeconds((long)seconds) : null;

    private static JsonElement Json(string metadata)
    {
        using JsonDocument document = JsonDocument.Parse(metadata);
        return document.RootElement.Clone();
    }

    private static string Describe(Track? track) => JsonSerializer.Serialize(new Dictionary<string, string?>
    {
        ["artist_name"] = track?.Artist,
        ["track_name"] = track?.Title,
        ["release_name"] = track?.Release,
    });
}
