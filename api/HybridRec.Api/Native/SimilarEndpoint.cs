using HybridRec.Api.Errors;
using HybridRec.Api.OpenApi;
using HybridRec.Api.Security;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Serving;

namespace HybridRec.Api.Native;

/// <summary>Tracks similar to one.</summary>
/// <param name="Track">The one.</param>
/// <param name="By">In which sense: audio, listening or blend.</param>
/// <param name="Count">How many follow.</param>
/// <param name="Similar">Most similar first.</param>
internal sealed record SimilarAnswer(TrackAnswer Track, string By, int Count, IReadOnlyList<SimilarTrackAnswer> Similar);

/// <summary>A similar track.</summary>
/// <param name="Position">1-based place.</param>
/// <param name="Similarity">Cosine, −1 to 1.</param>
/// <param name="Why">In what it is similar.</param>
/// <param name="Track">The track.</param>
internal sealed record SimilarTrackAnswer(int Position, float Similarity, string Why, TrackAnswer Track);

/// <summary><c>GET /api/v1/tracks/{id}/similar</c>: a track's neighbours and why they are.</summary>
internal static class SimilarEndpoint
{
    /// <summary>In which sense.</summary>
    public static readonly ChoiceParameter By = new(
        "by", "audio: sounds alike. listening: played by the same listeners. blend: both.",
        ["audio", "listening", "blend"], "blend");

    /// <summary>How many.</summary>
    public static readonly NumberParameter Count = new("count", "Tracks wanted.", 1, 200, 20);

    /// <summary>Whether to leave out the track's artist.</summary>
    public static readonly FlagParameter ExcludeSameArtist = new(
        "excludeSameArtist", "Leave out tracks by the same artist.");

    /// <summary>Lists the neighbours.</summary>
    public static async Task<IResult> GetAsync(
        string id, HttpContext context, ICatalogue catalogue, Recommender recommender, CancellationToken cancellationToken)
    {
        QueryReader query = new(context.Request.Query);
        string by = query.Read(By)!;
        int count = (int)query.Read(Count)!.Value;
        bool excludeSameArtist = query.Read(ExcludeSameArtist);
        if (query.Errors.Count > 0)
        {
            return Problems.BadParameters(query.Errors);
        }

        if (await TrackRoute.FindAsync(id, catalogue, cancellationToken) is not { } track)
        {
            return Problems.UnknownTrack(id);
        }

        IReadOnlyList<SimilarTrack>? similar = await recommender.SimilarAsync(
            track.Id,
            Enum.Parse<SimilarBy>(by, ignoreCase: true),
            count,
            excludeSameArtist,
            Caller.Of(context.User)?.User.Id,
            cancellationToken);
        return similar switch
        {
            null => Problems.NoModel(),
            [] => Problems.NotComparable(track, by),
            _ => TypedResults.Ok(new SimilarAnswer(
                TrackAnswer.From(track),
                by,
                similar.Count,
                [
                    .. similar.Select((other, i) =>
                        new SimilarTrackAnswer(i + 1, other.Similarity, other.Why, TrackAnswer.From(other.Track))),
                ])),
        };
    }
}
