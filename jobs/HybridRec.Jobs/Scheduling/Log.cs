using Microsoft.Extensions.Logging;

namespace HybridRec.Jobs.Scheduling;

/// <summary>What the scheduler logs.</summary>
internal static partial class Log
{
    [LoggerMessage(101, LogLevel.Error, "JobCallFailed {Job}: its handler threw")]
    public static partial void CallFailed(this ILogger logger, string job, Exception exception);
}
