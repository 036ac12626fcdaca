using HybridRec.Engine.Diagnostics;
using Spectre.Console;

namespace HybridRec.Jobs.Progress;

/// <summary>
/// Shows how far long work is, on standard error: bars with rate and time left on a terminal, plain lines elsewhere.
/// </summary>
public static class ConsoleProgress
{
    /// <summary>Runs work and shows its progress meanwhile.</summary>
    /// <typeparam name="T">What the work gives.</typeparam>
    /// <param name="work">The work; reports its stages one after the other.</param>
    /// <param name="clock">Supplies the time.</param>
    /// <returns>What the work gives; its exceptions come through as they are.</returns>
    public static async Task<T> RunAsync<T>(Func<IProgress<StageProgress>, Task<T>> work, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(clock);

        // Spectre.Console would send colour codes into a pipe where TERM is set.
        if (Console.IsErrorRedirected)
        {
            return await work(new PlainProgress(Console.Error, clock));
        }

        return await DrawAsync(
            AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }), work, clock);
    }

    /// <summary>Runs work and draws its progress on a terminal.</summary>
    internal static Task<T> DrawAsync<T>(IAnsiConsole terminal, Func<IProgress<StageProgress>, Task<T>> work, TimeProvider clock) =>
        terminal
            .Progress()
            .Columns(new ProgressBarColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(async context =>
            {
                TerminalProgress progress = new(context, clock);
                T result = await work(progress);
                progress.Finish();
                return result;
            });
}
