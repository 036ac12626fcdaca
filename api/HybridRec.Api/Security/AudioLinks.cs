using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HybridRec.Engine.Catalogue;
using Microsoft.AspNetCore.Authorization;

namespace HybridRec.Api.Security;

/// <summary>
/// Links to audio that work without a header, since players send none: the address carries when it expires and a
/// signature (HMAC-SHA256 with the data folder's key) over track and expiry. A link reveals one track's audio, no more.
/// </summary>
/// <param name="key">The data folder's signing key.</param>
/// <param name="clock">Decides whether a link has expired.</param>
internal sealed class AudioLinks(byte[] key, TimeProvider clock)
{
    /// <summary>How long a link works.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>What became of the check of a link.</summary>
    internal enum Verdict
    {
        /// <summary>The request carries no signature.</summary>
        Unsigned,
        Valid,
        Expired,

        /// <summary>The signature is not this server's for this track and expiry.</summary>
        Wrong,
    }

    /// <summary>The address of a track's audio, signed, working for <see cref="Lifetime"/>.</summary>
    /// <param name="request">The request in whose answer the link will stand; gives scheme, host and base path.</param>
    /// <param name="track">The track.</param>
    public Uri Create(HttpRequest request, TrackId track)
    {
        long expires = (clock.GetUtcNow() + Lifetime).ToUnixTimeSeconds();
        string root = $"{request.Scheme}://{request.Host.ToUriComponent()}{request.PathBase.ToUriComponent()}";
        string signature = Base64Url.EncodeToString(Sign(track, expires));
        return new Uri(string.Create(
            CultureInfo.InvariantCulture,
            $"{root}/api/v1/tracks/{track.Value}/audio?expires={expires}&signature={signature}"));
    }

    /// <summary>Checks the link by which a request came.</summary>
    /// <param name="request">A request for a track's audio.</param>
    public Verdict Check(HttpRequest request)
    {
        string? signature = request.Query["signature"];
        if (string.IsNullOrEmpty(signature))
        {
            return Verdict.Unsigned;
        }

        if (!TryReadNumber(request.RouteValues["id"] as string, out long track)
            || !TryReadNumber(request.Query["expires"], out long expires)
            || !IsSignature(signature, Sign(new TrackId(track), expires)))
        {
            return Verdict.Wrong;
        }

        return clock.GetUtcNow().ToUnixTimeSeconds() < expires ? Verdict.Valid : Verdict.Expired;
    }

    private static bool TryReadNumber(string? text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static bool IsSignature(string text, byte[] expected)
    {
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return text.Length == Base64Url.GetEncodedLength(given.Length)
            && Base64Url.DecodeFromChars(text, given, out _, out int written) == OperationStatus.Done
            && written == given.Length
            && CryptographicOperations.FixedTimeEquals(given, expected);
    }

    private byte[] Sign(TrackId track, long expires) => HMACSHA256.HashData(
        key,
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"audio\n{track.Value}\n{expires}")));
}

/// <summary>The request has a valid token, or came by a valid link.</summary>
internal sealed class AudioLinkRequirement : IAuthorizationRequirement;

/// <summary>Decides <see cref="AudioLinkRequirement"/>.</summary>
internal sealed class AudioLinkHandler(AudioLinks links) : AuthorizationHandler<AudioLinkRequirement>
{
    /// <inheritdoc/>
    protected override Task HandleRequirementAsync(
        AuthorizationHandlerContext context, AudioLinkRequirement requirement)
    {
        if (context.Resource is not HttpContext http)
        {
            return Task.CompletedTask;
        }

        AudioLinks.Verdict verdict = links.Check(http.Request);
        if (context.User.Identity?.IsAuthenticated == true || verdict == AudioLinks.Verdict.Valid)
        {
            context.Succeed(requirement);
        }
        else if (verdict == AudioLinks.Verdict.Expired)
        {
            http.Features.Set(new Refusal("The link has expired. Ask for the playlist again; its links work for 24 hours."));
        }
        else if (verdict == AudioLinks.Verdict.Wrong)
        {
            http.Features.Set(new Refusal("The link's signature is not this server's. Use the link exactly as given."));
        }

        return Task.CompletedTask;
    }
}
