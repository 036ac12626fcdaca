using HybridRec.Engine.Diagnostics;
using HybridRec.Jobs.Progress;

namespace HybridRec.Jobs.Tests.Progress;

public sealed class PlainProgressTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly StringWriter _output = new();

    public void Dispose() => _output.Dispose();

    [Fact]
    public void Report_ManyTimes_WritesALineEveryTwoSecondsWithRateAndTimeLeft()
    {
        PlainProgress progress = new(_output, _clock);

        for (int done = 0; done <= 60; done++)
        {
            progress.Report(new StageProgress("Reading audio", done, 60, "files"));
            _clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal(
            [
                "Reading audio: 20 of 60 files, 10 files/s, 4 s left",
                "Reading audio: 40 of 60 files, 10 files/s, 2 s left",
                "Reading audio: 60 of 60 files in 6 s",
            ],
            Lines());
    }

    [Fact]
    public void Report_ShortStages_WriteTheirEndsOnly()
    {
        PlainProgress progress = new(_output, _clock);

        progress.Report(new StageProgress("A", 0, 2, "files"));
        progress.Report(new StageProgress("A", 2, 2, "files"));
        progress.Report(new StageProgress("A", 2, 2, "files"));
        progress.Report(new StageProgress("B", 7, null, "epochs"));
        progress.Report(new StageProgress("C", 1_500_000, 1_500_000, "bytes", "loss 0.4"));

        Assert.Equal(["A: 2 of 2 files in 0 s", "C: 1.5 of 1.5 MB in 0 s, loss 0.4"], Lines());
    }

    [Fact]
    public void Report_TotalUnknown_WritesTheRateAlone()
    {
        PlainProgress progress = new(_output, _clock);

        progress.Report(new StageProgress("Reading", 0, null, "bytes"));
        _clock.Advance(TimeSpan.FromSeconds(3));
        progress.Report(new StageProgress("Reading", 6_000_000_000, null, "bytes"));

        Assert.Equal(["Reading: 6.0 GB, 2.0 GB/s"], Lines());
    }

    [Fact]
    public void Report_PaceChanges_TimeLeftFollowsTheLast20Seconds()
    {
        PlainProgress progress = new(_output, _clock);
        int done = 0;

        for (int second = 0; second < 60; second++)
        {
            done += second < 30 ? 100 : 1;
            progress.Report(new StageProgress("Reading audio", done, 3_040, "files"));
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal("Reading audio: 3,029 of 3,040 files, 1 files/s, 11 s left", Lines()[^1]);
    }

    private string[] Lines() => _output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
}
