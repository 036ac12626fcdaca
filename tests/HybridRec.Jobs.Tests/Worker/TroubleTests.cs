using System.Diagnostics;
using HybridRec.Engine.Models;
using HybridRec.Engine.Storage;
using HybridRec.Jobs.Running;
using HybridRec.Jobs.Scheduling;
using HybridRec.Jobs.Tests.Scheduling;
using HybridRec.Jobs.Tests.Training;
using HybridRec.Jobs.Training;
using HybridRec.Jobs.Worker;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridRec.Jobs.Tests.Worker;

/// <summary>Disks that fill up, files that rot and clocks that jump: the outcome is recorded and the system goes on.</summary>
public sealed class TroubleTests
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "HybridRec.Jobs.Cli.dll");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Train_DiskFullWhilePublishing_IsRecordedAndTheOldModelStays()
    {
        // A file system of its own for the models, with room for one version and a half; then more.
        const string Script = """
            set -e
            models="$1/models"
            cp -a "$models" "$1/kept"
            size=$(du -sk "$models" | cut -f1)
            mount -t tmpfs -o size=$((size * 3 / 2))k none "$models"
            cp -a "$1/kept/." "$models"
            code=0
            dotnet "$2" run train --data "$1" >/dev/null 2>"$1/error" || code=$?
            echo "exit $code" $(ls -A "$models" | wc -l) $(cat "$models/current")
            mount -o remount,size=$((size * 9))k "$models"
            dotnet "$2" run train --data "$1" >/dev/null
            echo $(ls -A "$models" | wc -l)
            """;
        await using TrainingFolder folder = await FolderAsync();
        ModelManifest old = await new TrainModels(folder.Data, TrainingFolder.Quick, TimeProvider.System).RunAsync(null, Cancel);
        (int probe, _) = await RunAsync("unshare", "-rm", "mount", "-t", "tmpfs", "none", folder.Data.Path);
        Assert.SkipUnless(probe == 0, "This machine lets nobody mount a file system of their own (unshare -rm).");

        (int code, string output) = await RunAsync("unshare", "-rm", "bash", "-c", Script, "bash", folder.Data.Path, Program);

        Assert.True(code == 0, output);
        Assert.Equal([$"exit 1 2 {old.Version}", "3"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("No space left", await File.ReadAllTextAsync(Path.Combine(folder.Data.Path, "error"), Cancel));
        IReadOnlyList<JobRun> runs = folder.Data.Runs.List(JobCatalogue.Train, 2);
        Assert.Equal([RunState.Succeeded, RunState.Failed], runs.Select(run => run.State));
        Assert.Contains("No space left", runs[1].Outcome);
        Assert.Equal("blend-and-index", runs[1].Steps.Single(step => step.State == RunState.Failed).Job);
    }

    [Theory]
    [InlineData("factors.safetensors")]
    [InlineData("plays.safetensors")]
    [InlineData("plan.json")]
    [InlineData("recipe.json")]
    public async Task Train_WhatAStepKeptIsCutOff_BeginsAnewAndSucceeds(string file)
    {
        await using TrainingFolder folder = await FolderAsync();
        int times = 0;
        JobCatalogue catalogue = new([.. JobCatalogue.Standard.Jobs.Select(job => job.Name == "embed-tracks"
            ? job with { Make = () => new CutFirst(job.Make(), file, () => times++ == 0) }
            : job)]);
        JobRunner runner = new(folder.Data, catalogue, TimeProvider.System);
        JobRun run = await runner.AddAsync(JobCatalogue.Train, Arguments(), "test", Cancel);

        JobVerdict again = await runner.HandleAsync(new JobCall(run.Job, run.Id), Cancel);

        Assert.Equal(run.Id, again.Run);
        run = folder.Data.Runs.Find(run.Id)!;
        Assert.Contains($"{file} is damaged", run.Outcome);
        Assert.All(run.Steps, step => Assert.Equal(RunState.Queued, step.State));
        Assert.Empty(await folder.Data.Models.ListAsync(Cancel));
        await runner.HandleAsync(new JobCall(run.Job, run.Id), Cancel);
        Assert.Equal((RunState.Succeeded, 1), (folder.Data.Runs.Find(run.Id)!.State, folder.Data.Runs.Find(run.Id)!.Failures));
        Assert.Single(await folder.Data.Models.ListAsync(Cancel));
    }

    [Fact]
    public async Task Worker_ClockJumpsBackByADayWhileARunWaits_DoesNotWaitForTheDay()
    {
        TimerClock clock = new();
        await using TrainingFolder folder = await FolderAsync();
        await using DataFolder data = await DataFolder.OpenAsync(folder.Data.Path, clock, Cancel);
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        JobCatalogue catalogue = new([new("wait", "A test's.", () => new Done(done))]);
        JobRunner runner = new(data, catalogue, clock);
        JobRun run = await runner.AddAsync("wait", new Dictionary<string, string>(), "test", Cancel);
        await data.Runs.RequeueAsync(run.Id, true, "it failed while the clock was a day ahead", TimeSpan.FromDays(1), Cancel);

        using JobWorker worker = new(
            data, runner, new WorkerSettings { Schedules = [] }, () => new QuartzJobScheduler(
                Path.Combine(data.Path, "schedule.db"), clock, NullLogger.Instance), clock, NullLogger.Instance);
        await worker.StartAsync(Cancel);
        while (!done.Task.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(20, Cancel);
        }

        await worker.StopAsync(Cancel);
        Assert.True(clock.GetUtcNow() < run.QueuedAt.AddHours(23), "it waited for the day");
    }

    private static async Task<TrainingFolder> FolderAsync()
    {
        TrainingFolder folder = await TrainingFolder.CreateAsync(Cancel);
        for (int number = 0; number < 8; number++)
        {
            Engine.Catalogue.TrackId track = await folder.AddAudioAsync(number, Cancel);
            await folder.AddPlaysAsync($"user{number % 3}", [track], Cancel);
        }

        return folder;
    }

    private static Dictionary<string, string> Arguments() => new() { [Recipes.RecipeArgument] = Recipes.Write(TrainingFolder.Quick) };

    private static async Task<(int Code, string Output)> RunAsync(params string[] command)
    {
        using Process process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> error = process.StandardError.ReadToEndAsync(Cancel);
        string output = await process.StandardOutput.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        return (process.ExitCode, process.ExitCode == 0 ? output : output + await error);
    }

    private sealed class Done(TaskCompletionSource done) : IJob
    {
        public Task<JobResult> RunAsync(JobContext context, CancellationToken cancellationToken)
        {
            done.SetResult();
            return Task.FromResult(new JobResult("done"));
        }
    }

    /// <summary>Cuts a file of the run's folder in half before the job, if it is to.</summary>
    private sealed class CutFirst(IJob job, string file, Func<bool> isTo) : IJob
    {
        public Task<JobResult> RunAsync(JobContext context, CancellationToken cancellationToken)
        {
            if (isTo())
            {
                using FileStream kept = new(context.Folder.File(file), FileMode.Open);
                kept.SetLength(kept.Length / 2);
            }

            return job.RunAsync(context, cancellationToken);
        }
    }
}
