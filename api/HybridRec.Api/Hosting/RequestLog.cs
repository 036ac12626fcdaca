namespace HybridRec.Api.Hosting;

/// <summary>
/// Logs every request by method, path, status and duration, and nothing else: query strings carry signatures, headers
/// carry tokens, and bodies carry listens.
/// </summary>
internal static class RequestLog
{
    /// <summary>The path as sent, percent-encoded, so that it can forge no log line.</summary>
    /// <param name="context">The request.</param>
    public static string SafePath(HttpContext context) =>
        context.Request.PathBase.ToUriComponent() + context.Request.Path.ToUriComponent();

    /// <summary>Adds the logging.</summary>
    /// <param name="app">The application, of which only what is added later is timed.</param>
    public static void UseRequestLog(this WebApplication app)
    {
        ILogger logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("HybridRec.Api.Requests");
        TimeProvider clock = app.Services.GetRequiredService<TimeProvider>();
        app.Use(async (context, next) =>
        {
            // Kept before anything re-executes the pipeline under another path.
            string path = SafePath(context);
            long started = clock.GetTimestamp();
            try
            {
                await next(context);
            }
            finally
            {
                logger.RequestFinished(
                    context.Request.Method,
                    path,
                    context.Response.StatusCode,
                    clock.GetElapsedTime(started).TotalMilliseconds);
            }
        });
    }
}
