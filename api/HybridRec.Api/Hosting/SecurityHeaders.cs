namespace HybridRec.Api.Hosting;

/// <summary>Headers that keep a browser from doing more with an answer than it was given for.</summary>
internal static class SecurityHeaders
{
    /// <summary>Adds the headers to every answer in which a handler did not set them.</summary>
    /// <param name="app">The application.</param>
    public static void UseSecurityHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        // When the answer starts, since an error clears the headers set before.
        context.Response.OnStarting(Add, context.Response.Headers);
        return next(context);
    });

    private static Task Add(object state)
    {
        IHeaderDictionary headers = (IHeaderDictionary)state;
        headers.TryAdd("X-Content-Type-Options", "nosniff");
        headers.TryAdd("X-Frame-Options", "DENY");
        headers.TryAdd("Referrer-Policy", "no-referrer");
        headers.TryAdd("Cross-Origin-Resource-Policy", "same-origin");
        headers.TryAdd("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        headers.TryAdd("Cache-Control", "no-store");
        return Task.CompletedTask;
    }
}
