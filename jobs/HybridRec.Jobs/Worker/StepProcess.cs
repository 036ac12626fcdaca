using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using HybridRec.Engine.Storage;
using HybridRec.Jobs.Running;

namespace HybridRec.Jobs.Worker;

/// <summary>
/// Has a step done by a child process at low priority, with a budget of threads and memory, so that serving does not
/// suffer. The child says how far it is as JSON lines; it stops when its input ends, which happens too when this process dies.
/// </summary>
/// <param name="data">The data folder.</param>
/// <param name="settings">Its budget.</param>
/// <param name="program">Program and first arguments that start this program again.</param>
public sealed class StepProcess(DataFolder data, WorkerSettings settings, IReadOnlyList<string> program)
{
    /// <summary>The hidden command by which a program is a child: <c>job-step DATA RUN POSITION</c>.</summary>
    public const string Verb = "job-step";

    private const int LogLinesKept = 20;
    private const string Nice = "/usr/bin/nice";
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    /// <summary>How this program was started: by its own executable, or by <c>dotnet</c> with its assembly.</summary>
    public static IReadOnlyList<string> ThisProgram =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath!).Equals("dotnet", StringComparison.OrdinalIgnoreCase)
            ? [Environment.ProcessPath!, Assembly.GetEntryAssembly()!.Location]
            : [Environment.ProcessPath!];

    /// <summary>Does a step in a child process and waits for its end.</summary>
    /// <param name="run">The run.</param>
    /// <param name="step">The step.</param>
    /// <param name="context">Whose progress is told; the child opens the rest for itself.</param>
    /// <param name="cancellationToken">Has the child stop, and kills it where it does not.</param>
    /// <exception cref="JobException">The step failed, or its process died or took too much memory.</exception>
    public async Task<JobResult> ExecuteAsync(JobRun run, JobStep step, JobContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(context);
        using Process child = Process.Start(StartInfo(run, step))
            ?? throw new JobException("The child process did not start.", canRetry: true);
        Queue<string> complaints = new();
        Task<StepMessage?> listening = ListenAsync(child, context);
        Task complaining = CollectAsync(child, complaints);
        using CancellationTokenRegistration stop = cancellationToken.Register(() => CloseInput(child));
        bool tooLarge = await SuperviseAsync(child, cancellationToken);
        StepMessage? last = await listening;
        await complaining;
        if (complaints.Count > 0)
        {
            await data.Runs.LogAsync(run.Id, string.Join('\n', complaints), CancellationToken.None);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return (tooLarge, last) switch
        {
            (true, _) => throw new JobException(
                $"{step.Job} took more than {settings.MemoryMegabytes} MiB of memory and was ended.", canRetry: true),
            (_, { Outcome: { } outcome }) => new JobResult(outcome, last.Produced),
            (_, { Failure: { Damaged: true } failure }) => throw new DamagedWorkException(failure.Message),
            (_, { Failure: { } failure }) => throw new JobException(failure.Message, failure.CanRetry),
            _ => throw new JobException(
                $"The process of {step.Job} died (exit code {child.ExitCode}).", canRetry: true),
        };
    }

    private ProcessStartInfo StartInfo(JobRun run, JobStep step)
    {
        List<string> command = [.. program, Verb, data.Path, Text(run.Id), Text(step.Position)];

        // Threads inherit niceness, so the program is started with it: set later, it would miss the runtime's own threads.
        if (File.Exists(Nice))
        {
            command.InsertRange(0, [Nice, "-n", "10"]);
        }

        ProcessStartInfo info = new(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        info.Environment["DOTNET_PROCESSOR_COUNT"] = settings.Threads.ToString("X", CultureInfo.InvariantCulture);
        info.Environment["DOTNET_gcServer"] = "0";
        return info;

        static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Waits for the child's end; kills it where it takes too much memory or does not stop.</summary>
    /// <returns>Whether it took too much memory.</returns>
    private async Task<bool> SuperviseAsync(Process child, CancellationToken cancellationToken)
    {
        Task exit = child.WaitForExitAsync(CancellationToken.None);
        long? stopped = null;
        while (await Task.WhenAny(exit, Task.Delay(Look, CancellationToken.None)) != exit)
        {
            child.Refresh();
            if (!child.HasExited && child.WorkingSet64 >> 20 > settings.MemoryMegabytes)
            {
                child.Kill(entireProcessTree: true);
                await exit;
                return true;
            }

            if (cancellationToken.IsCancellationRequested)
            {
                stopped ??= Stopwatch.GetTimestamp();
                if (Stopwatch.GetElapsedTime(stopped.Value) > StopGuard.Grace - TimeSpan.FromSeconds(2))
                {
                    child.Kill(entireProcessTree: true);
                }
            }
        }

        await exit;
        return false;
    }

    private static async Task<StepMessage?> ListenAsync(Process child, JobContext context)
    {
        StepMessage? last = null;
        while (await child.StandardOutput.ReadLineAsync() is { } line)
        {
            if (StepMessage.Parse(line) is { } message)
            {
                last = message;
                if (message.Progress is { } progress)
                {
                    context.Progress.Report(progress);
                }
            }
        }

        return last;
    }

    private static async Task CollectAsync(Process child, Queue<string> lines)
    {
        while (await child.StandardError.ReadLineAsync() is { } line)
        {
            lines.Enqueue(line);
            if (lines.Count > LogLinesKept)
            {
                lines.Dequeue();
            }
        }
    }

    private static void CloseInput(Process child)
    {
        try
        {
            child.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already.
        }
    }
}
