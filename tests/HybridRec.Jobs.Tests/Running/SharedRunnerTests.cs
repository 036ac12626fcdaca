using HybridRec.Engine.Storage;
using HybridRec.Engine.Storage.Tests;
using HybridRec.Jobs.Running;
using HybridRec.Jobs.Scheduling;
using HybridRec.Jobs.Tests.Training;
using HybridRec.Jobs.Worker;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace HybridRec.Jobs.Tests.Running;

/// <summary>Runs whose history, locks and work are in PostgreSQL, seen from two machines with a folder each.</summary>
public sealed class SharedRunnerTests(PostgresServer server) : IAsyncLifetime
{
    private TrainingFolder? _here;
    private TrainingFolder? _there;

    private DataFolder Here => _here!.Data;

    private DataFolder There => _there!.Data;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        string database = await server.CreateDatabaseAsync();
        _here = await TrainingFolder.CreateAsync(Cancel, database);
        _there = await TrainingFolder.CreateAsync(Cancel, database);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (TrainingFolder folder in new[] { _here, _there }.OfType<TrainingFolder>())
        {
            await folder.DisposeAsync();
        }
    }

    [Fact]
    public async Task Handle_InterruptedOnOneMachine_GoesOnOnTheOtherWithWhatWasKept()
    {
        using CancellationTokenSource shutdown = new();
        JobRun run = await AddAsync();
        JobRunner here = Runner(Here, Write("first", "kept"), (_, cancel) =>
        {
            shutdown.Cancel();
            cancel.ThrowIfCancellationRequested();
            return Task.FromResult(new JobResult("not reached"));
        });
        await here.HandleAsync(new JobCall("first", run.Id), shutdown.Token);
        Assert.Equal(RunState.Queued, There.Runs.Find(run.Id)!.State);

        string? seen = null;
        JobRunner there = Runner(There, Write("first", "done twice"), (context, _) =>
        {
            seen = File.ReadAllText(context.Folder.File("first"));
            return Task.FromResult(new JobResult("done"));
        });
        await there.HandleAsync(new JobCall("first", run.Id), Cancel);

        Assert.Equal((RunState.Succeeded, "kept"), (Here.Runs.Find(run.Id)!.State, seen));
        Assert.Equal(0L, await ExecuteAsync("SELECT count(*) FROM stored_file"));

        // What is left on the first machine goes when a worker starts there.
        Assert.True(Directory.Exists(RunFolder.Of(Here.Path, run.Id).Path));
        await SharedWork.SweepAsync(Here, Cancel);
        Assert.False(Directory.Exists(RunFolder.Of(Here.Path, run.Id).Path));
    }

    [Fact]
    public async Task Handle_WhatWasKeptIsDamagedInTheDatabase_BeginsAnew()
    {
        JobRun run = await AddAsync();
        JobRunner here = Runner(Here, Write("first", "kept"), (_, _) => throw new JobException("not today", canRetry: true));
        await here.HandleAsync(new JobCall("first", run.Id), Cancel);
        await ExecuteAsync("UPDATE stored_chunk SET content = 'kepp'");

        string? seen = null;
        JobRunner there = Runner(There, Write("first", "made anew"), (context, _) =>
        {
            seen = File.ReadAllText(context.Folder.File("first"));
            return Task.FromResult(new JobResult("done"));
        });
        JobVerdict again = await there.HandleAsync(new JobCall("first", run.Id), Cancel);
        Assert.Contains("damaged", There.Runs.Find(run.Id)!.Outcome);
        await there.HandleAsync(new JobCall("first", again.Run), Cancel);

        Assert.Equal((RunState.Succeeded, "made anew"), (There.Runs.Find(run.Id)!.State, seen));
    }

    [Fact]
    public async Task Handle_ConnectionsBreak_StopsTheStepAndLeavesTheRunToWhoeverHasTheLocks()
    {
        JobRun run = await AddAsync();
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        bool stopped = false;
        JobRunner here = Runner(Here, Write("first", "kept"), async (_, cancel) =>
        {
            begun.SetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, cancel);
            }
            finally
            {
                stopped = true;
            }

            return new JobResult("not reached");
        });
        Task<JobVerdict> working = here.HandleAsync(new JobCall("first", run.Id), Cancel);
        await begun.Task.WaitAsync(Cancel);

        JobRunner there = Runner(There, Write("first", "done twice"), (_, _) => Task.FromResult(new JobResult("done")));
        Assert.Equal(JobVerdict.Done, await there.HandleAsync(new JobCall("first", run.Id), Cancel));
        Assert.Equal(RunState.Running, There.Runs.Find(run.Id)!.State);
        await ExecuteAsync(
            "SELECT count(pg_terminate_backend(pid, 300000)) FROM pg_locks WHERE locktype = 'advisory' AND granted AND " +
            "database = (SELECT oid FROM pg_database WHERE datname = current_database())");

        Assert.Equal(JobVerdict.Done, await working);
        Assert.True(stopped);
        Assert.Equal((RunState.Running, 0), (There.Runs.Find(run.Id)!.State, There.Runs.Find(run.Id)!.Failures));

        // Not at once: the other may still be stopping.
        JobVerdict later = await there.HandleAsync(new JobCall("first", run.Id), Cancel);
        Assert.True(later.NotBefore > TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(1), $"{later.NotBefore}");
        Assert.Equal(JobVerdict.Done, await there.HandleAsync(new JobCall("first", run.Id), Cancel));
        Assert.Equal((RunState.Succeeded, 0), (Here.Runs.Find(run.Id)!.State, Here.Runs.Find(run.Id)!.Failures));
    }

    [Fact]
    public async Task Worker_ServerDropsAllConnections_GoesOnWorking()
    {
        JobRunner runner = Runner(
            Here, Write("first", "kept"), (_, _) => Task.FromResult(new JobResult("done")));
        using JobWorker worker = new(
            Here,
            runner,
            new WorkerSettings { Schedules = [] },
            () => new QuartzJobScheduler(Here.Postgres!, TimeSpan.FromSeconds(1), TimeProvider.System, NullLogger.Instance),
            TimeProvider.System,
            NullLogger.Instance);
        await worker.StartAsync(Cancel);
        JobRun before = await AddAsync();
        await UntilEndedAsync(There, before.Id);

        await ExecuteAsync(
            "SELECT count(pg_terminate_backend(pid, 300000)) FROM pg_stat_activity " +
            "WHERE datname = current_database() AND pid <> pg_backend_pid()");

        // Another program, whose connections were not among them.
        await using DataFolder other = await DataFolder.OpenAsync(There.Path, TimeProvider.System, Cancel);
        JobRun after = await other.Runs.AddAsync("first", ["first", "second"], new Dictionary<string, string>(), "test", Cancel);
        await UntilEndedAsync(other, after.Id);
        await worker.StopAsync(Cancel);

        Assert.Equal(RunState.Succeeded, other.Runs.Find(after.Id)!.State);
    }

    private static async Task UntilEndedAsync(DataFolder data, long run)
    {
        while (data.Runs.Find(run) is not { HasEnded: true })
        {
            await Task.Delay(100, Cancel);
        }
    }

    private Task<JobRun> AddAsync() => Here.Runs.AddAsync("first", ["first", "second"], new Dictionary<string, string>(), "test", Cancel);

    private static Func<JobContext, CancellationToken, Task<JobResult>> Write(string file, string content) => (context, _) =>
    {
        context.Folder.Write(file, path => File.WriteAllText(path, content));
        return Task.FromResult(new JobResult("done"));
    };

    private static JobRunner Runner(
        DataFolder data,
        Func<JobContext, CancellationToken, Task<JobResult>> first,
        Func<JobContext, CancellationToken, Task<JobResult>> second) => new(
            data,
            new JobCatalogue(
            [
                new("first", "A test's.", () => new ScriptedJob(first)) { Leads = ["second"], Group = "work" },
                new("second", "A test's.", () => new ScriptedJob(second)) { Group = "work" },
            ]),
            TimeProvider.System);

    private async Task<object?> ExecuteAsync(string sql)
    {
        await using NpgsqlCommand command = Here.Postgres!.DataSource.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancel);
    }

    private sealed class ScriptedJob(Func<JobContext, CancellationToken, Task<JobResult>> work) : IJob
    {
        public Task<JobResult> RunAsync(JobContext context, CancellationToken cancellationToken) => work(context, cancellationToken);
    }
}
