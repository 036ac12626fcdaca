using HybridRec.Engine.Diagnostics;
using HybridRec.Jobs.Progress;
using Spectre.Console;

namespace HybridRec.Jobs.Tests.Progress;

public sealed class ConsoleProgressTests
{
    [Fact]
    public async Task DrawAsync_SeveralStages_DrawsABarForEachAndGivesTheResult()
    {
        using StringWriter drawn = new();
        IAnsiConsole terminal = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(drawn),
        });
        terminal.Profile.Width = 120;

        int result = await ConsoleProgress.DrawAsync(
            terminal,
            progress =>
            {
                progress.Report(new StageProgress("Finding audio", 3, null, "files"));
                progress.Report(new StageProgress("Reading [audio]", 0, 3, "files"));
                progress.Report(new StageProgress("Reading [audio]", 3, 3, "files", "1 bad"));
                return Task.FromResult(7);
            },
            new ManualClock());

        Assert.Equal(7, result);
        Assert.Contains("Finding audio: 3 files", drawn.ToString(), StringComparison.Ordinal);
        Assert.Contains("Reading [audio]: 3 of 3 files, 1 bad", drawn.ToString(), StringComparison.Ordinal);
    }
}
