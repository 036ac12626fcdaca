using System.Diagnostics;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Models;
using HybridRec.Engine.Storage;
using HybridRec.Engine.Storage.Tests;
using HybridRec.Jobs.Running;
using HybridRec.Jobs.Tests.Training;
using HybridRec.Jobs.Training;
using Npgsql;

namespace HybridRec.Jobs.Tests.Worker;

/// <summary>Real workers in processes and folders of their own, as on two machines, on one PostgreSQL database.</summary>
public sealed class SharedWorkerTests(PostgresServer server)
{
    private const string Finished = "network/member-%-0.safetensors";

    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "HybridRec.Jobs.Cli.dll");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Worker_KilledMidTraining_TheOtherFinishesTheRunFromItsCheckpoint()
    {
        string database = await server.CreateDatabaseAsync();
        await using TrainingFolder one = await TrainingFolder.CreateAsync(Cancel, database);
        await using TrainingFolder two = await TrainingFolder.CreateAsync(Cancel, database);
        await FillAsync(one, two);
        TrainingFolder[] folders = [one, two];
        Process[] workers = [.. folders.Select(folder => Start(folder.Data.Path))];
        JobRun run = await new JobRunner(one.Data, JobCatalogue.Standard, TimeProvider.System).AddAsync(
            JobCatalogue.Train,
            new Dictionary<string, string> { [Recipes.RecipeArgument] = Recipes.Write(Slow) },
            "test",
            Cancel);
        Watch watch = new(folders, run.Id);

        // Its network has four members; the first is trained and safe, the second is under way.
        await watch.UntilAsync(now => now.Checkpoint is not null);
        Assert.Equal((1, RunState.Running), (watch.Run.Attempts, watch.Run.Steps[2].State));
        int killed = Directory.Exists(RunFolder.Of(one.Data.Path, run.Id).Path) ? 0 : 1;
        JobStep[] before = [.. watch.Run.Steps];
        workers[killed].Kill(entireProcessTree: true);
        await workers[killed].WaitForExitAsync(Cancel);
        await watch.UntilAsync(now => now.Run.HasEnded);
        await EndAsync(workers[1 - killed]);
        Array.ForEach(workers, worker => worker.Dispose());

        Assert.True(watch.Run.State == RunState.Succeeded, watch.Run.Outcome);
        Assert.Equal((2, 0), (watch.Run.Attempts, watch.Run.Failures));
        Assert.Contains(one.Data.Runs.Log(run.Id), line => line.Text.StartsWith("its process died", StringComparison.Ordinal));

        // What was done was not done again: neither the steps before, nor the member.
        Assert.Equal(before[..2].Select(step => step.EndedAt), watch.Run.Steps.Take(2).Select(step => step.EndedAt));
        Assert.Single(watch.Checkpoints);
        Assert.Equal(1, watch.MostAtOnce);
        ModelManifest made = Assert.Single(await one.Data.Models.ListAsync(Cancel));
        Assert.Equal(made.ModelVersion, await two.Data.Models.CurrentAsync(Cancel));
        Assert.Equal(made.Version, Assert.Single(one.Data.Runs.Promotions()).Version);
        Assert.False(Directory.Exists(RunFolder.Of(folders[1 - killed].Data.Path, run.Id).Path));
    }

    private static Engine.Training.TrainingOptions Slow => TrainingFolder.Quick with
    {
        Content = TrainingFolder.Quick.Content with { MinSteps = 100, MaxSteps = 100, Members = 4 },
    };

    private static async Task FillAsync(TrainingFolder one, TrainingFolder two)
    {
        for (int number = 0; number < 12; number++)
        {
            TrackId track = await one.AddAudioAsync(number, Cancel);
            await one.AddPlaysAsync($"user{number % 3}", [track], Cancel);
        }

        // Each machine has the audio, and so the excerpts made of it.
        string excerpts = Path.Combine(one.Data.Path, "spectrograms");
        foreach (string file in Directory.EnumerateFiles(excerpts, "*.mel", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(two.Data.Path, "spectrograms", Path.GetRelativePath(excerpts, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        foreach (TrainingFolder folder in new[] { one, two })
        {
            await File.WriteAllTextAsync(
                Path.Combine(folder.Data.Path, "jobs.json"), """{"schedules":[],"checkInSeconds":1}""", Cancel);
        }
    }

    private static Process Start(string data)
    {
        Process worker = Process.Start(new ProcessStartInfo("dotnet", [Program, "worker", "--data", data])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        worker.OutputDataReceived += (_, line) => TestContext.Current.TestOutputHelper?.WriteLine(line.Data ?? "");
        worker.ErrorDataReceived += (_, line) => TestContext.Current.TestOutputHelper?.WriteLine(line.Data ?? "");
        worker.BeginOutputReadLine();
        worker.BeginErrorReadLine();
        return worker;
    }

    private static async Task EndAsync(Process worker)
    {
        using Process signal = Process.Start("kill", ["-TERM", $"{worker.Id}"]);
        await worker.WaitForExitAsync(Cancel);
    }

    /// <summary>Looks at the run, at its checkpoint, at every version there is, and at how many steps are at work.</summary>
    private sealed class Watch(TrainingFolder[] folders, long run)
    {
        private readonly HashSet<string> _whole = [];

        public JobRun Run { get; private set; } = folders[0].Data.Runs.Find(run)!;

        /// <summary>The transaction that stored the first member; null while there is none.</summary>
        public string? Checkpoint { get; private set; }

        public HashSet<string> Checkpoints { get; } = [];

        public int MostAtOnce { get; private set; }

        public async Task UntilAsync(Func<Watch, bool> isTrue)
        {
            do
            {
                await Task.Delay(300, Cancel);
                await LookAsync();
                Assert.True(Run.State != RunState.Failed, Run.Outcome);
                Assert.True(isTrue(this) || !Run.HasEnded, "The run ended before what was waited for.");
            }
            while (!isTrue(this));
        }

        private async Task LookAsync()
        {
            DataFolder data = folders[0].Data;
            Run = data.Runs.Find(run)!;
            await using NpgsqlCommand command = data.Postgres!.DataSource.CreateCommand(
                $"SELECT xmin::text FROM stored_file WHERE owner = 'run/{run}' AND name LIKE '{Finished}'");
            Checkpoint = (string?)await command.ExecuteScalarAsync(Cancel);
            if (Checkpoint is not null)
            {
                Checkpoints.Add(Checkpoint);
            }

            foreach (ModelManifest model in await data.Models.ListAsync(Cancel))
            {
                if (_whole.Add(model.Version))
                {
                    await data.Models.OpenAsync(model.ModelVersion, Cancel);
                }
            }

            MostAtOnce = Math.Max(MostAtOnce, StepsAtWork());
        }

        private int StepsAtWork() => Directory.EnumerateDirectories("/proc")
            .Where(process => char.IsAsciiDigit(Path.GetFileName(process)[0]))
            .Count(process =>
            {
                try
                {
                    string command = File.ReadAllText(Path.Combine(process, "cmdline"));
                    return command.Contains("\0job-step\0", StringComparison.Ordinal)
                        && folders.Any(folder => command.Contains(folder.Data.Path, StringComparison.Ordinal));
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException)
                {
                    return false;
                }
            });
    }
}
