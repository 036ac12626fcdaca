using HybridRec.Evaluation.Simulation;
using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Tests.Simulation;

public sealed class HeldBackTableTests
{
    [Fact]
    public void Lines_Report_ShowsSharesIntervalsAndRatios()
    {
        HeldBackReport report = new(
            new Interval(0.6, 0.55, 0.65, 320),
            new Interval(0.12, 0.1, 0.14, 320),
            new Interval(0.2, 0.18, 0.22, 320),
            new Interval(0.75, 0.7, 0.8, 318),
            new Interval(0.25, 0.2, 0.3, 318));

        string[] lines = [.. HeldBackTable.Lines(report, new ListLengths(30, 10))];

        Assert.Contains(lines, line => line.Contains("in a list of 30", StringComparison.Ordinal));
        Assert.Contains("  hybrid                     60.0 % (55.0 to 65.0)     75.0 % (70.0 to 80.0)", lines);
        Assert.Contains("  hybrid ÷ popularity         5.0 ×", lines);
        Assert.Contains(lines, line => line.Contains("3.0 ×                     3.0 ×", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 100));
    }

    [Fact]
    public void Lines_PopularityHasNothing_RatioIsInfinite()
    {
        Interval none = new(0, 0, 0, 3);
        Interval some = new(0.5, 0.5, 0.5, 3);

        Assert.Contains(
            HeldBackTable.Lines(new HeldBackReport(some, none, some, some, some), new ListLengths()),
            line => line.Contains('∞', StringComparison.Ordinal));
    }
}
