using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace HybridRec.Api.Security;

/// <summary>
/// The decisions about who may call a route. A route that takes none of them (nor <c>AllowAnonymous</c>) is refused to
/// everybody, so that forgetting one shows at once and reveals nothing.
/// </summary>
internal static class Access
{
    /// <summary>Any valid token.</summary>
    public const string AnyToken = "AnyToken";

    /// <summary>The token of the user named by the route, or an admin's.</summary>
    public const string OwnUser = "OwnUser";

    /// <summary>Any valid token, or a link signed by this server that has not expired.</summary>
    public const string AudioLink = "AudioLink";

    /// <summary>An admin's token.</summary>
    public const string Admin = "Admin";

    /// <summary>Adds authentication by token, and the policies.</summary>
    /// <param name="services">Where to add them.</param>
    public static void AddAccessRules(this IServiceCollection services)
    {
        // AddAuthentication would bring data protection along, which writes keys that nothing here uses to the user's home.
        services.AddAuthenticationCore(options => options.DefaultScheme = TokenAuthentication.SchemeName);
        services.AddWebEncoders();
        new AuthenticationBuilder(services)
            .AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(TokenAuthentication.SchemeName, null);
        services.AddSingleton<IAuthorizationHandler, OwnUserHandler>();
        services.AddSingleton<IAuthorizationHandler, AudioLinkHandler>();
        services.AddAuthorizationBuilder()
            .AddPolicy(AnyToken, policy => policy.RequireAuthenticatedUser())
            .AddPolicy(OwnUser, policy => policy.RequireAuthenticatedUser().AddRequirements(new OwnUserRequirement()))
            .AddPolicy(Admin, policy => policy.RequireAuthenticatedUser().RequireAssertion(IsAdmin))
            .AddPolicy(AudioLink, policy => policy.AddRequirements(new AudioLinkRequirement()))
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(IsNoRoute).Build());
    }

    private static bool IsAdmin(AuthorizationHandlerContext context) => Caller.Of(context.User) is { Admin: true };

    // Paths without a route, and routing's own answer to a wrong method, have nothing to protect: 404 and 405.
    private static bool IsNoRoute(AuthorizationHandlerContext context) =>
        context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint;
}
