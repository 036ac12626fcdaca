using HybridRec.Engine.Storage.Tests;
using HybridRec.Jobs.Scheduling;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridRec.Jobs.Tests.Scheduling;

public sealed class QuartzJobSchedulerTests : JobSchedulerContract
{
    private readonly TemporaryFolder _temporary = new();

    private string StorePath => _temporary.File("schedule.db");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _temporary.Dispose();
    }

    [Fact]
    public async Task Start_OnAFileThatIsNoStore_SaysToDeleteIt()
    {
        await File.WriteAllTextAsync(StorePath, new string('x', 10_000), Cancel);

        JobScheduleException error = await Assert.ThrowsAsync<JobScheduleException>(
            () => StartAsync((_, _) => Task.FromResult(JobVerdict.Done)));

        Assert.Contains(StorePath, error.Message);
    }

    private protected override IJobScheduler Open(TimeProvider clock) =>
        new QuartzJobScheduler(StorePath, clock, NullLogger.Instance);
}
