using System.Globalization;
using System.Text.Json;
using HybridRec.Api.Errors;
using HybridRec.Api.Hosting;
using HybridRec.Api.OpenApi;
using HybridRec.Api.Security;
using HybridRec.Engine.Storage;
using HybridRec.Jobs.Running;
using HybridRec.Jobs.Worker;

namespace HybridRec.Api.Jobs;

/// <summary><c>/api/v1/jobs</c>: what jobs there are, their runs, and asking for one. For admins.</summary>
internal static class JobEndpoints
{
    private const int BodyLimit = 16_384;

    private static readonly NumberParameter Count = new("count", "Runs wanted, newest first.", 1, 500, 20);

    /// <summary>Adds the routes.</summary>
    /// <param name="routes">Where to add them.</param>
    public static void MapJobs(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder jobs = routes.MapGroup("/api/v1/jobs").WithTags("Jobs").RequireAuthorization(Access.Admin);
        jobs.MapGet("", ListAsync)
            .WithSummary("All jobs, when they are due, and the newest runs.")
            .WithQuery(Count)
            .Produces<JobsAnswer>()
            .ProducesProblems(400, 401, 403, 503);

        jobs.MapPost("/{name}/runs", StartAsync)
            .WithSummary("Asks for a run; the worker takes it up within a second or so. The body may hold arguments.")
            .WithBody("""{"arguments":{"seed":"1"}}""")
            .Produces<RunAnswer>(StatusCodes.Status202Accepted)
            .ProducesProblems(400, 401, 403, 404, 413, 503);

        jobs.MapGet("/runs/{id}", GetRun)
            .WithSummary("One run: its steps, progress, log and outcome.")
            .Produces<RunAnswer>()
            .ProducesProblems(401, 403, 404, 503);

        jobs.MapPost("/runs/{id}/cancel", CancelAsync)
            .WithSummary("Asks to stop a run; it ends within a few seconds.")
            .Produces<RunAnswer>(StatusCodes.Status202Accepted)
            .ProducesProblems(401, 403, 404, 409, 503);
    }

    internal static IResult ListAsync(HttpContext context, DataFolder data, TimeProvider clock)
    {
        QueryReader query = new(context.Request.Query);
        int count = (int)query.Read(Count)!.Value;
        if (query.Errors.Count > 0)
        {
            return Problems.BadParameters(query.Errors);
        }

        JobCatalogue catalogue = JobCatalogue.Standard;
        WorkerSettings settings = WorkerSettings.Read(data.Path, catalogue);
        DateTimeOffset now = clock.GetUtcNow();
        return TypedResults.Ok(new JobsAnswer(
            [
                .. catalogue.Names.Select(name => new JobAnswer(
                    name,
                    name == JobCatalogue.Train ? "Learns both models from everything, publishes and serves the result."
                        : catalogue.Of(name).Summary,
                    catalogue.Plan(name),
                    settings.Schedules.FirstOrDefault(schedule => schedule.Job == name) is { } due
                        ? new ScheduleAnswer(due.Cron, due.TimeZone, due.NextAfter(now))
                        : null)),
            ],
            [.. data.Runs.List(null, count).Select(run => RunAnswer.From(run, null, now))],
            data.Runs.LatestHealth()?.Report));
    }

    internal static async Task<IResult> StartAsync(
        HttpContext context, string name, DataFolder data, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (!JobCatalogue.Standard.Names.Contains(name))
        {
            return Problems.UnknownJob(name, string.Join(", ", JobCatalogue.Standard.Names));
        }

        if (await RequestBody.ReadAsync(context.Request, BodyLimit, cancellationToken) is not { } json)
        {
            return Problems.BodyTooLarge(BodyLimit);
        }

        if (!TryReadArguments(json, out Dictionary<string, string> arguments))
        {
            return Problems.BadBody("The body must be empty, or {\"arguments\": {\"name\": \"value\"}} with texts as values.");
        }

        JobRun run = await new JobRunner(data, JobCatalogue.Standard, clock).AddAsync(
            name, arguments, Caller.Of(context.User)!.User.Name, cancellationToken);
        return TypedResults.Accepted($"/api/v1/jobs/runs/{run.Id}", RunAnswer.From(run, null, clock.GetUtcNow()));
    }

    internal static IResult GetRun(string id, DataFolder data, TimeProvider clock) => Find(id, data) is { } run
        ? TypedResults.Ok(RunAnswer.From(run, data.Runs.Log(run.Id), clock.GetUtcNow()))
        : Problems.UnknownRun(id);

    internal static async Task<IResult> CancelAsync(
        string id, DataFolder data, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (Find(id, data) is not { } run)
        {
            return Problems.UnknownRun(id);
        }

        return await data.Runs.RequestCancelAsync(run.Id, cancellationToken)
            ? TypedResults.Accepted(
                $"/api/v1/jobs/runs/{run.Id}", RunAnswer.From(data.Runs.Find(run.Id)!, null, clock.GetUtcNow()))
            : Problems.Create(
                "run-ended", StatusCodes.Status409Conflict, "The run has ended", $"Run {run.Id} has ended ({run.State}).");
    }

    private static JobRun? Find(string id, DataFolder data) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? data.Runs.Find(number) : null;

    private static bool TryReadArguments(ReadOnlyMemory<byte> json, out Dictionary<string, string> arguments)
    {
        arguments = [];
        if (json.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            return true;
        }

        try
        {
            arguments = JsonSerializer.Deserialize<StartBody>(json.Span, JsonSerializerOptions.Web)?.Arguments ?? [];
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private sealed record StartBody(Dictionary<string, string>? Arguments);
}
