using System.Globalization;
using HybridRec.Api.Errors;
using HybridRec.Api.Hosting;
using HybridRec.Api.Security;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;

namespace HybridRec.Api.Native;

/// <summary><c>POST /api/v1/users/{user}/feedback</c>: what a listener says of a track or an artist.</summary>
internal static class FeedbackEndpoint
{
    private const int BodyLimit = 16_384;

    /// <summary>Stores feedback; it counts from the next playlist on.</summary>
    public static async Task<IResult> PostAsync(
        HttpContext context,
        IPlayLog playLog,
        ICatalogue catalogue,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        if (RouteUser.Of(context) is not { } user)
        {
            return Problems.UnknownUser(RouteUser.NameIn(context));
        }

        if (await RequestBody.ReadAsync(context.Request, BodyLimit, cancellationToken) is not { } json)
        {
            return Problems.BodyTooLarge(BodyLimit);
        }

        if (FeedbackBody.Read(json.Span, out string? fault) is not { } body)
        {
            return Problems.BadBody(fault!);
        }

        Track? track = null;
        if (body.Track is { } id)
        {
            track = id > 0 ? await catalogue.FindAsync(new TrackId(id), cancellationToken) : null;
            if (track is null)
            {
                return Problems.UnknownTrack(id.ToString(CultureInfo.InvariantCulture));
            }
        }

        Feedback feedback = body.Kind == FeedbackKind.NeverArtist
            ? new Feedback(user.Id, body.Kind, null, body.Artist?.Trim() ?? track!.Artist, clock.GetUtcNow())
            : new Feedback(user.Id, body.Kind, track?.Id, body.Artist?.Trim(), clock.GetUtcNow());
        await playLog.AppendFeedbackAsync(feedback, cancellationToken);
        return TypedResults.Ok(
            new FeedbackAnswer("stored", body.Feedback!.ToLowerInvariant(), feedback.Track?.Value, feedback.Artist));
    }
}
