namespace HybridRec.Api.Hosting;

/// <summary>What the server logs. Never a user's listens, never a token, never a query string.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "RequestFinished {Method} {Path} {Status} in {Milliseconds:F1} ms")]
    public static partial void RequestFinished(
        this ILogger logger, string method, string path, int status, double milliseconds);

    [LoggerMessage(2, LogLevel.Error, "RequestFailed {Method} {Path}")]
    public static partial void RequestFailed(this ILogger logger, string method, string path, Exception exception);

    [LoggerMessage(3, LogLevel.Error, "StoreFailed {Method} {Path}")]
    public static partial void StoreFailed(this ILogger logger, string method, string path, Exception exception);

    [LoggerMessage(4, LogLevel.Information, "ListensStored: {Accepted} new, {Duplicates} already known, user {User}")]
    public static partial void ListensStored(this ILogger logger, int accepted, int duplicates, long user);

    [LoggerMessage(5, LogLevel.Information, "ModelServed {Version}")]
    public static partial void ModelServed(this ILogger logger, string version);

    [LoggerMessage(6, LogLevel.Error, "ModelRefused {Version}: {Reason} Serving goes on with {Served}")]
    public static partial void ModelRefused(this ILogger logger, string version, string reason, string served);

    [LoggerMessage(7, LogLevel.Error, "ModelCheckFailed; the model in service stays")]
    public static partial void ModelCheckFailed(this ILogger logger, Exception exception);
}
