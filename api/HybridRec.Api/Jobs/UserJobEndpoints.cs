using HybridRec.Api.Errors;
using HybridRec.Api.OpenApi;
using HybridRec.Api.Security;
using HybridRec.Engine.Storage;
using HybridRec.Jobs.Running;

namespace HybridRec.Api.Jobs;

/// <summary><c>DELETE /api/v1/users/{user}</c>: erasing a user is a job.</summary>
internal static class UserJobEndpoints
{
    /// <summary>Adds the route.</summary>
    /// <param name="routes">Where to add it.</param>
    public static void MapUserJobs(this IEndpointRouteBuilder routes) => routes
        .MapGroup($"/api/v1/users/{{{RouteUser.RouteValue}}}").WithTags("Users").RequireAuthorization(Access.OwnUser)
        .MapDelete("", EraseAsync)
        .WithSummary("Erases all that is stored of the user; the worker does it within seconds, or after the training under way.")
        .WithDescription("Backups made before keep it until they are replaced; what models learned from the plays goes with the next training.")
        .Produces<EraseAnswer>(StatusCodes.Status202Accepted)
        .ProducesProblems(401, 403, 404, 503);

    internal static async Task<IResult> EraseAsync(
        HttpContext context, DataFolder data, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (RouteUser.Of(context) is not { } user)
        {
            return Problems.UnknownUser(RouteUser.NameIn(context));
        }

        JobRun run = await new JobRunner(data, JobCatalogue.Standard, clock).AddAsync(
            "erase-users",
            new Dictionary<string, string> { ["user"] = user.Name },
            Caller.Of(context.User)!.User.Name,
            cancellationToken);
        return TypedResults.Accepted((string?)null, new EraseAnswer("queued", run.Id));
    }
}

/// <summary>That a user will be erased.</summary>
/// <param name="Status">Always "queued".</param>
/// <param name="Run">The run that does it; an admin may watch it.</param>
internal sealed record EraseAnswer(string Status, long Run);
