using System.Diagnostics;
using HybridRec.Engine.Models;
using HybridRec.Engine.Storage;
using HybridRec.Jobs.Running;
using HybridRec.Jobs.Tests.Training;
using HybridRec.Jobs.Training;

namespace HybridRec.Jobs.Tests.Worker;

/// <summary>Real workers in processes of their own, and real <c>kill -9</c>.</summary>
public sealed class WorkerProcessTests
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "HybridRec.Jobs.Cli.dll");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Worker_KilledAtRandomMoments_TheNextFinishesTheRunOnce(int seed)
    {
        await using TrainingFolder folder = await FolderAsync();
        Random chance = new(seed);
        JobRun run = await AddAsync(folder);
        for (int kill = 0; kill < 2; kill++)
        {
            using Process worker = Start(folder.Data.Path);
            await UntilAsync(folder, run.Id, now => now.State == RunState.Running && now.Attempts > kill);
            await Task.Delay(chance.Next(1_500), Cancel);
            worker.Kill();
            await worker.WaitForExitAsync(Cancel);

            // Whatever the moment: no version, or a whole one.
            foreach (ModelManifest model in await folder.Data.Models.ListAsync(Cancel))
            {
                await folder.Data.Models.OpenAsync(model.ModelVersion, Cancel);
            }

            if (folder.Data.Runs.Find(run.Id)!.HasEnded)
            {
                break;
            }
        }

        using Process last = Start(folder.Data.Path);
        run = await UntilAsync(folder, run.Id, now => now.HasEnded);
        await EndAsync(last);

        Assert.Equal((RunState.Succeeded, 0), (run.State, run.Failures));
        ModelManifest made = Assert.Single(await folder.Data.Models.ListAsync(Cancel));
        Assert.Equal(made.ModelVersion, await folder.Data.Models.CurrentAsync(Cancel));
        Assert.False(Directory.Exists(RunFolder.Of(folder.Data.Path, run.Id).Path));
    }

    [Fact]
    public async Task Worker_TwoStartAtOnce_OneWorksAndTheOtherTakesOver()
    {
        await using TrainingFolder folder = await FolderAsync();
        using Process one = Start(folder.Data.Path);
        using Process two = Start(folder.Data.Path);
        JobRun first = await AddAsync(folder);
        first = await UntilAsync(folder, first.Id, now => now.HasEnded);
        Assert.Equal((RunState.Succeeded, 1), (first.State, first.Attempts));

        one.Kill();
        await one.WaitForExitAsync(Cancel);
        JobRun second = await AddAsync(folder);
        second = await UntilAsync(folder, second.Id, now => now.HasEnded);
        await EndAsync(two);

        Assert.Equal((RunState.Succeeded, 1), (second.State, second.Attempts));
        Assert.Equal(2, (await folder.Data.Models.ListAsync(Cancel)).Count);
    }

    [Fact]
    public async Task Worker_ToldToStop_KeepsProgressAndEndsByItself()
    {
        await using TrainingFolder folder = await FolderAsync();
        JobRun run = await AddAsync(folder);
        using Process first = Start(folder.Data.Path);
        await UntilAsync(folder, run.Id, now => now.Steps[0].State == RunState.Succeeded);

        await EndAsync(first);

        run = folder.Data.Runs.Find(run.Id)!;
        Assert.True(run.State is RunState.Queued or RunState.Succeeded, $"{run.State}");
        DateTimeOffset? done = run.Steps[0].EndedAt;
        using Process second = Start(folder.Data.Path);
        run = await UntilAsync(folder, run.Id, now => now.HasEnded);
        await EndAsync(second);
        Assert.Equal((RunState.Succeeded, 0, done), (run.State, run.Failures, run.Steps[0].EndedAt));
    }

    [Fact]
    public async Task Worker_RunCancelledInAChildProcess_EndsItAndGoesOn()
    {
        await using TrainingFolder folder = await FolderAsync();
        JobRun run = await AddAsync(folder);
        using Process worker = Start(folder.Data.Path);
        await UntilAsync(folder, run.Id, now => now.Steps[2].State == RunState.Running || now.HasEnded);

        bool inTime = await folder.Data.Runs.RequestCancelAsync(run.Id, Cancel);
        JobRun ended = await UntilAsync(folder, run.Id, now => now.HasEnded);
        JobRun next = await new JobRunner(folder.Data, JobCatalogue.Standard, TimeProvider.System).AddAsync(
            "prune-models", new Dictionary<string, string>(), "test", Cancel);
        next = await UntilAsync(folder, next.Id, now => now.HasEnded);
        await EndAsync(worker);

        Assert.True(ended.State == RunState.Cancelled || !inTime || ended.Steps[^1].State == RunState.Succeeded, $"{ended.State}");
        Assert.False(Directory.Exists(RunFolder.Of(folder.Data.Path, run.Id).Path));
        Assert.Equal(RunState.Succeeded, next.State);
    }

    private static async Task<TrainingFolder> FolderAsync()
    {
        TrainingFolder folder = await TrainingFolder.CreateAsync(Cancel);

        // No schedule: only what the test asks for.
        await File.WriteAllTextAsync(Path.Combine(folder.Data.Path, "jobs.json"), """{"schedules":[]}""", Cancel);
        for (int number = 0; number < 12; number++)
        {
            HybridRec.Engine.Catalogue.TrackId track = await folder.AddAudioAsync(number, Cancel);
            await folder.AddPlaysAsync($"user{number % 3}", [track], Cancel);
        }

        return folder;
    }

    private static Task<JobRun> AddAsync(TrainingFolder folder) =>
        new JobRunner(folder.Data, JobCatalogue.Standard, TimeProvider.System).AddAsync(
            JobCatalogue.Train,
            new Dictionary<string, string>
            {
                [Recipes.RecipeArgument] = Recipes.Write(TrainingFolder.Quick),
            },
            "test",
            Cancel);

    private static Process Start(string data) => Process.Start(new ProcessStartInfo("dotnet", [Program, "worker", "--data", data])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    /// <summary>Ends a worker as a service manager does.</summary>
    private static async Task EndAsync(Process worker)
    {
        using Process signal = Process.Start("kill", ["-TERM", $"{worker.Id}"]);
        await worker.WaitForExitAsync(Cancel);
    }

    private static async Task<JobRun> UntilAsync(TrainingFolder folder, long run, Func<JobRun, bool> isTrue)
    {
        while (true)
        {
            JobRun now = folder.Data.Runs.Find(run)!;
            if (isTrue(now))
            {
                return now;
            }

            Assert.False(now.State == RunState.Failed, now.Outcome);
            await Task.Delay(100, Cancel);
        }
    }
}
