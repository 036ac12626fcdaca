using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace HybridRec.Api.Hosting;

/// <summary>Reads a request's body into memory, up to a limit.</summary>
internal static class RequestBody
{
    // A client that cannot stop sending sees the answer only if what it sends is taken off the wire, within reason.
    private const int DrainFactor = 4;

    /// <summary>Reads the body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="limit">Bytes allowed.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The body; null if it has more bytes than allowed.</returns>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(
        HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        long most = (long)limit * DrainFactor;
        bool waits = request.Headers.Expect.Contains("100-continue", StringComparer.OrdinalIgnoreCase);
        if (request.ContentLength > (waits ? limit : most))
        {
            request.HttpContext.Response.Headers.Connection = new StringValues("close");
            return null;
        }

        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null; // The loop below stops by itself, and its caller says why in its own words.
        }

        using MemoryStream body = new(capacity: (int)Math.Min(request.ContentLength ?? 0, limit));
        byte[] buffer = new byte[81_920];
        long total = 0;
        int read;
        while (total <= most && (read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            total += read;
            if (total <= limit)
            {
                body.Write(buffer, 0, read);
            }
        }

        return total <= limit ? new ReadOnlyMemory<byte>(body.GetBuffer(), 0, (int)body.Length) : (ReadOnlyMemory<byte>?)null;
    }
}
