using HybridRec.Engine.Catalogue;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridRec.Api.Errors;

/// <summary>The failures of the native routes, each as an RFC 9457 problem that says what to do.</summary>
internal static class Problems
{
    private const string TypePrefix = "urn:hybridrec:problem:";

    /// <summary>A problem of a kind.</summary>
    /// <param name="kind">The kind, in words joined by hyphens; part of the wire contract.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="title">The kind in words; the same for every problem of the kind.</param>
    /// <param name="detail">What went wrong this time, and what to do.</param>
    public static ProblemHttpResult Create(string kind, int status, string title, string detail) =>
        TypedResults.Problem(type: TypePrefix + kind, statusCode: status, title: title, detail: detail);

    /// <summary>Query parameters are out of range.</summary>
    /// <param name="errors">What is wrong, by parameter.</param>
    public static ProblemHttpResult BadParameters(IReadOnlyDictionary<string, string> errors) => TypedResults.Problem(
        type: TypePrefix + "bad-parameters",
        statusCode: StatusCodes.Status400BadRequest,
        title: "A parameter is wrong",
        detail: string.Join(" ", errors.Values),
        extensions: [new("errors", errors.ToDictionary(error => error.Key, error => new[] { error.Value }))]);

    /// <summary>The body of a request is wrong.</summary>
    /// <param name="detail">What is wrong with it.</param>
    public static ProblemHttpResult BadBody(string detail) =>
        Create("bad-body", StatusCodes.Status400BadRequest, "The body is wrong", detail);

    /// <summary>The body of a request is too large.</summary>
    /// <param name="limit">Bytes allowed.</param>
    public static ProblemHttpResult BodyTooLarge(int limit) => Create(
        "body-too-large",
        StatusCodes.Status413PayloadTooLarge,
        "The body is too large",
        $"The body has more than {limit} bytes, which is the limit here.");

    /// <summary>No user has the name.</summary>
    /// <param name="name">The name asked for.</param>
    public static ProblemHttpResult UnknownUser(string name) => Create(
        "unknown-user",
        StatusCodes.Status404NotFound,
        "There is no such user",
        $"No user is named \"{name}\". A user appears with a first import or with `token add`.");

    /// <summary>No track has the id.</summary>
    /// <param name="id">The id asked for, as sent.</param>
    public static ProblemHttpResult UnknownTrack(string id) => Create(
        "unknown-track",
        StatusCodes.Status404NotFound,
        "There is no such track",
        $"No track has the id \"{id}\". Ids are listed by /api/v1/tracks?query=WORDS.");

    /// <summary>The catalogue has the track, but the model in service cannot compare it in the sense asked for.</summary>
    /// <param name="track">The track.</param>
    /// <param name="by">The sense: audio, listening or blend.</param>
    public static ProblemHttpResult NotComparable(Track track, string by) => Create(
        "track-not-comparable",
        StatusCodes.Status404NotFound,
        "The track cannot be compared",
        $"\"{track.DisplayName}\" (id {track.Id.Value}) cannot be compared by {by}: " + by switch
        {
            "audio" => "it has no audio, or its audio is newer than the model in service.",
            "listening" => "nobody had played it when the model in service was made.",
            _ => "the model in service does not know it.",
        } + " Try another by=, or train again.");

    /// <summary>There is no walk between two tracks.</summary>
    /// <param name="from">The one.</param>
    /// <param name="to">The other.</param>
    public static ProblemHttpResult NoPath(Track from, Track to) => Create(
        "track-not-comparable",
        StatusCodes.Status404NotFound,
        "There is no path",
        $"\"{from.DisplayName}\" (id {from.Id.Value}) or \"{to.DisplayName}\" (id {to.Id.Value}) has no audio, or its audio is newer than the "
        + "model in service.");

    /// <summary>The track has no file that can be sent.</summary>
    /// <param name="track">The track.</param>
    /// <param name="reason">Why not, as the rest of a sentence.</param>
    public static ProblemHttpResult NoAudio(Track track, string reason) => Create(
        "no-audio",
        StatusCodes.Status404NotFound,
        "The track has no audio",
        $"\"{track.DisplayName}\" (id {track.Id.Value}) {reason}");

    /// <summary>No job has the name.</summary>
    /// <param name="name">The name asked for.</param>
    /// <param name="names">The names there are.</param>
    public static ProblemHttpResult UnknownJob(string name, string names) => Create(
        "unknown-job", StatusCodes.Status404NotFound, "There is no such job", $"No job is named \"{name}\"; there are {names}.");

    /// <summary>No run has the number.</summary>
    /// <param name="id">The number asked for, as sent.</param>
    public static ProblemHttpResult UnknownRun(string id) => Create(
        "unknown-run",
        StatusCodes.Status404NotFound,
        "There is no such run",
        $"No run has the number \"{id}\", or it is so old that it was forgotten. /api/v1/jobs lists the newest.");

    /// <summary>No model version has the name.</summary>
    /// <param name="version">The name asked for.</param>
    public static ProblemHttpResult UnknownModel(string version) => Create(
        "unknown-model",
        StatusCodes.Status404NotFound,
        "There is no such model version",
        $"No model version is named \"{version}\". /api/v1/models lists them all.");

    /// <summary>Nothing has been trained, or nothing that was trained can be read.</summary>
    public static ProblemHttpResult NoModel() => Create(
        "no-model",
        StatusCodes.Status503ServiceUnavailable,
        "No model is served",
        "Train a model (jobs: `run train`), then retry; /readyz tells whether one was refused.");
}
