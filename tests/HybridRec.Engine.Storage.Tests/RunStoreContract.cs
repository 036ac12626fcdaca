using HybridRec.Engine.Diagnostics;

namespace HybridRec.Engine.Storage.Tests;

/// <summary>What the run store must do, whatever keeps it. One subclass per implementation.</summary>
public abstract class RunStoreContract : FolderContract
{
    private static readonly Dictionary<string, string> NoArguments = [];

    [Fact]
    public async Task Run_FromQueueToEnd_IsSeenByAnotherProcess()
    {
        RunStore runs = Data.Runs;
        JobRun run = await runs.AddAsync("train", ["one", "two"], new Dictionary<string, string> { ["seed"] = "3" }, "anna", Token);
        await using DataFolder other = await OpenAsync();
        Assert.Equal(run.Id, Assert.Single(other.Runs.Unfinished()).Id);

        Assert.True(await runs.BeginAsync(run.Id, Token));
        await runs.BeginStepAsync(run.Id, 1, Token);
        await runs.ReportAsync(run.Id, 1, new StageProgress("Reading", 2, null, "files", "slow"), Token);
        await runs.EndStepAsync(run.Id, 1, RunState.Succeeded, "read", """{"files":2}""", Token);
        await runs.RequeueAsync(run.Id, failed: true, "no disk", TimeSpan.FromMinutes(1), Token);

        JobRun seen = other.Runs.Find(run.Id)!;
        Assert.Equal(
            (RunState.Queued, 1, 1, "no disk", "3", "anna"),
            (seen.State, seen.Attempts, seen.Failures, seen.Outcome, seen.Arguments["seed"], seen.RequestedBy));
        Assert.NotNull(seen.NotBefore);
        Assert.Equal(new StageProgress("Reading", 2, null, "files", "slow"), seen.Steps[0].Progress);
        Assert.Equal(
            (RunState.Succeeded, "read", """{"files":2}"""),
            (seen.Steps[0].State, seen.Steps[0].Outcome, seen.Steps[0].Produced));
        Assert.Equal((RunState.Queued, null), (seen.Steps[1].State, seen.Steps[1].Progress));

        await runs.BeginAsync(run.Id, Token);
        await runs.LogAsync(run.Id, "a line", Token);
        await runs.EndAsync(run.Id, RunState.Failed, "given up", Token);
        seen = other.Runs.Find(run.Id)!;
        Assert.Equal((true, 2, "given up", null), (seen.HasEnded, seen.Attempts, seen.Outcome, seen.NotBefore));
        Assert.Equal(["a line"], other.Runs.Log(run.Id).Select(line => line.Text));
        Assert.Empty(other.Runs.Unfinished());
    }

    [Fact]
    public async Task Begin_AfterTheEnd_IsRefused()
    {
        JobRun run = await Data.Runs.AddAsync("backup", ["backup"], NoArguments, "anna", Token);
        await Data.Runs.EndAsync(run.Id, RunState.Cancelled, "cancelled", Token);

        Assert.False(await Data.Runs.BeginAsync(run.Id, Token));
        Assert.False(await Data.Runs.RequestCancelAsync(run.Id, Token));
        await Data.Runs.RequeueAsync(run.Id, failed: false, "again", TimeSpan.Zero, Token);
        Assert.Equal(RunState.Cancelled, Data.Runs.Find(run.Id)!.State);
    }

    [Fact]
    public async Task Prune_OldRuns_KeepsTheNewestOfEachJobAndAllUnfinished()
    {
        long[] ended = new long[4];
        for (int i = 0; i < ended.Length; i++)
        {
            ended[i] = (await Data.Runs.AddAsync("train", ["one"], NoArguments, "schedule", Token)).Id;
            await Data.Runs.LogAsync(ended[i], "a line", Token);
            await Data.Runs.EndAsync(ended[i], RunState.Succeeded, "done", Token);
        }

        JobRun open = await Data.Runs.AddAsync("train", ["one"], NoArguments, "schedule", Token);

        Assert.Equal(0, await Data.Runs.PruneAsync(DateTimeOffset.UnixEpoch, 0, Token));
        Assert.Equal(2, await Data.Runs.PruneAsync(TimeProvider.System.GetUtcNow().AddHours(1), 2, Token));

        Assert.Equal([open.Id, ended[3], ended[2]], Data.Runs.List("train", 10).Select(run => run.Id));
        Assert.Empty(Data.Runs.Log(ended[0]));
    }
}
