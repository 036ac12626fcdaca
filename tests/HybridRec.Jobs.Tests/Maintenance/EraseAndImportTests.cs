using HybridRec.Engine.Listens;
using HybridRec.Engine.Storage;
using HybridRec.Engine.Storage.Tests;
using HybridRec.Jobs.Running;

namespace HybridRec.Jobs.Tests.Maintenance;

public sealed class EraseAndImportTests : IAsyncLifetime
{
    private const string Secret = "Zyxwvuta";

    private readonly TemporaryFolder _temporary = new();
    private readonly ManualClock _clock = new();
    private DataFolder _data = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Folder => Path.Combine(_temporary.Path, "data");

    public async ValueTask InitializeAsync()
    {
        _clock.Now = new DateTimeOffset(2026, 1, 7, 12, 0, 0, TimeSpan.Zero);
        _data = await DataFolder.OpenAsync(Folder, _clock, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _data.DisposeAsync();
        _temporary.Dispose();
    }

    [Fact]
    public async Task Import_ThenAgain_StoresOnceAndTellsWhatCameOfIt()
    {
        string file = await WriteAsync();

        JobRun first = await RunAsync("import", ("file", file), ("user", Secret));
        JobRun second = await RunAsync("import", ("file", file), ("user", Secret), ("format", "lastfm"));

        Assert.Equal("2 accepted, 0 known before, 1 rejected", first.Steps[0].Outcome);
        Assert.Equal("0 accepted, 2 known before, 1 rejected", second.Steps[0].Outcome);
        Assert.Contains("line 3", first.Steps[0].Produced);
    }

    [Theory]
    [InlineData("file", "/none", "/none")]
    [InlineData("format", "vinyl", "no format")]
    [InlineData("user", null, "--user")]
    [InlineData("file", null, "needs the argument")]
    public async Task Import_WhatCannotBe_FailsAtOnceWithTheReason(string name, string? value, string reason)
    {
        Dictionary<string, string> arguments = new() { ["file"] = await WriteAsync(), ["user"] = Secret };
        arguments.Remove(name);
        if (value is not null)
        {
            arguments[name] = value;
        }

        JobException error = await Assert.ThrowsAsync<JobException>(() => new JobRunner(_data, JobCatalogue.Standard, _clock)
            .RunNowAsync("import", arguments, null, Cancel));

        Assert.Contains(reason, error.Message);
        Assert.False(error.CanRetry);
    }

    [Fact]
    public async Task Erase_AUser_LeavesNoTraceInTheFilesAndTheOthersAlone()
    {
        await RunAsync("import", ("file", await WriteAsync()), ("user", Secret));
        User user = (await _data.PlayLog.FindUserAsync(Secret, Cancel))!;
        await _data.Tokens.AddAsync(user.Id, admin: true, Cancel);
        Listen own = await _data.PlayLog.ReadAsync(user.Id, null, null, Cancel).FirstAsync(Cancel);
        await _data.PlayLog.AppendAsync([own with { ListenedAt = own.ListenedAt.AddDays(1), Metadata = $"{{\"note\":\"{Secret} metadata\"}}" }], Cancel);
        await _data.PlayLog.AppendFeedbackAsync(new Feedback(user.Id, FeedbackKind.NeverArtist, null, $"{Secret} artist", _clock.Now), Cancel);
        UserId other = await _data.PlayLog.GetOrAddUserAsync("ben", Cancel);
        await _data.PlayLog.AppendAsync([own with { User = other, Metadata = "{}" }], Cancel);
        await _data.Runs.RecordPromotionAsync("v1", null, Secret, "a try", null, Cancel);
        Assert.NotEmpty(FilesWith(Secret));

        JobRun run = await RunAsync("erase-users", ("user", Secret.ToLowerInvariant()));

        Assert.StartsWith("one user with 3 listens, 0 play counts and 1 words of feedback erased", run.Steps[0].Outcome);
        Assert.Null(await _data.PlayLog.FindUserAsync(Secret, Cancel));
        Assert.Equal("(erased)", _data.Runs.Promotions()[0].By);
        Assert.Single(await _data.PlayLog.ReadAsync(null, null, null, Cancel).ToListAsync(Cancel));
        Assert.StartsWith("nobody of that name", (await RunAsync("erase-users", ("user", "nobody"))).Steps[0].Outcome);

        // All there is on disk, free pages and write-ahead logs too.
        await _data.DisposeAsync();
        Assert.Empty(FilesWith(Secret));
        _data = await DataFolder.OpenAsync(Folder, _clock, Cancel);
    }

    [Fact]
    public async Task Erase_NobodyNamed_ErasesWhatWasDeletedLongAgo()
    {
        await RunAsync("import", ("file", await WriteAsync()), ("user", "ann"));
        User user = (await _data.PlayLog.FindUserAsync("ann", Cancel))!;
        List<Listen> listens = await _data.PlayLog.ReadAsync(user.Id, null, null, Cancel).ToListAsync(Cancel);
        await _data.PlayLog.DeleteAsync(user.Id, listens[0].Track, listens[0].ListenedAt, Cancel);
        _clock.Now += TimeSpan.FromDays(20);
        await _data.PlayLog.DeleteAsync(user.Id, listens[1].Track, listens[1].ListenedAt, Cancel);
        Assert.Contains("; 0 listens", (await RunAsync("erase-users")).Steps[0].Outcome);

        _clock.Now += TimeSpan.FromDays(11);

        Assert.Contains("; 1 listens", (await RunAsync("erase-users")).Steps[0].Outcome);
        Assert.Equal(
            [IngestOutcome.Accepted, IngestOutcome.Duplicate],
            await _data.PlayLog.AppendAsync([listens[0], listens[1]], Cancel));
    }

    private async Task<string> WriteAsync()
    {
        string file = _temporary.File("history.csv");
        await File.WriteAllTextAsync(file, "A,L,T,05 Mar 2019 21:07\nB,L,U,06 Mar 2019 21:07\nC,L,V,never\n", Cancel);
        return file;
    }

    private Task<JobRun> RunAsync(string job, params (string Name, string Value)[] arguments) =>
        new JobRunner(_data, JobCatalogue.Standard, _clock).RunNowAsync(
            job, arguments.ToDictionary(pair => pair.Name, pair => pair.Value), null, Cancel);

    private string[] FilesWith(string text) =>
    [
        .. Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .Where(file => new FileInfo(file).Length > 0 && !file.EndsWith("-shm", StringComparison.Ordinal))
            .Where(file => Read(file).Contains(text, StringComparison.OrdinalIgnoreCase)),
    ];

    private static string Read(string file)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using StreamReader reader = new(stream, System.Text.Encoding.Latin1);
        return reader.ReadToEnd();
    }
}
