using System.Globalization;
using HybridRec.Jobs.Scheduling;

namespace HybridRec.Jobs.Tests.Scheduling;

public sealed class JobScheduleTests
{
    [Theory]
    // Berlin is one hour ahead in winter, two in summer.
    [InlineData("30 3 * * *", "Europe/Berlin", "2026-01-10T00:00:00Z", "2026-01-10T02:30:00Z")]
    [InlineData("30 3 * * *", "Europe/Berlin", "2026-07-10T00:00:00Z", "2026-07-10T01:30:00Z")]
    [InlineData("0 6 * * 1", "UTC", "2026-07-10T00:00:00Z", "2026-07-13T06:00:00Z")]
    // 02:30 does not exist in Berlin on 29 March 2026; the call is not lost.
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z")]
    public void NextAfter_ReadsTheFieldsInTheZone(string cron, string zone, string after, string expected)
    {
        JobSchedule schedule = new("job", cron, zone);

        DateTimeOffset? next = schedule.NextAfter(DateTimeOffset.Parse(after, CultureInfo.InvariantCulture));

        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), next);
    }

    [Theory]
    [InlineData("61 * * * *", "UTC", "cron")]
    [InlineData("0 0 3 * * ?", "UTC", "cron")]
    [InlineData("", "UTC", "cron")]
    [InlineData("* * * * *", "Mars/Olympus", "Mars/Olympus")]
    public void NextAfter_WrongSchedule_SaysWhatIsWrong(string cron, string zone, string named)
    {
        JobScheduleException error = Assert.Throws<JobScheduleException>(
            () => new JobSchedule("nightly", cron, zone).NextAfter(DateTimeOffset.UnixEpoch));

        Assert.Contains("nightly", error.Message);
        Assert.Contains(named, error.Message);
    }
}
