using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;

namespace HybridRec.Engine.Storage.Tests;

public sealed class SchemaTests : IDisposable
{
    private const string First = "CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (1)";
    private const string Second = "ALTER TABLE a ADD COLUMN y INTEGER; UPDATE a SET y = x + 1";

    private readonly TemporaryFolder _temporary = new();

    private string DatabaseFile => _temporary.File("x.db");

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task Open_OlderSchema_AppliesTheMissingStepsInOrderOnce()
    {
        await using (SqliteDatabase.Open(DatabaseFile, [First]))
        {
        }

        for (int opening = 0; opening < 2; opening++)
        {
            await using SqliteDatabase database = SqliteDatabase.Open(DatabaseFile, [First, Second]);
            Assert.Equal((1, 2), database.Read(session => session.Query<(int, int)>("SELECT x, y FROM a")[0]));
            Assert.Equal(2, database.Read(session => session.Scalar<int>("PRAGMA user_version")));
        }
    }

    [Fact]
    public async Task Open_FileOfBeforeListeners_KeepsWhatUsersDid()
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        await using (SqliteDatabase old = SqliteDatabase.Open(DatabaseFile, [.. SqliteSchema.Steps.Take(3)]))
        {
            await old.WriteAsync(
                session => session.Execute(
                    """
                    INSERT INTO user (id, name, key) VALUES (7, 'Ann', 'ANN');
                    INSERT INTO track (id, artist, title, words) VALUES (3, 'A', 'B', 'a b');
                    INSERT INTO source (id, name) VALUES (1, 'test');
                    INSERT INTO listen (user, listened_at, track, source) VALUES (7, 1700000000, 3, 1);
                    """),
                token);
        }

        await using SqliteDatabase database = SqliteDatabase.Open(DatabaseFile, SqliteSchema.Steps);
        DatabasePlayLog log = new(database, TimeProvider.System);

        Assert.Equal(new User(new UserId(7), "Ann"), await log.FindUserAsync("ann", token));
        Assert.Equal(new TrackId(3), (await log.ReadAsync(new UserId(7), null, null, token).SingleAsync(token)).Track);
        await Assert.ThrowsAsync<ArgumentException>(
            () => log.AppendAsync([new(new UserId(8), new TrackId(3), DateTimeOffset.UnixEpoch)], token));
    }

    [Fact]
    public async Task Open_EmptyFile_IsVersionZero()
    {
        await File.WriteAllBytesAsync(DatabaseFile, [], TestContext.Current.CancellationToken);

        await using SqliteDatabase database = SqliteDatabase.Open(DatabaseFile, SqliteSchema.Steps);

        Assert.Equal(SqliteSchema.Steps.Count, database.Read(session => session.Scalar<int>("PRAGMA user_version")));
    }

    [Fact]
    public async Task Open_StepThatFails_LeavesTheOlderSchemaWhole()
    {
        Assert.Throws<StorageException>(
            () => SqliteDatabase.Open(DatabaseFile, [First, "CREATE TABLE b (z INTEGER); INSERT INTO nowhere VALUES (1)"]));

        await using SqliteDatabase database = SqliteDatabase.Open(DatabaseFile, [First]);
        Assert.Equal(1, database.Read(session => session.Scalar<int>("PRAGMA user_version")));
        Assert.Equal(0, database.Read(session => session.Scalar<int>(
            "SELECT count(*) FROM sqlite_master WHERE name = 'b'")));
    }

    [Fact]
    public async Task Open_NewerSchema_SaysSoAndChangesNothing()
    {
        await using (SqliteDatabase.Open(DatabaseFile, [First, Second]))
        {
        }

        StorageException error = Assert.Throws<StorageException>(() => SqliteDatabase.Open(DatabaseFile, [First]));

        Assert.Contains("newer version", error.Message, StringComparison.Ordinal);
        await using SqliteDatabase database = SqliteDatabase.Open(DatabaseFile, [First, Second]);
    }

    [Fact]
    public async Task Open_ManyAtOnce_MigrateOnce()
    {
        SqliteDatabase[] opened = await Task.WhenAll(Enumerable.Range(0, 4).Select(
            _ => Task.Run(() => SqliteDatabase.Open(DatabaseFile, [First, Second]))));

        foreach (SqliteDatabase database in opened)
        {
            Assert.Equal(1, database.Read(session => session.Scalar<int>("SELECT count(*) FROM a")));
            await database.DisposeAsync();
        }
    }
}
