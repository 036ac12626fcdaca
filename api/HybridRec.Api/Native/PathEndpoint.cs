using HybridRec.Api.Errors;
using HybridRec.Api.OpenApi;
using HybridRec.Api.Security;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Serving;

namespace HybridRec.Api.Native;

/// <summary>A walk from one track to another.</summary>
/// <param name="Count">How many tracks follow, both ends among them.</param>
/// <param name="Path">From the first to the last.</param>
internal sealed record PathAnswer(int Count, IReadOnlyList<PathStepAnswer> Path);

/// <summary>A track on the way.</summary>
/// <param name="Position">1-based place.</param>
/// <param name="Similarity">Cosine by ear to the track before, −1 to 1; 1 for the first.</param>
/// <param name="Track">The track.</param>
internal sealed record PathStepAnswer(int Position, float Similarity, TrackAnswer Track);

/// <summary><c>GET /api/v1/tracks/{from}/path/{to}</c>: from one track to another by small audible steps.</summary>
internal static class PathEndpoint
{
    /// <summary>How many between.</summary>
    public static readonly NumberParameter Between = new("between", "Tracks between the two.", 0, 100, 8);

    /// <summary>Finds the walk.</summary>
    public static async Task<IResult> GetAsync(
        string id,
        string to,
        HttpContext context,
        ICatalogue catalogue,
        Recommender recommender,
        CancellationToken cancellationToken)
    {
        QueryReader query = new(context.Request.Query);
        int between = (int)query.Read(Between)!.Value;
        if (query.Errors.Count > 0)
        {
            return Problems.BadParameters(query.Errors);
        }

        Track[] ends = new Track[2];
        foreach ((int at, string name) in new[] { id, to }.Index())
        {
            if (await TrackRoute.FindAsync(name, catalogue, cancellationToken) is not { } track)
            {
                return Problems.UnknownTrack(name);
            }

            ends[at] = track;
        }

        if (ends[0].Id == ends[1].Id)
        {
            return Problems.BadParameters(new Dictionary<string, string>
            {
                ["to"] = $"to must be another track than the one the path starts at, but it is \"{to}\".",
            });
        }

        IReadOnlyList<SimilarTrack>? path = await recommender.PathAsync(
            ends[0].Id, ends[1].Id, between, Caller.Of(context.User)?.User.Id, cancellationToken);
        return path switch
        {
            null => Problems.NoModel(),
            [] => Problems.NoPath(ends[0], ends[1]),
            _ => TypedResults.Ok(new PathAnswer(
                path.Count,
                [.. path.Select((step, i) => new PathStepAnswer(i + 1, step.Similarity, TrackAnswer.From(step.Track)))])),
        };
    }
}
