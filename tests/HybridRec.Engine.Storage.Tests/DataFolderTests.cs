using System.Diagnostics;
using System.Runtime.Versioning;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;

namespace HybridRec.Engine.Storage.Tests;

public sealed class DataFolderTests : IDisposable
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFolder _temporary = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string DatabaseFile => _temporary.File("hybridrec.db");

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task OpenAsync_ClosedAndOpenedAgain_KeepsEverything()
    {
        Listen listen;
        await using (DataFolder first = await OpenAsync())
        {
            listen = await OneListenAsync(first);
            Assert.Equal([IngestOutcome.Accepted], await first.PlayLog.AppendAsync([listen], Token));
        }

        await using DataFolder second = await OpenAsync();

        Assert.Equal([listen], await second.PlayLog.ReadAsync(listen.User, null, null, Token).ToListAsync(Token));
        Assert.Equal([IngestOutcome.Duplicate], await second.PlayLog.AppendAsync([listen], Token));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task OpenAsync_AbsentFolder_IsCreatedForItsOwnerAlone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix rights");
        string folder = _temporary.File("new/data");

        await using DataFolder data = await DataFolder.OpenAsync(folder, TimeProvider.System, Token);

        Assert.Equal(folder, data.Path);
        Assert.Equal(OwnerFile | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        Assert.Equal(OwnerFile, File.GetUnixFileMode(Path.Combine(folder, "hybridrec.db")));
        Assert.Equal(OwnerFile, File.GetUnixFileMode(Path.Combine(folder, "hybridrec.db-wal")));
    }

    [Fact]
    public async Task OpenExistingAsync_NoDataFolder_SaysSoAndMakesNone()
    {
        string absent = _temporary.File("absent");
        StorageException error = await Assert.ThrowsAsync<StorageException>(() => OpenExistingAsync(absent));
        Assert.Equal($"{absent}: there is no such data folder.", error.Message);
        Assert.False(Directory.Exists(absent));

        error = await Assert.ThrowsAsync<StorageException>(() => OpenExistingAsync(_temporary.Path));
        Assert.Contains("hybridrec.db", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_temporary.Path));

        static Task<DataFolder> OpenExistingAsync(string path) => DataFolder.OpenExistingAsync(path, TimeProvider.System, Token);
    }

    [Fact]
    public async Task OpenExistingAsync_DataFolder_OpensIt()
    {
        await using (await OpenAsync())
        {
        }

        await using DataFolder data = await DataFolder.OpenExistingAsync(_temporary.Path, TimeProvider.System, Token);

        Assert.Empty(await data.PlayLog.ReadUsersAsync(Token));
    }

    [Fact]
    public void DefaultPath_IsAbsoluteAndNamesTheProgram()
    {
        Assert.True(Path.IsPathFullyQualified(DataFolder.DefaultPath));
        Assert.Equal("hybridrec", Path.GetFileName(DataFolder.DefaultPath));
    }

    [Fact]
    public async Task OpenAsync_PathUnderAFile_SaysWhich()
    {
        await File.WriteAllTextAsync(_temporary.File("file"), "", Token);

        StorageException error = await Assert.ThrowsAsync<StorageException>(
            () => DataFolder.OpenAsync(_temporary.File("file/data"), TimeProvider.System, Token));

        Assert.Contains(_temporary.File("file/data"), error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task OpenAsync_FolderWithoutRights_SaysWhich()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "root may write anywhere");
        await using (await OpenAsync())
        {
        }

        File.SetUnixFileMode(DatabaseFile, UnixFileMode.UserRead);
        StorageException error = await Assert.ThrowsAsync<StorageException>(OpenAsync);
        Assert.Contains("rights", error.Message, StringComparison.Ordinal);

        string locked = Directory.CreateDirectory(_temporary.File("locked"), UnixFileMode.UserRead).FullName;
        error = await Assert.ThrowsAsync<StorageException>(
            () => DataFolder.OpenAsync(Path.Combine(locked, "data"), TimeProvider.System, Token));
        Assert.Contains("--data", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_FileThatIsNoDatabase_SaysSoAndLeavesItAlone()
    {
        byte[] garbage = new byte[20_000];
        new Random(1).NextBytes(garbage);
        await File.WriteAllBytesAsync(DatabaseFile, garbage, Token);

        StorageException error = await Assert.ThrowsAsync<StorageException>(OpenAsync);

        Assert.Contains(DatabaseFile, error.Message, StringComparison.Ordinal);
        Assert.Contains("damaged", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Equal(garbage, await File.ReadAllBytesAsync(DatabaseFile, Token));
        Assert.Single(Directory.GetFileSystemEntries(_temporary.Path));
    }

    [Fact]
    public async Task ReadAsync_DamagedPages_SaysDamagedAndNotALie()
    {
        Listen listen;
        await using (DataFolder data = await OpenAsync())
        {
            listen = await OneListenAsync(data);
            await data.PlayLog.AppendAsync(
                [.. Enumerable.Range(0, 5_000).Select(i => listen with { ListenedAt = listen.ListenedAt.AddSeconds(i) })], Token);
        }

        byte[] bytes = await File.ReadAllBytesAsync(DatabaseFile, Token);
        bytes.AsSpan(4096).Fill(0xFF);
        await File.WriteAllBytesAsync(DatabaseFile, bytes, Token);

        StorageException error = await Assert.ThrowsAsync<StorageException>(async () =>
        {
            await using DataFolder damaged = await OpenAsync();
            await damaged.PlayLog.ReadAsync(listen.User, null, null, Token).CountAsync(Token);
        });

        Assert.Contains("damaged", error.Message, StringComparison.Ordinal);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(DatabaseFile, Token));
    }

    [Fact]
    public async Task TwoFoldersOpen_WritingAtOnce_StoreEveryListenOnceAndAgreeOnTracks()
    {
        await using DataFolder one = await OpenAsync();
        await using DataFolder other = await OpenAsync();
        UserId user = await one.PlayLog.GetOrAddUserAsync("ann", Token);

        IReadOnlyList<TrackId>[] tracks = await Task.WhenAll(
            new[] { one, other, one, other }.Select(data => Task.Run(() => WriteAsync(data), Token)));

        Assert.All(tracks, ids => Assert.Equal(tracks[0], ids));
        Assert.Equal(400, await other.PlayLog.ReadAsync(user, null, null, Token).CountAsync(Token));
        Assert.Equal(20, await one.Catalogue.ReadAllAsync(Token).CountAsync(Token));

        async Task<IReadOnlyList<TrackId>> WriteAsync(DataFolder data)
        {
            IReadOnlyList<TrackId> ids = [];
            for (int round = 0; round < 20; round++)
            {
                ids = await data.Catalogue.ResolveAsync(
                    [.. Enumerable.Range(0, 20).Select(i => new TrackDescription { Artist = "A", Title = $"T{i}" })], Token);
                DateTimeOffset at = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000 + round);
                await data.PlayLog.AppendAsync([.. ids.Select(id => new Listen(user, id, at))], Token);
            }

            return ids;
        }
    }

    [Fact]
    public async Task AppendAsync_100000Listens_ReportsItsRate()
    {
        await using DataFolder data = await OpenAsync();
        IReadOnlyList<UserId> users = await data.PlayLog.GetOrAddUsersAsync(
            [.. Enumerable.Range(0, 20).Select(i => $"user{i}")], Token);
        IReadOnlyList<TrackId> tracks = await data.Catalogue.ResolveAsync(
            [.. Enumerable.Range(0, 2_000).Select(i => new TrackDescription { Artist = $"A {i % 97}", Title = $"T {i}" })], Token);
        Stopwatch append = Stopwatch.StartNew();
        foreach (int[] batch in Enumerable.Range(0, 100_000).Chunk(10_000))
        {
            await data.PlayLog.AppendAsync(
                [
                    .. batch.Select(i => new Listen(
                        users[i / 5_000], tracks[i * 17 % 2_000], DateTimeOffset.FromUnixTimeSeconds(1_500_000_000 + i))),
                ],
                Token);
        }

        append.Stop();
        Stopwatch read = Stopwatch.StartNew();
        int count = await data.PlayLog.ReadAsync(null, null, null, Token).CountAsync(Token);
        read.Stop();

        Assert.Equal(100_000, count);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"appended {100_000 / append.Elapsed.TotalSeconds:n0} listens/s, read {100_000 / read.Elapsed.TotalSeconds:n0} rows/s");
    }

    private static async Task<Listen> OneListenAsync(DataFolder data)
    {
        UserId user = await data.PlayLog.GetOrAddUserAsync("Ann", Token);
        TrackId track = (await data.Catalogue.ResolveAsync([new TrackDescription { Artist = "A", Title = "B" }], Token))[0];
        return new Listen(user, track, DateTimeOffset.FromUnixTimeSeconds(1_700_000_000)) { Source = "test" };
    }

    private Task<DataFolder> OpenAsync() => DataFolder.OpenAsync(_temporary.Path, TimeProvider.System, Token);
}
