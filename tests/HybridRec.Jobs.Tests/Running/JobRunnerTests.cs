using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Storage;
using HybridRec.Engine.Storage.Tests;
using HybridRec.Jobs.Running;
using HybridRec.Jobs.Scheduling;

namespace HybridRec.Jobs.Tests.Running;

public sealed class JobRunnerTests : IAsyncLifetime
{
    private readonly TemporaryFolder _temporary = new();
    private readonly List<string> _done = [];
    private DataFolder _data = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _data = await DataFolder.OpenAsync(_temporary.Path, TimeProvider.System, Cancel);

    public async ValueTask DisposeAsync()
    {
        await _data.DisposeAsync();
        _temporary.Dispose();
    }

    [Fact]
    public async Task Handle_AllGoesWell_RecordsStepsProgressLogAndOutcome()
    {
        JobRunner runner = Runner(Scripted("first", (context, _) =>
        {
            context.Progress.Report(new StageProgress("Working", 3, 4, "things"));
            return Task.FromResult(new JobResult("did it", new { made = 5 }));
        }));

        JobRun run = await runner.AddAsync("first", new Dictionary<string, string> { ["seed"] = "1" }, "anna", Cancel);
        Assert.Equal((RunState.Queued, 0), (run.State, run.Attempts));
        Assert.Equal(JobVerdict.Done, await runner.HandleAsync(new JobCall("first", run.Id), Cancel));

        run = _data.Runs.Find(run.Id)!;
        Assert.Equal(
            (RunState.Succeeded, 1, "anna", "1"), (run.State, run.Attempts, run.RequestedBy, run.Arguments["seed"]));
        Assert.Equal(["first", "second"], run.Steps.Select(step => step.Job));
        Assert.All(run.Steps, step => Assert.Equal(RunState.Succeeded, step.State));
        Assert.Equal(new StageProgress("Working", 3, 4, "things"), run.Steps[0].Progress);
        Assert.Equal(("did it", """{"made":5}"""), (run.Steps[0].Outcome, run.Steps[0].Produced));
        Assert.True(run.StartedAt <= run.EndedAt);
        Assert.Contains(_data.Runs.Log(run.Id), line => line.Text.StartsWith("first: did it", StringComparison.Ordinal));
        Assert.Equal(JobVerdict.Done, await runner.HandleAsync(new JobCall("first", run.Id), Cancel));
        Assert.Equal(["second"], _done);
    }

    [Fact]
    public async Task Handle_RecurringCall_IsARunOfItsOwn()
    {
        JobRunner runner = Runner(Done("first"));

        await runner.HandleAsync(new JobCall("second", null), Cancel);
        await runner.HandleAsync(new JobCall("second", null), Cancel);

        Assert.Equal(["schedule", "schedule"], _data.Runs.List("second", 10).Select(run => run.RequestedBy));
    }

    [Fact]
    public async Task Handle_JobThrows_IsTriedAgainLaterAndLaterAndThenGivenUp()
    {
        JobRunner runner = Runner(Scripted("first", (_, _) => throw new IOException("the disk is full")));
        JobRun run = await AddAsync(runner);

        List<double> delays = [];
        JobVerdict verdict;
        while ((verdict = await runner.HandleAsync(new JobCall("first", run.Id), Cancel)).Run is not null)
        {
            run = _data.Runs.Find(run.Id)!;
            Assert.Equal(RunState.Queued, run.State);
            delays.Add(Math.Round((run.NotBefore!.Value - _data.Runs.Log(run.Id)[^1].At).TotalMinutes));
        }

        run = _data.Runs.Find(run.Id)!;
        Assert.Equal([1, 4], delays);
        Assert.Equal((RunState.Failed, 3, "the disk is full"), (run.State, run.Attempts, run.Outcome));
        Assert.Equal([RunState.Failed, RunState.Queued], run.Steps.Select(step => step.State));
    }

    [Fact]
    public async Task Handle_TryingAgainCannotHelp_FailsAtOnce()
    {
        JobRunner runner = Runner(Scripted("first", (_, _) => throw new JobException("nothing to learn from", canRetry: false)));
        JobRun run = await AddAsync(runner);

        Assert.Equal(JobVerdict.Done, await runner.HandleAsync(new JobCall("first", run.Id), Cancel));

        Assert.Equal((RunState.Failed, "nothing to learn from"), (_data.Runs.Find(run.Id)!.State, _data.Runs.Find(run.Id)!.Outcome));
    }

    [Fact]
    public async Task Handle_CancelledAtHalf_EndsWithItsProgress()
    {
        JobRun run = null!;
        JobRunner runner = Runner(Scripted("first", async (context, cancel) =>
        {
            context.Progress.Report(new StageProgress("Working", 50, 100, "things"));
            await _data.Runs.RequestCancelAsync(run.Id, CancellationToken.None);
            await Task.Delay(Timeout.Infinite, cancel);
            return new JobResult("never");
        }));
        run = await AddAsync(runner);

        Assert.Equal(JobVerdict.Done, await runner.HandleAsync(new JobCall("first", run.Id), Cancel));

        run = _data.Runs.Find(run.Id)!;
        Assert.Equal((RunState.Cancelled, RunState.Cancelled), (run.State, run.Steps[0].State));
        Assert.Equal(50, run.Steps[0].Progress!.Done);
        Assert.False(await _data.Runs.RequestCancelAsync(run.Id, Cancel));
    }

    [Fact]
    public async Task Handle_TakesTooLong_IsStoppedAndTriedAgain()
    {
        JobDefinition endless = Scripted("first", async (_, cancel) =>
        {
            await Task.Delay(Timeout.Infinite, cancel);
            return new JobResult("never");
        });
        JobRunner runner = Runner(endless with { TimeLimit = TimeSpan.FromMilliseconds(200) });
        JobRun run = await AddAsync(runner);

        JobVerdict verdict = await runner.HandleAsync(new JobCall("first", run.Id), Cancel);

        Assert.Equal(run.Id, verdict.Run);
        Assert.Contains("time limit", _data.Runs.Find(run.Id)!.Outcome);
    }

    [Fact]
    public async Task Handle_HangsForGood_TheWorkerGoesOnAndItsGroupStaysTaken()
    {
        TaskCompletionSource<JobResult> hangs = new(TaskCreationOptions.RunContinuationsAsynchronously);
        JobRunner runner = Runner(
            Scripted("first", (_, _) => hangs.Task) with { TimeLimit = TimeSpan.FromMilliseconds(200) },
            TimeSpan.FromMilliseconds(200));
        JobRun run = await AddAsync(runner);

        JobVerdict verdict = await runner.HandleAsync(new JobCall("first", run.Id), Cancel);
        Assert.Equal(run.Id, verdict.Run);
        Assert.Contains("does not", _data.Runs.Find(run.Id)!.Outcome);
        await runner.HandleAsync(new JobCall("first", run.Id), Cancel);
        Assert.Contains("waits for another", _data.Runs.Find(run.Id)!.Outcome);

        hangs.SetResult(new JobResult("after all"));
        using RunLock free = await RunLock.TakeAsync(_data, "work", Cancel);
    }

    [Fact]
    public async Task Handle_ShutDownInTheSecondStep_GoesOnThere()
    {
        using CancellationTokenSource shutdown = new();
        bool first = true;
        JobRunner runner = Runner(
            Done("first"),
            second: async (_, cancel) =>
            {
                if (first)
                {
                    first = false;
                    await shutdown.CancelAsync();
                    await Task.Delay(Timeout.Infinite, cancel);
                }

                return new JobResult("done");
            });
        JobRun run = await AddAsync(runner);

        JobVerdict verdict = await runner.HandleAsync(new JobCall("first", run.Id), shutdown.Token);
        Assert.Equal(run.Id, verdict.Run);
        Assert.Equal((RunState.Queued, 0), (_data.Runs.Find(run.Id)!.State, _data.Runs.Find(run.Id)!.Failures));
        await runner.HandleAsync(new JobCall("first", run.Id), Cancel);

        Assert.Equal((RunState.Succeeded, 2), (_data.Runs.Find(run.Id)!.State, _data.Runs.Find(run.Id)!.Attempts));
        Assert.Equal(["first"], _done);
    }

    [Fact]
    public async Task Handle_TwoRunsOfAGroupAtOnce_TheSecondWaits()
    {
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<JobResult> end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        JobRunner runner = Runner(Scripted("first", (_, _) =>
        {
            begun.TrySetResult();
            return end.Task;
        }));
        JobRun one = await AddAsync(runner);
        JobRun two = await AddAsync(runner);

        Task<JobVerdict> working = runner.HandleAsync(new JobCall("first", one.Id), Cancel);
        await begun.Task.WaitAsync(Cancel);
        JobVerdict waits = await runner.HandleAsync(new JobCall("first", two.Id), Cancel);
        Assert.Equal((two.Id, 0), (waits.Run, _data.Runs.Find(two.Id)!.Failures));
        end.SetResult(new JobResult("done"));

        Assert.Equal(JobVerdict.Done, await working);
        Assert.Equal(JobVerdict.Done, await runner.HandleAsync(new JobCall("first", two.Id), Cancel));
    }

    [Fact]
    public async Task Handle_WhatItKeptIsDamaged_BeginsAnew()
    {
        bool damaged = true;
        JobRunner runner = Runner(
            Done("first"),
            second: (_, _) =>
            {
                bool now = damaged;
                damaged = false;
                return now ? throw new DamagedWorkException("a file is cut off") : Task.FromResult(new JobResult("done"));
            });
        JobRun run = await AddAsync(runner);

        await runner.HandleAsync(new JobCall("first", run.Id), Cancel);
        Assert.All(_data.Runs.Find(run.Id)!.Steps, step => Assert.Equal(RunState.Queued, step.State));
        await runner.HandleAsync(new JobCall("first", run.Id), Cancel);

        Assert.Equal(RunState.Succeeded, _data.Runs.Find(run.Id)!.State);
        Assert.Equal(["first", "first"], _done);
    }

    [Fact]
    public async Task TakeUp_ARunWhoseProcessDied_QueuesItAndLeavesALiveOneAlone()
    {
        JobRunner runner = Runner(Done("first"));
        JobRun run = await AddAsync(runner);
        await _data.Runs.BeginAsync(run.Id, Cancel);
        run = _data.Runs.Find(run.Id)!;

        using (await RunLock.TryTakeAsync(_data, "work", Cancel))
        {
            await runner.TakeUpAsync(run, Cancel);
            Assert.Equal(RunState.Running, _data.Runs.Find(run.Id)!.State);
        }

        await runner.TakeUpAsync(run, Cancel);
        Assert.Equal((RunState.Queued, 0), (_data.Runs.Find(run.Id)!.State, _data.Runs.Find(run.Id)!.Failures));
    }

    private static Task<JobRun> AddAsync(JobRunner runner) =>
        runner.AddAsync("first", new Dictionary<string, string>(), "test", Cancel);

    /// <summary>A job "first" that leads to a job "second", both of the group "work".</summary>
    private JobRunner Runner(
        JobDefinition first,
        TimeSpan? grace = null,
        Func<JobContext, CancellationToken, Task<JobResult>>? second = null)
    {
        JobDefinition last = second is null ? Done("second") : Scripted("second", second);
        JobCatalogue catalogue = new([first with { Leads = ["second"], Group = "work" }, last with { Group = "work" }]);
        return new JobRunner(_data, catalogue, TimeProvider.System) { Grace = grace ?? StopGuard.Grace };
    }

    private JobDefinition Done(string name) => Scripted(name, (_, _) =>
    {
        _done.Add(name);
        return Task.FromResult(new JobResult("done"));
    });

    private static JobDefinition Scripted(string name, Func<JobContext, CancellationToken, Task<JobResult>> work) =>
        new(name, "A test's.", () => new ScriptedJob(work));

    private sealed class ScriptedJob(Func<JobContext, CancellationToken, Task<JobResult>> work) : IJob
    {
        public Task<JobResult> RunAsync(JobContext context, CancellationToken cancellationToken) => work(context, cancellationToken);
    }
}
