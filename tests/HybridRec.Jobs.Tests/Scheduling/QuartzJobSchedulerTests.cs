using HybridRec.Engine.Storage;
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

/// <summary>The same on a PostgreSQL database that several instances share.</summary>
public sealed class ClusteredQuartzJobSchedulerTests(PostgresServer server) : JobSchedulerContract, IAsyncLifetime
{
    private PostgresAccess? _database;

    public async ValueTask InitializeAsync() => _database = new PostgresAccess(await server.CreateDatabaseAsync());

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    [Fact]
    public async Task Enqueue_SeveralInstances_OneMakesEachCallAndNoJobRunsTwiceAtOnce()
    {
        const int Runs = 12;
        Calls calls = new();
        IJobScheduler[] schedulers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => StartAsync(calls.HandleAsync)));

        // Instances that are in each other's way wait by the clock.
        await WhileTheClockGoesOnAsync(Task.WhenAll(Enumerable.Range(0, Runs).SelectMany(run =>
            schedulers.Select(scheduler => scheduler.EnqueueAsync($"job{run % 2}", run, default, Cancel)))));

        // What one asks for after its call ended is called again.
        for (int count = Runs; Called().Count() < Runs; count = calls.Made.Count + 1)
        {
            await WaitWhileTheClockGoesOnAsync(calls, count);
        }

        foreach (IJobScheduler scheduler in schedulers)
        {
            await WhileTheClockGoesOnAsync(scheduler.StopAsync(Cancel));
        }

        Assert.Equal(Enumerable.Range(0, Runs), Called());
        Assert.Equal((1, 1), (calls.MostAtOnce("job0"), calls.MostAtOnce("job1")));

        IEnumerable<int> Called() => calls.Made.Select(call => (int)call.Run!).Distinct().Order();
    }

    private protected override IJobScheduler Open(TimeProvider clock) =>
        new QuartzJobScheduler(_database!, TimeSpan.FromSeconds(10), clock, NullLogger.Instance);
}
