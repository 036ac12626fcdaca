using Microsoft.AspNetCore.Diagnostics;

namespace HybridRec.Api.Errors;

/// <summary>Gives bare status codes (no route, wrong method, timed out) a body in the route family's shape.</summary>
internal static class StatusCodeAnswers
{
    public static Task WriteAsync(StatusCodeContext status)
    {
        HttpContext context = status.HttpContext;
        string path = context.Request.Path.ToUriComponent();
        return context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => ErrorAnswer.WriteAsync(
                context, "no-route", 404, "There is nothing here",
                $"{path} is not a route of this server; /openapi/v1.json lists them all."),
            StatusCodes.Status405MethodNotAllowed => ErrorAnswer.WriteAsync(
                context, "wrong-method", 405, "The method does not fit",
                $"{path} does not take {context.Request.Method}; it takes {context.Response.Headers.Allow}."),
            StatusCodes.Status415UnsupportedMediaType => ErrorAnswer.WriteAsync(
                context, "wrong-content-type", 415, "The content type does not fit",
                $"{path} takes a body of application/json."),
            StatusCodes.Status504GatewayTimeout => ErrorAnswer.WriteAsync(
                context, "timed-out", 504, "The server took too long",
                "The request was given up; nothing was half stored. Retry later."),
            int other => ErrorAnswer.WriteAsync(
                context, "request-failed", other, "The request failed", $"The server answered with status {other}."),
        };
    }
}
