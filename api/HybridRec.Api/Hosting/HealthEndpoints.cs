using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Serving;
using HybridRec.Engine.Storage;

namespace HybridRec.Api.Hosting;

/// <summary>Whether the process is up.</summary>
/// <param name="Status">Always "up".</param>
internal sealed record HealthAnswer(string Status);

/// <summary>Whether the server can do its work.</summary>
/// <param name="Status">"ready" or "not ready".</param>
/// <param name="Model">The model in service.</param>
/// <param name="Store">The data folder's database.</param>
/// <param name="Jobs">What the last health check warned of; null where the run history cannot be read.</param>
internal sealed record ReadyAnswer(string Status, ReadyModel Model, ReadyStore Store, ReadyJobs? Jobs);

/// <summary>Background work.</summary>
/// <param name="CheckedAt">When drift was measured last; null before the first time.</param>
/// <param name="Warnings">What a person should look at; none of it makes the server less ready.</param>
/// <param name="QueueSeconds">How long the run that waits longest has waited.</param>
internal sealed record ReadyJobs(DateTimeOffset? CheckedAt, IReadOnlyList<string> Warnings, double QueueSeconds);

/// <summary>The model in service.</summary>
/// <param name="Version">Its version; null if none is served.</param>
/// <param name="Promoted">The version that should be served; null before the first promotion.</param>
/// <param name="Fallback">Whether it is served because the promoted one cannot be.</param>
/// <param name="Message">What is amiss and what to do; null if nothing.</param>
internal sealed record ReadyModel(string? Version, string? Promoted, bool Fallback, string? Message);

/// <summary>The data folder's database.</summary>
/// <param name="Reachable">Whether it answers.</param>
internal sealed record ReadyStore(bool Reachable);

/// <summary><c>/healthz</c> for "restart me" and <c>/readyz</c> for "send me requests".</summary>
internal static class HealthEndpoints
{
    /// <summary>Adds the routes.</summary>
    /// <param name="routes">Where to add them.</param>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("").WithTags("Health").AllowAnonymous();
        group.MapGet("/healthz", () => TypedResults.Ok(new HealthAnswer("up")))
            .WithSummary("Answers as long as the process runs.");
        group.MapGet("/readyz", GetReadyAsync)
            .WithSummary("Says whether a model is served and the store answers; 503 if not.")
            .Produces<ReadyAnswer>()
            .Produces<ReadyAnswer>(StatusCodes.Status503ServiceUnavailable);
    }

    internal static async Task<IResult> GetReadyAsync(
        ServingModelHolder holder, ModelWatcher watcher, DataFolder data, CancellationToken cancellationToken)
    {
        ModelState state = watcher.State;
        string? version = holder.Current?.Version.Value;
        bool fallback = version is not null && state.Refused is not null;
        ReadyModel model = new(version, state.Wanted?.Value, fallback, MessageFor(state, version));
        ReadyStore store = new(await AnswersAsync(data.Catalogue, cancellationToken));
        bool ready = version is not null && store.Reachable;
        return TypedResults.Json(
            new ReadyAnswer(ready ? "ready" : "not ready", model, store, JobsOf(data)),
            statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static ReadyJobs? JobsOf(DataFolder data)
    {
        try
        {
            var latest = data.Runs.LatestHealth();
            return new ReadyJobs(latest?.At, latest?.Report.Warnings ?? [], Math.Round(data.Runs.QueueAge().TotalSeconds));
        }
        catch (StorageException)
        {
            return null;
        }
    }

    // The reason itself names paths on this machine, so only the log has it.
    private static string? MessageFor(ModelState state, string? version) => (state.Refused, version) switch
    {
        (not null, _) => $"Model {state.Wanted} is damaged or unreadable and was refused; the server's log says why. "
            + "Promote an intact version or train again.",
        (null, null) => "No model has been trained and promoted yet.",
        _ => null,
    };

    private static async Task<bool> AnswersAsync(ICatalogue catalogue, CancellationToken cancellationToken)
    {
        try
        {
            _ = await catalogue.FindAsync(new TrackId(1), cancellationToken);
            return true;
        }
        catch (HybridRecException)
        {
            return false;
        }
    }
}
