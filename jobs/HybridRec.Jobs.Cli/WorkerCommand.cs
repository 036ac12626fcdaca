using System.CommandLine;
using HybridRec.Engine.Storage;
using HybridRec.Jobs.Worker;
using Microsoft.Extensions.Logging;

namespace HybridRec.Jobs.Cli;

/// <summary><c>worker</c>.</summary>
internal static class WorkerCommand
{
    public static Command Create(CommandHost host)
    {
        Command command = new(
            "worker", "Works on the jobs of a data folder until Ctrl-C: what is due by jobs.json, and what anybody asks for.");
        host.SetAction(command, async (parsed, cancellationToken) =>
        {
            await using DataFolder data = await DataFolder.OpenAsync(
                parsed.GetRequiredValue(host.Data), DataFolder.DatabaseOfEnvironment, host.Clock, cancellationToken);
            using ILoggerFactory logs = LoggerFactory.Create(logging => logging.AddSimpleConsole(console => console.SingleLine = true));
            using JobWorker worker = JobWorker.Create(data, program: null, host.Clock, logs.CreateLogger<JobWorker>());
            await worker.StartAsync(cancellationToken);
            try
            {
                await worker.ExecuteTask!.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                await worker.StopAsync(CancellationToken.None);
            }

            return 0;
        });
        return command;
    }
}
