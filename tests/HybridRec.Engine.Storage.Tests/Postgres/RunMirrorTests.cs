using Npgsql;

namespace HybridRec.Engine.Storage.Tests;

public sealed class RunMirrorTests(PostgresServer server) : IAsyncLifetime
{
    private const int Run = 7;

    private readonly TemporaryFolder _temporary = new();
    private PostgresAccess? _access;

    private PostgresAccess Access => _access!;

    private string Here => _temporary.File("here");

    private string There => _temporary.File("there");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _access = new PostgresAccess(await PostgresSchemas.CreateAsync(server));
        PostgresFiles.Prepare(_access);
    }

    public async ValueTask DisposeAsync()
    {
        if (_access is not null)
        {
            await _access.DisposeAsync();
        }

        _temporary.Dispose();
    }

    [Fact]
    public async Task Send_FilesOfAFolder_AreFetchedOnAnotherMachine()
    {
        using (PostgresLock own = await TakeAsync())
        {
            RunMirror mirror = new(own, Run, Here);
            await mirror.FetchAsync(Token);
            Write(Here, "plan.json", "plan");
            Write(Here, "network/member-0.safetensors", "weights");
            Write(Here, "on-its-way.part", "half");
            Assert.True(await mirror.SendAsync(Token));
            Write(Here, "plan.json", "a longer plan");
            File.Delete(Path.Combine(Here, "network/member-0.safetensors"));
            Write(Here, "network/member-1.safetensors", "more weights");
            Assert.True(await mirror.SendAsync(Token));
        }

        Write(There, "plan.json", "of a run that was begun anew");
        Write(There, "factors.safetensors", "of a run that was begun anew");
        await FetchThereAsync();

        Assert.Equal(
            ["network/member-1.safetensors: more weights", "plan.json: a longer plan"],
            Directory.EnumerateFiles(There, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Select(path => $"{Path.GetRelativePath(There, path)}: {File.ReadAllText(path)}"));
    }

    [Theory]
    [InlineData("UPDATE stored_chunk SET content = 'plam'")]
    [InlineData("UPDATE stored_chunk SET content = 'pl'")]
    [InlineData("DELETE FROM stored_chunk")]
    public async Task Fetch_DamagedInTheDatabase_ThrowsAndMakesNoFile(string damage)
    {
        await SendFromHereAsync("plan");
        await using NpgsqlCommand command = Access.DataSource.CreateCommand(damage);
        await command.ExecuteNonQueryAsync(Token);

        InvalidDataException error = await Assert.ThrowsAsync<InvalidDataException>(FetchThereAsync);

        Assert.Contains("plan.json", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(There, "plan.json")));
    }

    [Fact]
    public async Task Send_ConnectionDiesHalfWay_TheFormerFilesCount()
    {
        await SendFromHereAsync("plan");
        await using NpgsqlConnection blocker = await Access.DataSource.OpenConnectionAsync(Token);
        await using NpgsqlTransaction blocking = await blocker.BeginTransactionAsync(Token);
        await using NpgsqlCommand block = new("LOCK TABLE stored_chunk IN EXCLUSIVE MODE", blocker);
        await block.ExecuteNonQueryAsync(Token);

        Task sending = SendFromHereAsync("another plan");
        const string Kill = "SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE NOT granted AND relation = 'stored_chunk'::regclass";
        await using NpgsqlCommand kill = Access.DataSource.CreateCommand(Kill);
        while (await kill.ExecuteScalarAsync(Token) is 0L)
        {
            await Task.Delay(20, Token);
        }

        await Assert.ThrowsAsync<StorageException>(() => sending);
        await blocking.RollbackAsync(Token);
        await FetchThereAsync();
        Assert.Equal("plan", await File.ReadAllTextAsync(Path.Combine(There, "plan.json"), Token));
    }

    [Fact]
    public async Task Send_LockIsLost_SendsNothing()
    {
        await SendFromHereAsync("plan");
        using PostgresLock own = await TakeAsync();
        RunMirror mirror = new(own, Run, Here);
        await mirror.FetchAsync(Token);
        Write(Here, "plan.json", "a plan nobody may see");
        await PostgresLockTests.KillHolderAsync(Access, own);

        await Assert.ThrowsAnyAsync<Exception>(() => mirror.SendAsync(Token));

        await FetchThereAsync();
        Assert.Equal("plan", await File.ReadAllTextAsync(Path.Combine(There, "plan.json"), Token));
    }

    [Fact]
    public async Task Delete_OfARun_LeavesOthers()
    {
        await SendFromHereAsync("plan");
        await RunMirror.DeleteAsync(Access, Run + 70, Token);
        await FetchThereAsync();
        Assert.True(File.Exists(Path.Combine(There, "plan.json")));

        await RunMirror.DeleteAsync(Access, Run, Token);
        await FetchThereAsync();

        Assert.False(File.Exists(Path.Combine(There, "plan.json")));
    }

    private static void Write(string folder, string name, string content)
    {
        string path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }

    private async Task SendFromHereAsync(string plan)
    {
        using PostgresLock own = await TakeAsync();
        RunMirror mirror = new(own, Run, Here);
        await mirror.FetchAsync(Token);
        Write(Here, "plan.json", plan);
        Assert.True(await mirror.SendAsync(Token));
    }

    private async Task FetchThereAsync()
    {
        using PostgresLock own = await TakeAsync();
        await new RunMirror(own, Run, There).FetchAsync(Token);
    }

    private async Task<PostgresLock> TakeAsync() =>
        await PostgresLock.TryTakeAsync(Access, "work", Token) ?? throw new InvalidOperationException("The lock is held.");
}
