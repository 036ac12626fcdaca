using System.Collections.Concurrent;
using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace HybridRec.Engine.Storage;

/// <summary>One SQLite file in WAL mode.</summary>
/// <remarks>
/// Commits are synced to disk (<c>synchronous=FULL</c>). Other processes may use the file too; a write waits up to
/// <see cref="Database.BusyTimeoutSeconds"/> for theirs. Writes run on the thread pool; point reads run on the caller's thread, as
/// a B-tree look-up costs microseconds.
/// </remarks>
internal sealed class SqliteDatabase : Database
{
    private const string CannotWrite = "it cannot be written; check the rights of the folder and the file";

    private readonly ConcurrentBag<SqliteSession> _readers = [];
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly SqliteSession _writer;
    private int _disposed;

    static SqliteDatabase() => SQLitePCL.Batteries_V2.Init();

    private SqliteDatabase(string path, SqliteConnection writer)
    {
        Path = path;
        _writer = new SqliteSession(writer);
    }

    /// <summary>The database file.</summary>
    public string Path { get; }

    /// <summary>Opens the file, creating it if absent, and brings its schema up to date.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="steps">The schema's steps, <see cref="SqliteSchema.Steps"/>.</param>
    /// <exception cref="StorageException">It is damaged, newer than this program, or cannot be written.</exception>
    public static SqliteDatabase Open(string path, IReadOnlyList<string> steps)
    {
        SqliteConnection? writer = null;
        try
        {
            CreateForOwnerOnly(path);
            writer = Connect(path);

            // SQLite opens a write-protected file for reading and would complain only at the first write.
            if (SQLitePCL.raw.sqlite3_db_readonly(writer.Handle, "main") != 0)
            {
                throw new StorageException(path, CannotWrite);
            }

            Migrate(writer, path, steps);
            return new SqliteDatabase(path, writer);
        }
        catch (Exception error) when (error is SqliteException or IOException or UnauthorizedAccessException or StorageException)
        {
            writer?.Dispose();
            throw error is StorageException ? error : Explain(path, error);
        }
    }

    /// <inheritdoc/>
    public override async Task<T> WriteAsync<T>(Func<Session, T> work, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Commit(_writer, work, cancellationToken), cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    public override async Task WriteInAsync(Session own, Action<Session> work, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await Task.Run(() => Commit(own, session => { work(session); return 0; }, cancellationToken), cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    public override Session OpenOwn() => Guard(() => new SqliteSession(Connect(Path)));

    /// <summary>Copies the database as of one moment to a new file; readers and writers go on meanwhile.</summary>
    /// <param name="path">The file, which must not exist.</param>
    /// <param name="cancellationToken">Cancels before the copy begins.</param>
    public Task CopyToAsync(string path, CancellationToken cancellationToken) => Task.Run(
        () => Guard(() =>
        {
            using SqliteConnection connection = Connect(Path);
            connection.Execute("VACUUM INTO @path", new { path });
            return 0;
        }),
        cancellationToken);

    /// <inheritdoc/>
    public override void FinishErasing(IEnumerable<string> tables) => Guard(() =>
    {
        // Empties the write-ahead log, which holds pages as they were.
        using SqliteConnection connection = Connect(Path);
        return connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
    });

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        // A write under way finishes first.
        await _writing.WaitAsync();
        while (_readers.TryTake(out SqliteSession? reader))
        {
            reader.Dispose();
        }

        _writer.Dispose();
        _writing.Release();
    }

    /// <inheritdoc/>
    protected override Reading BeginReading()
    {
        SqliteSession session = RentReader();
        try
        {
            return new Reading(session, ((SqliteConnection)session.Connection).BeginTransaction(deferred: true), ReturnReader);
        }
        catch (SqliteException)
        {
            ReturnReader(session);
            throw;
        }
    }

    /// <inheritdoc/>
    protected override Exception Explain(DbException error) => Explain(Path, error);

    private T Commit<T>(Session session, Func<Session, T> work, CancellationToken cancellationToken) => Guard(() =>
    {
        // Immediate: a transaction that starts by reading and then writes would fail if another process wrote between.
        using SqliteTransaction transaction = ((SqliteConnection)session.Connection).BeginTransaction(deferred: false);
        T result = work(session);
        cancellationToken.ThrowIfCancellationRequested();
        transaction.Commit();
        return result;
    });

    private SqliteSession RentReader()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        if (_readers.TryTake(out SqliteSession? reader))
        {
            return reader;
        }

        reader = new SqliteSession(Connect(Path));
        reader.Execute("PRAGMA query_only = ON");
        return reader;
    }

    private void ReturnReader(Session reader)
    {
        _readers.Add((SqliteSession)reader);
        if (Volatile.Read(ref _disposed) != 0 && _readers.TryTake(out SqliteSession? late))
        {
            late.Dispose();
        }
    }

    private static SqliteConnection Connect(string path)
    {
        SqliteConnectionStringBuilder settings = new()
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            ForeignKeys = true,
            Pooling = false,
            DefaultTimeout = BusyTimeoutSeconds,
        };
        SqliteConnection connection = new(settings.ToString());
        try
        {
            connection.Open();
            connection.Execute($"PRAGMA busy_timeout = {BusyTimeoutSeconds * 1000}");
            connection.ExecuteScalar<string>("PRAGMA journal_mode = WAL");
            connection.Execute("PRAGMA synchronous = FULL; PRAGMA cache_size = -32768; PRAGMA journal_size_limit = 67108864");
            return connection;
        }
        catch (SqliteException)
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Migrate(SqliteConnection connection, string path, IReadOnlyList<string> steps)
    {
        int version = connection.ExecuteScalar<int>("PRAGMA user_version");
        while (version < steps.Count)
        {
            using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);

            // Read again under the lock: another process may have been quicker.
            version = connection.ExecuteScalar<int>("PRAGMA user_version");
            if (version < steps.Count)
            {
                connection.Execute(steps[version]);
                connection.Execute($"PRAGMA user_version = {++version}");
                transaction.Commit();
            }
        }

        if (version > steps.Count)
        {
            throw new StorageException(
                path,
                $"it was made by a newer version of HybridRec (schema {version}, this program knows {steps.Count}); " +
                "use the newer program");
        }
    }

    // Only ever creates: opening and closing an existing file would drop the locks SQLite holds on it in this process.
    private static void CreateForOwnerOnly(string path)
    {
        if (File.Exists(path))
        {
            return;
        }

        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            // SQLite gives the WAL the rights of the database file.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using FileStream file = new(path, options);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process created it in between.
        }
    }

    private static Exception Explain(string path, Exception error) => error is not SqliteException sqlite
        ? new StorageException(path, $"it cannot be opened for writing ({error.Message.TrimEnd('.')}); check its rights", error)
        : sqlite.SqliteErrorCode switch
        {
            11 or 26 => new StorageException(
                path, "it is damaged or no HybridRec database; restore a backup, or move it away and import again", error),
            5 or 6 => new StorageException(
                path, $"another program has been writing to it for {BusyTimeoutSeconds} s; try again when it is done", error),
            3 or 8 or 14 => new StorageException(path, CannotWrite, error),
            13 => new StorageException(path, "the disk is full; free some space and try again", error),
            10 => new StorageException(path, "the disk reported an error; check the disk", error),
            19 when sqlite.SqliteExtendedErrorCode == 787 => new ArgumentException(
                "A user or track id was never issued by this data folder.", error),
            _ => new StorageException(path, $"SQLite says \"{sqlite.Message}\"", error),
        };
}
