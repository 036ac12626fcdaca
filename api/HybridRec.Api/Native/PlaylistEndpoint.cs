using HybridRec.Api.Errors;
using HybridRec.Api.OpenApi;
using HybridRec.Api.Security;
using HybridRec.Engine.Playlists;
using HybridRec.Engine.Serving;

namespace HybridRec.Api.Native;

/// <summary><c>GET /api/v1/users/{user}/playlists/discovery</c>: a playlist made now.</summary>
internal static class PlaylistEndpoint
{
    private static readonly NumberParameter Count = new("count", "Tracks wanted.", 1, 200, 30);

    private static readonly NumberParameter Discovery = new(
        "discovery", "The dial: 0 is safe, 1 is far out.", 0, 1, 0.5, Whole: false);

    private static readonly FlagParameter Playable = new("playable", "Only tracks with audio.");

    private static readonly IdsParameter Exclude = new("exclude", "Ids of tracks not to be shown.", 1_000);

    private static readonly TextsParameter OnlyCollections = new(
        "onlyCollections", "Only tracks of these collections: top-level folders of the library.", 100);

    private static readonly ChoiceParameter Format = new(
        "format", "The form of the answer; without it the Accept header decides.",
        [.. PlaylistFormat.All.Select(format => format.Name)], null);

    /// <summary>The query parameters.</summary>
    public static QueryParameter[] Parameters => [Count, Discovery, Playable, Exclude, OnlyCollections, Format];

    /// <summary>Makes the playlist.</summary>
    public static async Task<IResult> GetAsync(
        HttpContext context, Recommender recommender, AudioLinks links, CancellationToken cancellationToken)
    {
        QueryReader query = new(context.Request.Query);
        PlaylistRequest request = new()
        {
            Count = (int)query.Read(Count)!.Value,
            Discovery = query.Read(Discovery)!.Value,
            PlayableOnly = query.Read(Playable),
            Exclude = query.Read(Exclude),
            OnlyCollections = query.Read(OnlyCollections),
        };
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
}
