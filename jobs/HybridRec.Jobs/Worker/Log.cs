using Microsoft.Extensions.Logging;

namespace HybridRec.Jobs.Worker;

/// <summary>What the worker logs.</summary>
internal static partial class Log
{
    [LoggerMessage(111, LogLevel.Information, "WorkerWorks on {Path}")]
    public static partial void WorkerWorks(this ILogger logger, string path);

    [LoggerMessage(113, LogLevel.Warning, "HealthWarning: {Warning}")]
    public static partial void HealthWarning(this ILogger logger, string warning);

    [LoggerMessage(112, LogLevel.Error, "RunsNotHandedOver: the run history cannot be used; tried again in a second")]
    public static partial void HandOverFailed(this ILogger logger, Exception exception);
}
