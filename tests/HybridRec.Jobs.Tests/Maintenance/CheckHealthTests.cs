using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Storage;
using HybridRec.Engine.Storage.Tests;
using HybridRec.Jobs.Maintenance;
using HybridRec.Jobs.Running;
using HybridRec.Jobs.Tests.Training;
using HybridRec.Jobs.Training;

namespace HybridRec.Jobs.Tests.Maintenance;

public sealed class CheckHealthTests : IAsyncLifetime
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
    public async Task Run_ListensOfUnknownTracksAndFewerThanBefore_MeasuresAndWarns()
    {
        await ListenAsync("known", 40, TimeSpan.FromDays(20), each: 30);
        await new TrainModels(_data, TrainingFolder.Quick, _clock).RunAsync(null, Cancel);
        await ListenAsync("known", 40, TimeSpan.FromDays(2), each: 2);
        await ListenAsync("new", 40, TimeSpan.FromDays(1), each: 1);
        _clock.Advance(TimeSpan.FromHours(3));

        HealthReport report = await CheckAsync();

        Assert.Equal((120, 300.0), (report.Listens, report.ListensBefore));
        Assert.Equal(1 / 3.0, report.UnknownShare!.Value, 6);
        Assert.Null(report.EmbeddingCoverage);
        Assert.Equal(2, report.Warnings.Count);
        Assert.Contains("only 120 listens", report.Warnings[0]);
        Assert.Contains("33 %", report.Warnings[1]);
    }

    [Fact]
    public async Task Run_OldModelFailedRunAndLongQueue_Warns()
    {
        await ListenAsync("known", 10, TimeSpan.FromDays(2), each: 2);
        await new TrainModels(_data, TrainingFolder.Quick, _clock).RunAsync(null, Cancel);
        JobRunner runner = new(_data, JobCatalogue.Standard, _clock);
        JobRun failed = await runner.AddAsync("backup", new Dictionary<string, string>(), "test", Cancel);
        await _data.Runs.EndAsync(failed.Id, RunState.Failed, "the disk is full", Cancel);
        await runner.AddAsync("prune-models", new Dictionary<string, string>(), "test", Cancel);
        Assert.Contains("backup", Assert.Single((await CheckAsync()).Warnings));

        _clock.Advance(TimeSpan.FromDays(9));
        HealthReport report = await CheckAsync();

        Assert.Equal(3, report.Warnings.Count);
        Assert.Contains("has waited for 216.0 h", report.Warnings[0]);
        Assert.Contains($"backup ({failed.Id}) failed", report.Warnings[1]);
        Assert.Contains("made 9 days ago", report.Warnings[2]);
        Assert.Equal(TimeSpan.FromDays(9), _data.Runs.QueueAge());
    }

    [Fact]
    public async Task Run_TracksWithAudio_CountsThoseTheModelHasHeard()
    {
        await using TrainingFolder folder = await TrainingFolder.CreateAsync(Cancel);
        for (int number = 0; number < 8; number++)
        {
            await folder.AddAudioAsync(number, Cancel);
        }

        await new TrainModels(folder.Data, TrainingFolder.Quick, TimeProvider.System).RunAsync(null, Cancel);
        await folder.AddAudioAsync(8, Cancel);
        await folder.AddAudioAsync(9, Cancel);

        await new JobRunner(folder.Data, JobCatalogue.Standard, TimeProvider.System)
            .RunNowAsync(HealthReport.Job, new Dictionary<string, string>(), null, Cancel);

        HealthReport report = folder.Data.Runs.LatestHealth()!.Value.Report;
        Assert.Equal(0.8, report.EmbeddingCoverage!.Value, 6);
        Assert.Contains("80 %", Assert.Single(report.Warnings));
    }

    [Fact]
    public async Task Run_NothingThereYet_WarnsOfNothing()
    {
        HealthReport report = await CheckAsync();

        Assert.Equal(new HealthReport(0, 0, null, null, null, null, report.Warnings), report);
        Assert.Empty(report.Warnings);
    }

    [Theory]
    [InlineData(0.31, 0.30, 0)]
    [InlineData(0.27, 0.30, 0)]
    [InlineData(0.26, 0.30, 1)]
    public void Warnings_MetricsOverVersions_WarnOfAFallOnly(double ndcg, double before, int warnings)
    {
        Assert.Equal(warnings, CheckHealth.Warnings(new HealthReport(0, 0, null, null, ndcg, before, [])).Count());
        Assert.Empty(CheckHealth.Warnings(new HealthReport(0, 0, null, null, ndcg, null, [])));
    }

    private async Task<HealthReport> CheckAsync()
    {
        await new JobRunner(_data, JobCatalogue.Standard, _clock)
            .RunNowAsync(HealthReport.Job, new Dictionary<string, string>(), null, Cancel);
        return _data.Runs.LatestHealth()!.Value.Report;
    }

    /// <summary>So many listens of each of so many tracks, by three users, one after the other from an age on.</summary>
    private async Task ListenAsync(string artist, int tracks, TimeSpan ago, int each)
    {
        IReadOnlyList<TrackId> ids = await _data.Catalogue.ResolveAsync(
            [.. Enumerable.Range(0, tracks).Select(at => new TrackDescription { Artist = artist, Title = $"Piece {at}" })], Cancel);
        IReadOnlyList<UserId> users = await _data.PlayLog.GetOrAddUsersAsync(["ann", "ben", "cem"], Cancel);
        DateTimeOffset start = _clock.GetUtcNow() - ago;
        await _data.PlayLog.AppendAsync(
            [.. from at in Enumerable.Range(0, tracks * each)
                select new Listen(users[at % 3], ids[at % tracks], start.AddSeconds(at))],
            Cancel);
    }
}
