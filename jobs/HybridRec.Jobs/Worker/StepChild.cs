using System.Globalization;
using System.Text.Json;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Storage;
using HybridRec.Jobs.Running;

namespace HybridRec.Jobs.Worker;

/// <summary>The child's side of <see cref="StepProcess"/>.</summary>
public static class StepChild
{
    private const int Failed = 1;
    private const int WrongUsage = 2;

    /// <summary>How long a child that was told to stop may take; then it ends at once, since nobody may be there to kill it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);

    /// <summary>Whether a command line asks to be a child.</summary>
    /// <param name="args">The command line.</param>
    public static bool IsAsked(IReadOnlyList<string> args)
    {
        ArgumentNullException.ThrowIfNull(args);
        return args.Count > 0 && args[0] == StepProcess.Verb;
    }

    /// <summary>Does the step that the command line names, and says on standard output how far it is and how it ended.</summary>
    /// <param name="args"><c>job-step DATA RUN POSITION</c>.</param>
    /// <returns>0; 1 if the step failed, 2 for a wrong command line.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        ArgumentNullException.ThrowIfNull(args);
        if (args.Count != 4
            || !long.TryParse(args[2], NumberStyles.None, CultureInfo.InvariantCulture, out long id)
            || !int.TryParse(args[3], NumberStyles.None, CultureInfo.InvariantCulture, out int position))
        {
            await Console.Error.WriteLineAsync($"{StepProcess.Verb} is for the worker, which starts it with DATA RUN POSITION.");
            return WrongUsage;
        }

        using CancellationTokenSource stop = new();
        _ = Task.Run(() => StopAtEndOfInput(stop));
        StepMessage last = await DoAsync(args[1], id, position, stop.Token);
        Say(last);
        return last.Outcome is null ? Failed : 0;
    }

    private static async Task<StepMessage> DoAsync(string path, long id, int position, CancellationToken cancellationToken)
    {
        TimeProvider clock = TimeProvider.System;
        try
        {
            await using DataFolder data = await DataFolder.OpenExistingAsync(
                path, DataFolder.DatabaseOfEnvironment, clock, cancellationToken);
            JobRun run = data.Runs.Find(id) ?? throw new JobException($"There is no run {id}.", canRetry: false);
            JobContext context = new(data, run, RunFolder.Of(data.Path, id), new Teller(), clock);
            JobResult result = await new JobRunner(data, JobCatalogue.Standard, clock)
                .ExecuteAsync(run, run.Steps[position - 1], context, cancellationToken);
            return new StepMessage
            {
                Outcome = result.Outcome,
                Produced = result.Produced is null ? null : JsonSerializer.SerializeToElement(result.Produced),
            };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new StepMessage { Stopped = true };
        }
        catch (Exception error)
        {
            // The edge of the process: the worker is told whatever it was.
            return new StepMessage
            {
                Failure = new StepFailure(
                    JobException.WordsFor(error),
                    error is not JobException { CanRetry: false },
                    error is DamagedWorkException),
            };
        }
    }

    private static void StopAtEndOfInput(CancellationTokenSource stop)
    {
        // Reads until the worker closes it, or dies.
        while (Console.In.Read() >= 0)
        {
        }

        stop.Cancel();
        Thread.Sleep(Patience);
        Environment.Exit(Failed);
    }

    private static void Say(StepMessage message)
    {
        try
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(message, StepMessage.Json));
        }
        catch (IOException)
        {
            // The worker died; the end of input says so too.
        }
    }

    private sealed class Teller : IProgress<StageProgress>
    {
        private readonly Lock _gate = new();

        public void Report(StageProgress value)
        {
            lock (_gate)
            {
                Say(new StepMessage { Progress = value });
            }
        }
    }
}
