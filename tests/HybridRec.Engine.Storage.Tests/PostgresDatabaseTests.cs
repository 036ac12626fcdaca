using System.Diagnostics;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;
using Npgsql;

namespace HybridRec.Engine.Storage.Tests;

/// <summary>What is PostgreSQL's own: opening, losing the connection, waiting for writers elsewhere, backups.</summary>
public sealed class PostgresDatabaseTests(PostgresServer server) : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task Open_ManyAtOnce_MigrateOnce()
    {
        string database = await PostgresSchemas.CreateAsync(server);

        DataFolder[] opened = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => OpenAsync(database, $"data{i}")));

        UserId user = await opened[0].PlayLog.GetOrAddUserAsync("ann", Token);
        foreach (DataFolder data in opened)
        {
            Assert.Equal(user, (await data.PlayLog.FindUserAsync("ann", Token))?.Id);
            await data.DisposeAsync();
        }
    }

    [Fact]
    public async Task Open_NewerSchemaOrOneThatCannotBeWritten_SaysSo()
    {
        string database = await PostgresSchemas.CreateAsync(server);
        await (await OpenAsync(database)).DisposeAsync();
        string readOnly = new NpgsqlConnectionStringBuilder(database) { Options = "-c default_transaction_read_only=on" }.ToString();
        await Refused("read-only", readOnly);
        await Refused("Search Path", new NpgsqlConnectionStringBuilder(database) { SearchPath = "absent" }.ToString());

        await ExecuteAsync(database, "UPDATE hybridrec_schema SET version = 99");
        await Refused("newer version", database);
        await ExecuteAsync(database, "UPDATE hybridrec_schema SET version = 1");
        await Refused("already exists", database);
        Assert.Equal(1L, await ExecuteAsync(database, "SELECT min(version) FROM hybridrec_schema"));
    }

    [Fact]
    public async Task Read_AttemptToWrite_IsRefused()
    {
        await using PostgresAccess access = new(await PostgresSchemas.CreateAsync(server));
        await using PostgresDatabase database = PostgresDatabase.Open(access, "test", ["CREATE TABLE a (x BIGINT)"]);

        StorageException error = Assert.Throws<StorageException>(
            () => database.Read(session => session.Execute("INSERT INTO a VALUES (1)")));

        Assert.Contains("read-only", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteAsync_WhileAnotherProgramWrites_WaitsAndReadersDoNot()
    {
        string connection = await PostgresSchemas.CreateAsync(server);
        const string Table = "CREATE TABLE a (x BIGINT)";
        await using PostgresAccess here = new(connection);
        await using PostgresAccess there = new(connection);
        await using PostgresDatabase database = PostgresDatabase.Open(here, "test", [Table]);
        await using PostgresDatabase other = PostgresDatabase.Open(there, "test", [Table]);
        await using PostgresDatabase otherPart = PostgresDatabase.Open(there, "part", []);
        using ManualResetEventSlim entered = new();
        using ManualResetEventSlim leave = new();
        Task<int> first = other.WriteAsync(
            session =>
            {
                entered.Set();
                leave.Wait(Token);
                return session.Execute("INSERT INTO a VALUES (1)");
            },
            Token);
        entered.Wait(Token);

        Task<long> second = database.WriteAsync(session => session.Scalar<long>("SELECT count(*) FROM a"), Token);
        Assert.Equal(0, database.Read(session => session.Scalar<long>("SELECT count(*) FROM a")));
        Assert.Equal(0, await otherPart.WriteAsync(session => session.Scalar<long>("SELECT count(*) FROM a"), Token));
        Assert.False(second.IsCompleted);
        leave.Set();

        await first;
        Assert.Equal(1, await second);
    }

    [Fact]
    public async Task Connection_Lost_FailsWithTheReasonAndTheNextCallConnectsAgain()
    {
        string database = await server.CreateDatabaseAsync();
        await using DataFolder data = await OpenAsync(database);
        UserId user = await data.PlayLog.GetOrAddUserAsync("ann", Token);
        TrackId track = (await data.Catalogue.ResolveAsync([new() { Artist = "A", Title = "B" }], Token))[0];
        Listen listen = new(user, track, DateTimeOffset.UnixEpoch);
        await using DataFolder reader = await OpenAsync(database, "other");
        await using IAsyncEnumerator<Listen> reading = reader.PlayLog.ReadAsync(null, null, null, Token).GetAsyncEnumerator(Token);
        await ExecuteAsync(
            database, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'HybridRec' AND datname = current_database()");

        StorageException error = await Assert.ThrowsAsync<StorageException>(() => data.PlayLog.AppendAsync([listen], Token));

        Assert.Contains("server", error.Message, StringComparison.Ordinal);
        Assert.Equal([IngestOutcome.Accepted], await data.PlayLog.AppendAsync([listen], Token));
        Assert.True(await reading.MoveNextAsync());
    }

    [Fact]
    public async Task TwoMachines_WritingAtOnce_StoreEveryListenOnceAndAgreeOnTracks()
    {
        string database = await PostgresSchemas.CreateAsync(server);
        await using DataFolder one = await OpenAsync(database, "one");
        await using DataFolder other = await OpenAsync(database, "other");
        UserId user = await one.PlayLog.GetOrAddUserAsync("ann", Token);

        IReadOnlyList<TrackId>[] tracks = await Task.WhenAll(
            new[] { one, other, one, other }.Select((data, i) => Task.Run(() => WriteAsync(data, i % 2 == 0 ? 20 : 40), Token)));

        Assert.All(tracks, ids => Assert.Equal(tracks[1].Take(20), ids.Take(20)));
        Assert.Equal(400, await other.PlayLog.ReadAsync(user, null, null, Token).CountAsync(Token));
        Assert.Equal(40, await one.Catalogue.ReadAllAsync(Token).CountAsync(Token));

        async Task<IReadOnlyList<TrackId>> WriteAsync(DataFolder data, int count)
        {
            IReadOnlyList<TrackId> ids = [];
            for (int round = 0; round < 10; round++)
            {
                ids = await data.Catalogue.ResolveAsync(
                    [.. Enumerable.Range(0, count).Select(i => new TrackDescription { Artist = "A", Title = $"T{i}" })], Token);
                DateTimeOffset at = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000 + round);
                await data.PlayLog.AppendAsync([.. ids.Select(id => new Listen(user, id, at))], Token);
            }

            return ids;
        }
    }

    [Fact]
    public async Task Backup_ByPgDump_RestoresToTheMomentItWasMade()
    {
        await using DataFolder data = await OpenAsync(await server.CreateDatabaseAsync());
        await data.PlayLog.GetOrAddUserAsync("anna", Token);
        string copy = _temporary.File("copy");

        await data.BackupAsync(copy, Token);
        await data.PlayLog.GetOrAddUserAsync("ben", Token);

        NpgsqlConnectionStringBuilder target = new(await server.CreateDatabaseAsync());
        ProcessStartInfo restore = new("pg_restore")
        {
            ArgumentList = { "--host", target.Host!, "--username", target.Username!, "--dbname", target.Database!, Path.Combine(copy, "hybridrec.dump") },
        };
        using (Process restoring = Process.Start(restore)!)
        {
            await restoring.WaitForExitAsync(Token);
            Assert.Equal(0, restoring.ExitCode);
        }

        await using DataFolder restored = await OpenAsync(target.ToString(), "restored");
        Assert.Equal(["anna"], (await restored.PlayLog.ReadUsersAsync(Token)).Select(user => user.Name));
        Assert.NotEqual(
            (await restored.PlayLog.ReadUsersAsync(Token))[0].Id, await restored.PlayLog.GetOrAddUserAsync("ben", Token));
    }

    private static async Task<object?> ExecuteAsync(string database, string sql)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        await using NpgsqlCommand command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Token);
    }

    private Task<DataFolder> OpenAsync(string database, string folder = "data") =>
        DataFolder.OpenAsync(_temporary.File(folder), database, TimeProvider.System, Token);

    private async Task Refused(string reason, string database)
    {
        StorageException error = await Assert.ThrowsAsync<StorageException>(() => OpenAsync(database, "refused"));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }
}
