using System.Text.Json.Serialization;

namespace HybridRec.Api.Errors;

/// <summary>An error in ListenBrainz's shape.</summary>
/// <param name="Code">The HTTP status.</param>
/// <param name="Error">What went wrong.</param>
internal sealed record ListenBrainzError(
    [property: JsonPropertyName("code")] int Code, [property: JsonPropertyName("error")] string Error);

/// <summary>Gives errors that arise outside a handler the shape of the route family they arose in.</summary>
internal static class ErrorAnswer
{
    /// <summary>The path prefix of the ListenBrainz-compatible routes.</summary>
    public const string ListenBrainzPrefix = "/1";

    /// <summary>An error in ListenBrainz's shape.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="error">What went wrong.</param>
    public static IResult ListenBrainz(int status, string error) =>
        TypedResults.Json(new ListenBrainzError(status, error), statusCode: status);

    /// <summary>Writes an error as the whole response.</summary>
    /// <param name="context">The request that failed; its path decides the shape.</param>
    /// <param name="kind">See <see cref="Problems.Create"/>.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="title">The kind in words.</param>
    /// <param name="detail">What went wrong this time.</param>
    public static Task WriteAsync(HttpContext context, string kind, int status, string title, string detail)
    {
        IResult result = context.Request.Path.StartsWithSegments(ListenBrainzPrefix, StringComparison.Ordinal)
            ? ListenBrainz(status, detail)
            : Problems.Create(kind, status, title, detail);
        return result.ExecuteAsync(context);
    }
}
