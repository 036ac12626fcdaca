using System.Globalization;
using Serilog;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting.Json;

namespace HybridRec.Api.Hosting;

/// <summary>Structured logs: JSON, a file a day, in the data folder's <c>logs/</c>; and lines for people on the console.</summary>
internal static class LoggingSetup
{
    private const int DaysKept = 14;
    private const string ConsoleLine = "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}";

    /// <summary>Adds the logs; they are flushed when the host is disposed.</summary>
    /// <param name="logging">Where to add them.</param>
    /// <param name="dataPath">The data folder.</param>
    /// <param name="toConsole">Whether to log to the console too.</param>
    public static void AddStructuredLogs(this ILoggingBuilder logging, string dataPath, bool toConsole)
    {
        // The framework's own request logging names query strings, which carry signatures: warnings only.
        LoggerConfiguration configuration = new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("System", LogEventLevel.Warning)
            .MinimumLevel.Override("HybridRec.Api.Security", LogEventLevel.Warning)
            // The command itself tells of a start that failed, in one line and without the host's stack trace.
            .Filter.ByExcluding(entry => entry.MessageTemplate.Text == "Hosting failed to start")
            .WriteTo.File(
                new JsonFormatter(renderMessage: true),
                Path.Combine(dataPath, "logs", "api-.json"),
                rollingInterval: RollingInterval.Day,
                retainedFileCountLimit: DaysKept);
        if (toConsole)
        {
            configuration.WriteTo.Console(
                outputTemplate: ConsoleLine, formatProvider: CultureInfo.InvariantCulture);
        }

        logging.ClearProviders();
        logging.AddProvider(new SerilogLoggerProvider(configuration.CreateLogger(), dispose: true));
    }
}
