using System.Globalization;
using System.Security.Claims;
using HybridRec.Engine.Listens;

namespace HybridRec.Api.Security;

/// <summary>Who sent a request, by their token.</summary>
/// <param name="User">The user and their name.</param>
/// <param name="Admin">Whether they may act for every user.</param>
internal sealed record Caller(User User, bool Admin)
{
    private const string AdminRole = "admin";

    /// <summary>The caller of an authenticated request; null for an anonymous one.</summary>
    /// <param name="principal">The request's principal.</param>
    public static Caller? Of(ClaimsPrincipal principal) =>
        long.TryParse(
            principal.FindFirstValue(ClaimTypes.NameIdentifier), NumberStyles.None, CultureInfo.InvariantCulture, out long id)
            ? new Caller(new User(new UserId(id), principal.FindFirstValue(ClaimTypes.Name)!), principal.IsInRole(AdminRole))
            : null;

    /// <summary>The caller as a principal.</summary>
    /// <param name="scheme">The authentication scheme that vouches for them.</param>
    public ClaimsPrincipal ToPrincipal(string scheme)
    {
        ClaimsIdentity identity = new(
            [
                new Claim(ClaimTypes.NameIdentifier, User.Id.Value.ToString(CultureInfo.InvariantCulture)),
                new Claim(ClaimTypes.Name, User.Name),
            ],
            scheme);
        if (Admin)
        {
            identity.AddClaim(new Claim(ClaimTypes.Role, AdminRole));
        }

        return new ClaimsPrincipal(identity);
    }
}
