using HybridRec.Engine.Listens;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Features;

namespace HybridRec.Api.Security;

/// <summary>The user that the route names must be the caller, unless the caller is an admin.</summary>
internal sealed class OwnUserRequirement : IAuthorizationRequirement;

/// <summary>The user that the route names, as found by the access check.</summary>
/// <param name="Found">The user; null if there is none (which only an admin learns).</param>
internal sealed record RouteUser(User? Found)
{
    /// <summary>The route value that names the user.</summary>
    public const string RouteValue = "user";

    /// <summary>The user that a request's route names; null if there is none.</summary>
    /// <param name="context">A request to a route with the policy <see cref="Access.OwnUser"/>.</param>
    public static User? Of(HttpContext context) => context.Features.GetRequiredFeature<RouteUser>().Found;

    /// <summary>The name in the route.</summary>
    /// <param name="context">The request.</param>
    public static string NameIn(HttpContext context) => context.Request.RouteValues[RouteValue] as string ?? "";
}

/// <summary>Decides <see cref="OwnUserRequirement"/>, comparing ids and not names: which names are equal only the store knows.</summary>
internal sealed class OwnUserHandler(IPlayLog playLog) : AuthorizationHandler<OwnUserRequirement>
{
    /// <inheritdoc/>
    protected override async Task HandleRequirementAsync(
        AuthorizationHandlerContext context, OwnUserRequirement requirement)
    {
        if (context.Resource is not HttpContext http || Caller.Of(context.User) is not { } caller)
        {
            return;
        }

        User? user = await playLog.FindUserAsync(RouteUser.NameIn(http), http.RequestAborted);
        http.Features.Set(new RouteUser(user));
        if (caller.Admin || user?.Id == caller.User.Id)
        {
            context.Succeed(requirement);
        }
    }
}
