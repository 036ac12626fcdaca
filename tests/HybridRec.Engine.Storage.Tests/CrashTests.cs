using System.Diagnostics;
using System.Globalization;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Storage.Tests;

/// <summary>Real <c>kill -9</c> of a real second process on the same data folder.</summary>
public sealed class CrashTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task Append_ProcessKilledWhileAnotherWritesToo_LosesNothingAcknowledgedAndKeepsBatchesWhole()
    {
        await using DataFolder data = await OpenAsync();
        UserId parent = await data.PlayLog.GetOrAddUserAsync("parent", Token);
        TrackId track = (await data.Catalogue.ResolveAsync([new() { Artist = "Parent", Title = "Track" }], Token))[0];
        using Process child = CrashWriter.Start(CrashWriter.AppendMode, _temporary.Path);
        int acknowledged = -1;
        int own = 0;
        while (acknowledged < 10)
        {
            acknowledged = int.Parse((await child.StandardOutput.ReadLineAsync(Token))!, CultureInfo.InvariantCulture);
            await data.PlayLog.AppendAsync([new(parent, track, DateTimeOffset.FromUnixTimeSeconds(1_700_000_000 + own++))], Token);
        }

        child.Kill();
        await child.WaitForExitAsync(Token);

        // The process that lives on sees everything, and so does one that opens the folder afresh.
        await using DataFolder fresh = await OpenAsync();
        foreach (DataFolder folder in new[] { data, fresh })
        {
            int stored = await CountAsync(folder, "child");
            Assert.InRange(stored, (acknowledged + 1) * CrashWriter.BatchSize, int.MaxValue);
            Assert.Equal(0, stored % CrashWriter.BatchSize);
            Assert.Equal(own, await CountAsync(folder, "parent"));
        }

        Assert.Equal(
            [IngestOutcome.Accepted],
            await fresh.PlayLog.AppendAsync([new(parent, track, DateTimeOffset.FromUnixTimeSeconds(1_600_000_000))], Token));
    }

    [Fact]
    public async Task Append_FilesCopiedAtAnyMoment_OpenWithWholeBatches()
    {
        await using DataFolder data = await OpenAsync();
        UserId user = await data.PlayLog.GetOrAddUserAsync("child", Token);
        IReadOnlyList<TrackId> tracks = await data.Catalogue.ResolveAsync(
            [.. Enumerable.Range(0, 100).Select(i => new TrackDescription { Artist = "A", Title = $"T {i}" })], Token);
        int before = 0;
        for (int copy = 0; copy < 5; copy++)
        {
            DateTimeOffset start = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000 + copy);
            await data.PlayLog.AppendAsync([.. tracks.Select(track => new Listen(user, track, start))], Token);
            before += tracks.Count;

            // What is on disk while nothing is closed or checkpointed is what a crash leaves.
            string folder = Directory.CreateDirectory(_temporary.File($"copy{copy}")).FullName;
            File.Copy(_temporary.File("hybridrec.db"), Path.Combine(folder, "hybridrec.db"));
            File.Copy(_temporary.File("hybridrec.db-wal"), Path.Combine(folder, "hybridrec.db-wal"));
            await using DataFolder copied = await DataFolder.OpenAsync(folder, TimeProvider.System, Token);
            Assert.Equal(before, await CountAsync(copied, "child"));
        }
    }

    [Fact]
    public async Task Publish_ProcessKilled_LeavesNothingVisibleAndTheNextPublisherSweeps()
    {
        await using DataFolder data = await OpenAsync();
        await data.Models.PublishAsync(CrashWriter.Manifest("old"), NoFiles, Token);
        await data.Models.PromoteAsync(new ModelVersion("old"), Token);
        using Process child = CrashWriter.Start(CrashWriter.PublishMode, _temporary.Path);
        Assert.Equal("writing", await child.StandardOutput.ReadLineAsync(Token));
        await data.Models.PublishAsync(CrashWriter.Manifest("beside-a-live-one"), NoFiles, Token);
        Assert.Single(Directory.GetDirectories(_temporary.File("models"), ".*"));

        child.Kill();
        await child.WaitForExitAsync(Token);

        Assert.Equal(["old", "beside-a-live-one"], (await data.Models.ListAsync(Token)).Select(m => m.Version));
        Assert.Equal(new ModelVersion("old"), await data.Models.CurrentAsync(Token));
        await data.Models.PublishAsync(CrashWriter.Manifest("killed"), NoFiles, Token);
        Assert.Empty(Directory.GetFileSystemEntries(_temporary.File("models"), ".*"));
        await data.Models.OpenAsync(new ModelVersion("killed"), Token);
    }

    private static Task NoFiles(string folder, CancellationToken cancellationToken) => Task.CompletedTask;

    private static async Task<int> CountAsync(DataFolder data, string name)
    {
        User user = (await data.PlayLog.FindUserAsync(name, Token))!;
        return await data.PlayLog.ReadAsync(user.Id, null, null, Token).CountAsync(Token);
    }

    private Task<DataFolder> OpenAsync() => DataFolder.OpenAsync(_temporary.Path, TimeProvider.System, Token);
}
