using Xunit.Runner.InProc.SystemConsole;

namespace HybridRec.Engine.Storage.Tests;

/// <summary>The test runner; or, for the crash tests, a writer that runs until it is killed.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => args switch
    {
        [CrashWriter.AppendMode, string folder] => CrashWriter.AppendAsync(folder),
        [CrashWriter.PublishMode, string folder] => CrashWriter.PublishAsync(folder),
        _ => ConsoleRunner.Run(args),
    };
}
