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

    private protected override IJobScheduler Open(TimeProvider clock) =>
        new QuartzJobScheduler(_database!, TimeSpan.FromSeconds(10), clock, NullLogger.Instance);
}
