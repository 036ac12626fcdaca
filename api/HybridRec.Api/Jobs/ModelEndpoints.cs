using System.Text.Json;
using HybridRec.Api.Errors;
using HybridRec.Api.Hosting;
using HybridRec.Api.OpenApi;
using HybridRec.Api.Security;
using HybridRec.Engine.Models;
using HybridRec.Engine.Storage;

namespace HybridRec.Api.Jobs;

/// <summary><c>/api/v1/models</c>: the registry, and which version is served. For admins.</summary>
internal static class ModelEndpoints
{
    private const int BodyLimit = 16_384;

    /// <summary>Adds the routes.</summary>
    /// <param name="routes">Where to add them.</param>
    public static void MapModels(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder models = routes.MapGroup("/api/v1/models").WithTags("Models").RequireAuthorization(Access.Admin);
        models.MapGet("", ListAsync)
            .WithSummary("All model versions, newest first: their data, code, options, seed, metrics and parent.")
            .Produces<ModelsAnswer>()
            .ProducesProblems(401, 403, 503);

        models.MapPost("/{version}/promote", PromoteAsync)
            .WithSummary("Has a version served, from within a second on. Its files are verified first.")
            .WithBody("""{"reason":"the new one plays too little jazz"}""")
            .Produces<PromotedAnswer>()
            .ProducesProblems(400, 401, 403, 404, 409, 413, 503);

        models.MapPost("/{version}/reject", RejectAsync)
            .WithSummary("Refuses a version that is not served: it stays, with the reason, and no rollback leads to it.")
            .WithBody("""{"reason":"the new one plays too little jazz"}""")
            .Produces<RejectedAnswer>()
            .ProducesProblems(400, 401, 403, 404, 409, 413, 503);

        models.MapPost("/rollback", RollBackAsync)
            .WithSummary("Has the version served again that was served when the current one was trained; of refused ones, their parent.")
            .WithBody("""{"reason":"the new one plays too little jazz"}""")
            .Produces<PromotedAnswer>()
            .ProducesProblems(400, 401, 403, 409, 413, 503);
    }

    internal static async Task<IResult> ListAsync(
        IModelRegistry models, DataFolder data, CancellationToken cancellationToken) => TypedResults.Ok(new ModelsAnswer(
        (await models.CurrentAsync(cancellationToken))?.Value,
        [
            .. (await models.ListAsync(cancellationToken)).Select(model => model with
            {
                // JSON has no word for a figure that could not be measured.
                Metrics = model.Metrics.Where(metric => double.IsFinite(metric.Value)).ToDictionary(),
            }),
        ],
        data.Runs.Promotions(),
        data.Runs.Rejections()));

    internal static Task<IResult> PromoteAsync(
        HttpContext context, string version, DataFolder data, CancellationToken cancellationToken) => DecideAsync(
        context, version, data, ("model-damaged", "The version cannot be served"), async (by, reason) =>
        {
            string? before = await new ModelDecisions(data).PromoteAsync(
                version, by, reason ?? "promoted by hand", cancellationToken);
            return TypedResults.Ok(new PromotedAnswer(version, before));
        }, cancellationToken);

    internal static Task<IResult> RejectAsync(
        HttpContext context, string version, DataFolder data, CancellationToken cancellationToken) => DecideAsync(
        context, version, data, ("model-in-service", "The version is served"), async (by, reason) =>
        {
            await new ModelDecisions(data).RejectAsync(version, by, reason ?? "refused by hand", cancellationToken);
            return TypedResults.Ok(new RejectedAnswer(version));
        }, cancellationToken);

    internal static Task<IResult> RollBackAsync(
        HttpContext context, DataFolder data, CancellationToken cancellationToken) => DecideAsync(
        context, null, data, ("no-earlier-model", "There is nothing to go back to"), async (by, reason) =>
        {
            (string version, string? before) = await new ModelDecisions(data).RollBackAsync(by, reason, cancellationToken);
            return TypedResults.Ok(new PromotedAnswer(version, before));
        }, cancellationToken);

    /// <summary>Reads the reason, decides, and says what stands against it.</summary>
    private static async Task<IResult> DecideAsync(
        HttpContext context,
        string? version,
        DataFolder data,
        (string Kind, string Title) refusal,
        Func<string, string?, Task<IResult>> decide,
        CancellationToken cancellationToken)
    {
        if (version is not null && !(await data.Models.ListAsync(cancellationToken)).Any(model => model.Version == version))
        {
            return Problems.UnknownModel(version);
        }

        if (await RequestBody.ReadAsync(context.Request, BodyLimit, cancellationToken) is not { } json)
        {
            return Problems.BodyTooLarge(BodyLimit);
        }

        if (!TryReadReason(json, out string? reason))
        {
            return Problems.BadBody("The body must be empty, or {\"reason\": \"…\"}.");
        }

        try
        {
            return await decide(Caller.Of(context.User)!.User.Name, reason);
        }
        catch (ModelRegistryException refused)
        {
            return Problems.Create(refusal.Kind, StatusCodes.Status409Conflict, refusal.Title, refused.Message);
        }
    }

    private static bool TryReadReason(ReadOnlyMemory<byte> json, out string? reason)
    {
        reason = null;
        if (json.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            return true;
        }

        try
        {
            reason = JsonSerializer.Deserialize<PromoteBody>(json.Span, JsonSerializerOptions.Web)?.Reason?.Trim();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private sealed record PromoteBody(string? Reason);
}

/// <summary>The registry.</summary>
/// <param name="Current">The version to serve; null before the first promotion.</param>
/// <param name="Models">All versions, newest first.</param>
/// <param name="Promotions">Who made which version the one to serve, when and why, oldest first.</param>
/// <param name="Rejections">Who refused which version, when and why, oldest first.</param>
internal sealed record ModelsAnswer(
    string? Current,
    IReadOnlyList<ModelManifest> Models,
    IReadOnlyList<ModelPromotion> Promotions,
    IReadOnlyList<ModelRejection> Rejections);

/// <summary>A refusal.</summary>
/// <param name="Rejected">The version.</param>
internal sealed record RejectedAnswer(string Rejected);

/// <summary>A promotion.</summary>
/// <param name="Current">The version that is served from now on.</param>
/// <param name="Before">The version that was served before; null if there was none.</param>
internal sealed record PromotedAnswer(string Current, string? Before);
