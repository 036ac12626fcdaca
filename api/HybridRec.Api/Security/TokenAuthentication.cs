using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using HybridRec.Api.Errors;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace HybridRec.Api.Security;

/// <summary>Recognises a caller by <c>Authorization: Token x</c>, as ListenBrainz's clients send it, or <c>Bearer x</c>.</summary>
internal sealed class TokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, DataFolder data)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>The scheme's name, and the word before the token in the header.</summary>
    public const string SchemeName = "Token";

    /// <summary>The token of a request, or null if there is none in a form this server knows.</summary>
    /// <param name="request">The request.</param>
    public static string? TokenOf(HttpRequest request) =>
        AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out AuthenticationHeaderValue? header)
        && header.Parameter is { Length: > 0 } token
        && (header.Scheme.Equals(SchemeName, StringComparison.OrdinalIgnoreCase)
            || header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
            ? token
            : null;

    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (TokenOf(Request) is not { } token)
        {
            return AuthenticateResult.NoResult();
        }

        if (await data.Tokens.FindAsync(token, Context.RequestAborted) is not { } owner)
        {
            return AuthenticateResult.Fail("The token is unknown or revoked.");
        }

        Caller caller = new(new User(owner.User, owner.Name), owner.Admin);
        return AuthenticateResult.Success(new AuthenticationTicket(caller.ToPrincipal(Scheme.Name), Scheme.Name));
    }

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = SchemeName;
        string detail = Context.Features.Get<Refusal>()?.Detail
            ?? (TokenOf(Request) is not null
                ? "The token is unknown or revoked. `token add NAME` makes a new one."
                : "A token is needed: send the header \"Authorization: Token YOUR_TOKEN\". `token add NAME` makes one.");
        return ErrorAnswer.WriteAsync(
            Context, "unauthorized", StatusCodes.Status401Unauthorized, "A valid token is needed", detail);
    }

    /// <inheritdoc/>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => ErrorAnswer.WriteAsync(
        Context,
        "forbidden",
        StatusCodes.Status403Forbidden,
        "The token does not allow this",
        Context.Request.RouteValues.ContainsKey(RouteUser.RouteValue)
            ? "This token is another user's: use the user's own token, or one made with `token add NAME --admin`."
            : "This is for admins: use a token made with `token add NAME --admin`.");
}
