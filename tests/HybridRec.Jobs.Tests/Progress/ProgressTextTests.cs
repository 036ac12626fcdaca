using HybridRec.Jobs.Progress;

namespace HybridRec.Jobs.Tests.Progress;

public sealed class ProgressTextTests
{
    [Theory]
    [InlineData(0.2, "1 s")]
    [InlineData(59, "59 s")]
    [InlineData(200, "3 min 20 s")]
    [InlineData(3_600, "1 h 0 min")]
    [InlineData(100_000, "27 h 46 min")]
    public void Time_AnyLength_IsInTwoUnits(double seconds, string expected) =>
        Assert.Equal(expected, ProgressText.Time(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0.25, "files", "0.3 files/s")]
    [InlineData(1_234.5, "epochs", "1,234 epochs/s")]
    [InlineData(999, "bytes", "999 bytes/s")]
    [InlineData(2_500_000, "bytes", "2.5 MB/s")]
    public void Rate_AnySpeed_IsShort(double perSecond, string unit, string expected) =>
        Assert.Equal(expected, ProgressText.Rate(perSecond, unit));
}
