using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Dapper;
using Microsoft.Data.Sqlite;

namespace HybridRec.Engine.Storage;

/// <summary>
/// One SQLite file in WAL mode: one writer at a time, readers that never wait for it, and errors in plain words.
/// </summary>
/// <remarks>
/// Commits are synced to disk (<c>synchronous=FULL</c>). Other processes may use the file too; a write waits up to
/// <see cref="BusyTimeoutSeconds"/> for theirs. Writes run on the thread pool; point reads run on the caller's thread, as
/// a B-tree look-up costs microseconds.
/// </remarks>
internal sealed class SqliteDatabase : IAsyncDisposable
{
    private const int BusyTimeoutSeconds = 30;
    private const string CannotWrite = "it cannot be written; check the rights of the folder and the file";
    private const int FirstChunk = 32;
    private const int LargestChunk = 2_048;

    private readonly ConcurrentBag<SqliteConnection> _readers = [];
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly SqliteConnection _writer;
    private int _disposed;

    static SqliteDatabase() => SQLitePCL.Batteries_V2.Init();

    private SqliteDatabase(string path, SqliteConnection writer)
    {
        Path = path;
        _writer = writer;
    }

    /// <summary>The database file.</summary>
    public string Path { get; }

    /// <summary>Opens the file, creating it if absent, and brings its schema up to date.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="steps">The schema's steps, <see cref="Schema.Steps"/>.</param>
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

    /// <summary>Runs work in one transaction and commits it durably, whole or not at all.</summary>
    /// <param name="work">Reads and writes on the connection given; must not keep it.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    public async Task<T> WriteAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancellationToken)
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

    /// <summary>As <see cref="WriteAsync"/>, on a connection of the caller's own (see <see cref="OpenOwn"/>).</summary>
    public async Task WriteOnAsync(
        SqliteConnection connection, Action<SqliteConnection> work, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await Task.Run(
                () => Commit(connection, c => { work(c); return 0; }, cancellationToken), cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>A connection that only the caller uses and disposes, e.g. for temporary tables.</summary>
    public SqliteConnection OpenOwn() => Guard(() => Connect(Path));

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

    /// <summary>Runs a read in one snapshot.</summary>
    /// <param name="work">Reads on the connection given; must not keep it.</param>
    public T Read<T>(Func<SqliteConnection, T> work) => Guard(() =>
    {
        SqliteConnection connection = RentReader();
        try
        {
            using SqliteTransaction snapshot = connection.BeginTransaction(deferred: true);
            return work(connection);
        }
        finally
        {
            ReturnReader(connection);
        }
    });

    /// <summary>Streams a read of one snapshot; the disk is read off the caller's thread, in growing chunks.</summary>
    /// <param name="query">A lazy sequence over the connection given.</param>
    /// <param name="cancellationToken">Stops between chunks.</param>
    public async IAsyncEnumerable<T> StreamAsync<T>(
        Func<SqliteConnection, IEnumerable<T>> query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        SqliteConnection connection = Guard(RentReader);
        try
        {
            using SqliteTransaction snapshot = connection.BeginTransaction(deferred: true);
            using IEnumerator<T> rows = query(connection).GetEnumerator();
            List<T> chunk = [];
            for (int size = FirstChunk; ; size = Math.Min(size * 2, LargestChunk))
            {
                await Task.Run(() => Guard(() => Fill(chunk, rows, size)), cancellationToken);
                foreach (T row in chunk)
                {
                    yield return row;
                }

                if (chunk.Count < size)
                {
                    yield break;
                }
            }
        }
        finally
        {
            ReturnReader(connection);
        }
    }

    /// <summary>Runs code and turns what the disk or SQLite throws into a <see cref="StorageException"/>.</summary>
    public T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException error)
        {
            throw Explain(Path, error);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        // A write under way finishes first.
        await _writing.WaitAsync();
        while (_readers.TryTake(out SqliteConnection? reader))
        {
            reader.Dispose();
        }

        _writer.Dispose();
        _writing.Release();
    }

    private T Commit<T>(SqliteConnection connection, Func<SqliteConnection, T> work, CancellationToken cancellationToken) =>
        Guard(() =>
        {
            // Immediate: a transaction that starts by reading and then writes would fail if another process wrote between.
            using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
            T result = work(connection);
            cancellationToken.ThrowIfCancellationRequested();
            transaction.Commit();
            return result;
        });

    private static int Fill<T>(List<T> chunk, IEnumerator<T> rows, int size)
    {
        chunk.Clear();
        while (chunk.Count < size && rows.MoveNext())
        {
            chunk.Add(rows.Current);
        }

        return chunk.Count;
    }

    private SqliteConnection RentReader()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        if (_readers.TryTake(out SqliteConnection? reader))
        {
            return reader;
        }

        reader = Connect(Path);
        reader.Execute("PRAGMA query_only = ON");
        return reader;
    }

    private void ReturnReader(SqliteConnection reader)
    {
        _readers.Add(reader);
        if (Volatile.Read(ref _disposed) != 0 && _readers.TryTake(out SqliteConnection? late))
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
