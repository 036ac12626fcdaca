using Dapper;
using Microsoft.Data.Sqlite;

namespace HybridRec.Engine.Storage.Tests;

public sealed class SqliteDatabaseTests : IDisposable
{
    private const string First = "CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (1)";

    private readonly TemporaryFolder _temporary = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string DatabaseFile => _temporary.File("x.db");

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task Open_AnyDatabase_IsDurableAndChecksReferences()
    {
        await using SqliteDatabase database = SqliteDatabase.Open(DatabaseFile, SqliteSchema.Steps);

        (string Journal, long Synchronous, long ForeignKeys) settings = await database.WriteAsync(
            session => (
                session.Scalar<string>("PRAGMA journal_mode")!,
                session.Scalar<long>("PRAGMA synchronous"),
                session.Scalar<long>("PRAGMA foreign_keys")),
            Token);

        Assert.Equal(("wal", 2, 1), settings);
    }

    [Fact]
    public async Task Read_AttemptToWrite_IsRefused()
    {
        await using SqliteDatabase database = SqliteDatabase.Open(DatabaseFile, [First]);

        StorageException error = Assert.Throws<StorageException>(
            () => database.Read(session => session.Execute("DELETE FROM a")));

        Assert.IsType<SqliteException>(error.InnerException);
    }

    [Fact]
    public async Task WriteAsync_WhileAnotherProgramHoldsTheLock_WaitsForIt()
    {
        await using SqliteDatabase database = SqliteDatabase.Open(DatabaseFile, [First]);
        using Session own = database.OpenOwn();
        SqliteConnection other = (SqliteConnection)own.Connection;
        using SqliteTransaction held = other.BeginTransaction(deferred: false);
        other.Execute("INSERT INTO a VALUES (2)");
        Task<int> write = database.WriteAsync(session => session.Execute("INSERT INTO a VALUES (3)"), Token);

        Assert.Equal(1, Count(database));
        Assert.False(write.IsCompleted);
        held.Commit();

        Assert.Equal(1, await write);
        Assert.Equal(3, Count(database));
    }

    [Fact]
    public async Task WriteAsync_DiskFull_SaysSoStoresNothingAndGoesOn()
    {
        await using SqliteDatabase database = SqliteDatabase.Open(DatabaseFile, [First]);
        await database.WriteAsync(session => session.Execute("PRAGMA max_page_count = 10"), Token);

        StorageException error = await Assert.ThrowsAsync<StorageException>(() => database.WriteAsync(
            session => session.Execute(
                "INSERT INTO a VALUES (4); " +
                "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 100000) INSERT INTO a SELECT x FROM n"),
            Token));

        Assert.Contains("disk is full", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, Count(database));
        await database.WriteAsync(session => session.Execute("INSERT INTO a VALUES (5)"), Token);
        Assert.Equal(2, Count(database));
    }

    [Fact]
    public async Task WriteAsync_WorkThatThrows_IsRolledBack()
    {
        await using SqliteDatabase database = SqliteDatabase.Open(DatabaseFile, [First]);

        await Assert.ThrowsAsync<InvalidDataException>(() => database.WriteAsync<int>(
            session =>
            {
                session.Execute("DELETE FROM a");
                throw new InvalidDataException();
            },
            Token));

        Assert.Equal(1, Count(database));
    }

    [Fact]
    public async Task DisposeAsync_Twice_IsHarmlessAndEndsReading()
    {
        SqliteDatabase database = SqliteDatabase.Open(DatabaseFile, [First]);
        await database.DisposeAsync();
        await database.DisposeAsync();

        Assert.Throws<ObjectDisposedException>(() => Count(database));
    }

    private static int Count(SqliteDatabase database) =>
        database.Read(session => session.Scalar<int>("SELECT count(*) FROM a"));
}
