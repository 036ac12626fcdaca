using System.Text.Json;
using HybridRec.Engine.Models;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Storage;
using HybridRec.Engine.Storage.Tests;
using HybridRec.Jobs.Running;

namespace HybridRec.Jobs.Tests.Maintenance;

public sealed class PruneModelsTests : IAsyncLifetime
{
    private readonly TemporaryFolder _temporary = new();
    private readonly ManualClock _clock = new();
    private DataFolder _data = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _data = await DataFolder.OpenAsync(_temporary.Path, _clock, Cancel);

    public async ValueTask DisposeAsync()
    {
        await _data.DisposeAsync();
        _temporary.Dispose();
    }

    [Fact]
    public async Task Run_KeepTwo_KeepsTwoOfEachAndWhatIsServedWithItsParent()
    {
        foreach ((string version, string? parent) in new[]
            { ("v1", null), ("v2", "v1"), ("v3", "v2"), ("v4", "v3"), ("v5", "v4"), ("v6", "v4"), ("v7", "v4"), ("v8", "v4"), ("v9", "v4") })
        {
            await PublishAsync(version, parent);
        }

        await _data.Models.PromoteAsync(new ModelVersion("v2"), Cancel);
        foreach (string refused in new[] { "v6", "v7", "v8", "v9" })
        {
            await _data.Runs.RecordRejectionAsync(refused, "gate", "worse", Cancel);
        }

        JobRun run = await RunAsync(("keep", "2"));

        Assert.Equal(["v9", "v8", "v5", "v4", "v2", "v1"], (await _data.Models.ListAsync(Cancel)).Select(model => model.Version));
        Assert.StartsWith("3 of 9 versions", run.Steps[0].Outcome);
        Assert.Equal("v2", (await _data.Models.CurrentAsync(Cancel))!.Value.Value);
        Assert.StartsWith("0 of 6 versions", (await RunAsync(("keep", "2"))).Steps[0].Outcome);
    }

    [Fact]
    public async Task Run_OldRuns_AreForgottenButTheNewest()
    {
        for (int at = 0; at < 25; at++)
        {
            await RunAsync();
        }

        _clock.Advance(TimeSpan.FromDays(91));
        JobRun run = await RunAsync();

        Assert.Contains("and 5 runs deleted", run.Steps[0].Outcome);
        Assert.Equal(21, _data.Runs.List(null, 100).Count);
    }

    [Fact]
    public async Task Run_KeepIsNoNumber_IsAClearError() =>
        Assert.Contains("keep must be", (await Assert.ThrowsAsync<JobException>(() => RunAsync(("keep", "all")))).Message);

    private Task<JobRun> RunAsync(params (string Name, string Value)[] arguments) =>
        new JobRunner(_data, JobCatalogue.Standard, _clock).RunNowAsync(
            "prune-models", arguments.ToDictionary(pair => pair.Name, pair => pair.Value), null, Cancel);

    private Task<ModelManifest> PublishAsync(string version, string? parent) => _data.Models.PublishAsync(
        new ModelManifest
        {
            Version = version,
            CreatedAt = _clock.Now,
            Code = "test",
            Seed = 0,
            Options = JsonSerializer.SerializeToElement(new { }),
            Metrics = new Dictionary<string, double>(),
            Parent = parent,
        },
        (folder, cancel) => File.WriteAllTextAsync(Path.Combine(folder, "model"), version, cancel),
        Cancel);
}
