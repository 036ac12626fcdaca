using System.Text.Json;
using HybridRec.Api.Errors;
using HybridRec.Api.Hosting;
using HybridRec.Api.OpenApi;
using HybridRec.Api.Security;
using HybridRec.Engine.Models;
using HybridRec.Engine.Numerics;
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

        models.MapPost("/rollback", RollBackAsync)
            .WithSummary("Has the version served again that was served when the current one was trained.")
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
        data.Runs.Promotions()));

    internal static async Task<IResult> PromoteAsync(
        HttpContext context, string version, DataFolder data, CancellationToken cancellationToken)
    {
        IReadOnlyList<ModelManifest> all = await data.Models.ListAsync(cancellationToken);
        return all.Any(model => model.Version == version)
            ? await VerifyAndPromoteAsync(context, new ModelVersion(version), data, "promoted by hand", cancellationToken)
            : Problems.UnknownModel(version);
    }

    internal static async Task<IResult> RollBackAsync(
        HttpContext context, DataFolder data, CancellationToken cancellationToken)
    {
        string? current = (await data.Models.CurrentAsync(cancellationToken))?.Value;
        IReadOnlyList<ModelManifest> all = await data.Models.ListAsync(cancellationToken);
        string? parent = all.FirstOrDefault(model => model.Version == current)?.Parent;
        return all.Any(model => model.Version == parent)
            ? await VerifyAndPromoteAsync(
                context, new ModelVersion(parent!), data, $"rolled back from {current}", cancellationToken)
            : Problems.Create(
                "no-earlier-model",
                StatusCodes.Status409Conflict,
                "There is nothing to go back to",
                "The model in service has no parent in the registry. Promote a version of /api/v1/models by name.");
    }

    private static async Task<IResult> VerifyAndPromoteAsync(
        HttpContext context, ModelVersion version, DataFolder data, string what, CancellationToken cancellationToken)
    {
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
            await data.Models.OpenAsync(version, cancellationToken);
        }
        catch (ModelRegistryException damaged)
        {
            return Problems.Create(
                "model-damaged",
                StatusCodes.Status409Conflict,
                "The version cannot be served",
                $"Model {version.Value} was not promoted: {damaged.Reason}.");
        }

        string? before = (await data.Models.CurrentAsync(cancellationToken))?.Value;
        await data.Models.PromoteAsync(version, cancellationToken);
        await data.Runs.RecordPromotionAsync(
            version.Value, before, Caller.Of(context.User)!.User.Name, reason ?? what, CancellationToken.None);
        return TypedResults.Ok(new PromotedAnswer(version.Value, before));
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
/// <param name="Promotions">Who made which version the one to serve, oldest first.</param>
internal sealed record ModelsAnswer(
    string? Current, IReadOnlyList<ModelManifest> Models, IReadOnlyList<ModelPromotion> Promotions);

/// <summary>A promotion.</summary>
/// <param name="Current">The version that is served from now on.</param>
/// <param name="Before">The version that was served before; null if there was none.</param>
internal sealed record PromotedAnswer(string Current, string? Before);
