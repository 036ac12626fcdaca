using HybridRec.Engine.Models;
using Npgsql;

namespace HybridRec.Engine.Storage.Tests;

public sealed class PostgresModelRegistryTests(PostgresServer server) : ModelRegistryContract, IAsyncLifetime
{
    private readonly TemporaryFolder _temporary = new();
    private PostgresAccess? _access;
    private int _machines;

    private PostgresAccess Access => _access!;

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
    public async Task OpenAsync_SecondTimeOnAMachine_NeedsNoFileFromTheDatabase()
    {
        await PublishAsync(Open(), One);
        PostgresModelRegistry other = On("other");
        await other.OpenAsync(One, Token);
        await ExecuteAsync("UPDATE stored_chunk SET content = 'gone'");

        OpenedModel opened = await On("other").OpenAsync(One, Token);

        Assert.Equal("factors of one", await File.ReadAllTextAsync(Path.Combine(opened.Folder, "factors.bin"), Token));
    }

    [Theory]
    [InlineData("UPDATE stored_chunk SET content = 'factors of two' WHERE name = 'factors.bin'")]
    [InlineData("DELETE FROM stored_chunk WHERE name = 'factors.bin'")]
    [InlineData("DELETE FROM stored_file WHERE name = 'factors.bin'")]
    public async Task OpenAsync_DamagedInTheDatabase_ThrowsNamingTheFileAndKeepsNoCopy(string damage)
    {
        await PublishAsync(Open(), One);
        await ExecuteAsync(damage);

        ModelRegistryException error = await Assert.ThrowsAsync<ModelRegistryException>(() => On("other").OpenAsync(One, Token));

        Assert.Contains("factors.bin is damaged", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateDirectories(_temporary.File("other")));
    }

    [Theory]
    [InlineData("factors.bin")]
    [InlineData("manifest.json")]
    public async Task OpenAsync_CopyDamagedOnDisk_IsMadeAnew(string name)
    {
        await PublishAsync(On("here"), One);
        await File.WriteAllTextAsync(Path.Combine(_temporary.File("here"), One.Value, name), "{", Token);

        OpenedModel opened = await On("here").OpenAsync(One, Token);

        Assert.Equal("factors of one", await File.ReadAllTextAsync(Path.Combine(opened.Folder, "factors.bin"), Token));
    }

    [Fact]
    public async Task OpenAsync_SeveralProcessesOfAMachineAtOnce_AllGetIt()
    {
        await PublishAsync(Open(), One);

        OpenedModel[] opened = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => Task.Run(() => On("other").OpenAsync(One, Token), Token)));

        Assert.All(opened, one => Assert.True(File.Exists(Path.Combine(one.Folder, "factors.bin"))));
    }

    [Fact]
    public async Task OpenAsync_DeletedAndPublishedAnewByAnother_GivesTheNewOne()
    {
        await PublishAsync(On("here"), One);
        PostgresModelRegistry there = On("there");
        await there.DeleteAsync(One, Token);
        await there.PublishAsync(
            CrashWriter.Manifest(One.Value),
            (folder, token) => File.WriteAllTextAsync(Path.Combine(folder, "factors.bin"), "other factors", token),
            Token);

        OpenedModel opened = await On("here").OpenAsync(One, Token);

        Assert.Equal("other factors", await File.ReadAllTextAsync(Path.Combine(opened.Folder, "factors.bin"), Token));
    }

    [Fact]
    public async Task PublishAsync_LargerThanAChunk_ArrivesWhole()
    {
        byte[] content = new byte[(3 << 20) + 17];
        new Random(1).NextBytes(content);
        await Open().PublishAsync(
            CrashWriter.Manifest(One.Value), (folder, token) => File.WriteAllBytesAsync(Path.Combine(folder, "big.bin"), content, token), Token);

        OpenedModel opened = await Open().OpenAsync(One, Token);

        Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(opened.Folder, "big.bin"), Token));
        Assert.Equal(4L, await ExecuteAsync("SELECT count(*) FROM stored_chunk"));
    }

    [Fact]
    public async Task PublishAsync_ConnectionDiesHalfWay_LeavesNothing()
    {
        await using NpgsqlConnection blocker = await Access.DataSource.OpenConnectionAsync(Token);
        await using NpgsqlTransaction blocking = await blocker.BeginTransactionAsync(Token);
        await using NpgsqlCommand block = new("LOCK TABLE stored_chunk IN EXCLUSIVE MODE", blocker);
        await block.ExecuteNonQueryAsync(Token);

        // It has stored its manifest and waits to store its first chunk.
        Task publishing = PublishAsync(On("here"), One);
        const string Kill = "SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE NOT granted AND relation = 'stored_chunk'::regclass";
        while (await ExecuteAsync(Kill) is 0L)
        {
            await Task.Delay(20, Token);
        }

        await Assert.ThrowsAnyAsync<Diagnostics.HybridRecException>(() => publishing);
        await blocking.RollbackAsync(Token);

        Assert.Empty(await Open().ListAsync(Token));
        Assert.Equal(0L, await ExecuteAsync("SELECT (SELECT count(*) FROM stored_file) + (SELECT count(*) FROM stored_chunk)"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temporary.File("here")));
        await PublishAsync(Open(), One);
    }

    [Fact]
    public async Task DeleteAsync_ByAnotherMachine_TheCopyGoesWithTheNextPublication()
    {
        PostgresModelRegistry here = On("here");
        await PublishAsync(here, One);
        await Open().DeleteAsync(One, Token);
        Assert.Equal(0L, await ExecuteAsync("SELECT count(*) FROM stored_file"));

        await PublishAsync(here, Two);

        Assert.Equal(
            [Two.Value], Directory.EnumerateDirectories(_temporary.File("here")).Select(folder => Path.GetFileName(folder)));
    }

    /// <summary>As a machine of its own, with no copies yet.</summary>
    protected override IModelRegistry Open() => On($"machine{Interlocked.Increment(ref _machines)}");

    private PostgresModelRegistry On(string machine) => new(Access, _temporary.File(machine));

    private async Task<object?> ExecuteAsync(string sql)
    {
        await using NpgsqlCommand command = Access.DataSource.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Token);
    }
}
