using HybridRec.Api.Hosting;
using HybridRec.Engine.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;

namespace HybridRec.Api.Errors;

/// <summary>Turns whatever a handler did not expect into an answer that reveals nothing, and a log entry that tells all.</summary>
internal sealed class ApiExceptionHandler(ILogger<ApiExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        switch (exception)
        {
            case OperationCanceledException when httpContext.RequestAborted.IsCancellationRequested:
                httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
                return true;
            case BadHttpRequestException bad:
                await ErrorAnswer.WriteAsync(
                    httpContext, "bad-request", bad.StatusCode, "The request cannot be read", bad.Message);
                return true;
            case HybridRecException:
                logger.StoreFailed(httpContext.Request.Method, RequestLog.SafePath(httpContext), exception);
                await ErrorAnswer.WriteAsync(
                    httpContext,
                    "store-failed",
                    StatusCodes.Status503ServiceUnavailable,
                    "The server's data cannot be used",
                    "The server could not read or write its data folder. Its log says why; nothing was half stored.");
                return true;
            default:
                logger.RequestFailed(httpContext.Request.Method, RequestLog.SafePath(httpContext), exception);
                await ErrorAnswer.WriteAsync(
                    httpContext,
                    "internal-error",
                    StatusCodes.Status500InternalServerError,
                    "The server made a mistake",
                    "This is a fault of the server, not of the request. Its log says more.");
                return true;
        }
    }
}
