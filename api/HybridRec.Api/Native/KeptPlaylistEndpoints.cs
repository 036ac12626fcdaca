using System.Globalization;
using System.Text.Json;
using HybridRec.Api.Errors;
using HybridRec.Api.Hosting;
using HybridRec.Api.OpenApi;
using HybridRec.Api.Security;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Playlists;
using HybridRec.Engine.Storage;

namespace HybridRec.Api.Native;

/// <summary><c>/api/v1/users/{user}/playlists</c>: the weekly playlists that are kept, and by which clock they are made.</summary>
internal static class KeptPlaylistEndpoints
{
    private const int BodyLimit = 1_024;

    private static readonly ChoiceParameter Format = new(
        "format", "The form of the answer; without it the Accept header decides.",
        [.. PlaylistFormat.All.Select(format => format.Name)], null);

    /// <summary>The query parameters of one playlist.</summary>
    public static QueryParameter[] Parameters => [Format];

    /// <summary>Lists what is kept.</summary>
    public static IResult List(HttpContext context, DataFolder data) => RouteUser.Of(context) is { } user
        ? TypedResults.Ok(new KeptPlaylistsAnswer(
            data.Playlists.Zones().GetValueOrDefault(user.Id),
            [.. data.Playlists.List(user.Id).Select(kept => new KeptPlaylistAnswer(
                kept.Id, kept.Kind, kept.Date, kept.Playlist.CreatedAt, kept.Playlist.Version.Value, kept.Playlist.Entries.Count))]))
        : Problems.UnknownUser(RouteUser.NameIn(context));

    /// <summary>One playlist as it was made, with the catalogue's word of today on its tracks.</summary>
    public static async Task<IResult> GetAsync(
        HttpContext context, string id, DataFolder data, ICatalogue catalogue, AudioLinks links, CancellationToken cancellationToken)
    {
        QueryReader query = new(context.Request.Query);
        string? name = query.Read(Format);
        if (query.Errors.Count > 0)
        {
            return Problems.BadParameters(query.Errors);
        }

        if (RouteUser.Of(context) is not { } user)
        {
            return Problems.UnknownUser(RouteUser.NameIn(context));
        }

        if (!long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            || data.Playlists.Find(user.Id, number) is not { } kept)
        {
            return Problems.Create(
                "unknown-playlist", StatusCodes.Status404NotFound, "There is no such playlist",
                $"No playlist {id} is kept for {user.Name}; the route above lists them.");
        }

        IReadOnlyDictionary<TrackId, Track> tracks = await catalogue.FindManyAsync(
            [.. kept.Playlist.Entries.Select(entry => entry.Track.Id)], cancellationToken);
        Playlist playlist = kept.Playlist with
        {
            Entries = [.. kept.Playlist.Entries.Select(entry =>
                entry with { Track = tracks.GetValueOrDefault(entry.Track.Id) ?? entry.Track with { HasAudio = false } })],
        };
        return await PlaylistEndpoint.AnswerAsync(context, playlist, name, links, cancellationToken);
    }

    /// <summary>Chooses the listener's time zone.</summary>
    public static async Task<IResult> SetZoneAsync(HttpContext context, DataFolder data, CancellationToken cancellationToken)
    {
        if (RouteUser.Of(context) is not { } user)
        {
            return Problems.UnknownUser(RouteUser.NameIn(context));
        }

        if (await RequestBody.ReadAsync(context.Request, BodyLimit, cancellationToken) is not { } json)
        {
            return Problems.BodyTooLarge(BodyLimit);
        }

        try
        {
            ZoneBody body = JsonSerializer.Deserialize<ZoneBody>(json.Span, JsonSerializerOptions.Web) ?? new(null);
            await data.Playlists.SetZoneAsync(user.Id, body.TimeZone, cancellationToken);
            return TypedResults.Ok(body);
        }
        catch (JsonException)
        {
            return Problems.BadBody("The body must be {\"timeZone\": \"Europe/Berlin\"}, or null in its place for the server's.");
        }
        catch (ArgumentException unknown)
        {
            return Problems.BadBody(unknown.Message);
        }
    }

    /// <summary>A choice of time zone.</summary>
    /// <param name="TimeZone">IANA name; null for the server's.</param>
    internal sealed record ZoneBody(string? TimeZone);
}

/// <summary>The playlists kept for a listener.</summary>
/// <param name="TimeZone">Their time zone by IANA name; null for the server's.</param>
/// <param name="Playlists">Newest first.</param>
internal sealed record KeptPlaylistsAnswer(string? TimeZone, IReadOnlyList<KeptPlaylistAnswer> Playlists);

/// <summary>One of them.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Kind">discover-weekly or release-radar.</param>
/// <param name="Date">The day it is of, by the listener's calendar.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Model">By which model.</param>
/// <param name="Tracks">How many tracks.</param>
internal sealed record KeptPlaylistAnswer(
    long Id, string Kind, DateOnly Date, DateTimeOffset CreatedAt, string Model, int Tracks);
