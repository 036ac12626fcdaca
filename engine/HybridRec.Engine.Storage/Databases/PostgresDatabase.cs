using System.Data;
using System.Data.Common;
using Npgsql;

namespace HybridRec.Engine.Storage;

/// <summary>A part of a PostgreSQL database: the tables of the runs, or those of everything else.</summary>
/// <remarks>
/// Every write takes the part's advisory lock first, so that writers of all processes and machines come one after the
/// other, as in SQLite: no track is made twice, a merge sees every row, and what has a higher number was committed later.
/// The lock goes with the connection, whatever way its process dies; a writer that falls silent loses it after a minute.
/// </remarks>
internal sealed class PostgresDatabase : Database
{
    private const int OldestVersion = 130_000;

    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly PostgresAccess _access;
    private readonly string _begin;
    private int _disposed;

    private PostgresDatabase(PostgresAccess access, long writerLock)
    {
        _access = access;
        _begin = BeginWriting(writerLock);
    }

    /// <summary>Connects and brings the part's schema up to date.</summary>
    /// <param name="access">The database; it stays the caller's.</param>
    /// <param name="part">Names the part.</param>
    /// <param name="steps">The part's steps, of <see cref="PostgresSchema"/>.</param>
    /// <exception cref="StorageException">It cannot be reached or used, or is newer than this program.</exception>
    public static PostgresDatabase Open(PostgresAccess access, string part, IReadOnlyList<string> steps)
    {
        try
        {
            using PostgresSession session = new(access.DataSource.OpenConnection());
            (long version, string encoding, string? schema, long any, long own) =
                session.Query<(long, string, string?, long, long)>(
                    "SELECT current_setting('server_version_num')::bigint, current_setting('server_encoding'), current_schema(), " +
                    "hashtextextended('hybridrec ' || current_schema(), 0), " +
                    "hashtextextended('hybridrec ' || current_schema() || ' ' || @part, 0)",
                    new { part })[0];
            if (version < OldestVersion || encoding != "UTF8" || schema is null)
            {
                throw new StorageException(access.Name, schema is null
                    ? "its Search Path names no schema that exists; create it, or correct the connection string"
                    : encoding == "UTF8"
                        ? $"version {version / 10_000} is too old; {OldestVersion / 10_000} or newer is needed"
                        : $"it is encoded in {encoding}; create one with createdb --encoding=UTF8 --template=template0");
            }

            Migrate(session, access, BeginWriting(any), part, steps);
            return new PostgresDatabase(access, own);
        }
        catch (DbException error)
        {
            throw access.Explain(error);
        }
    }

    /// <inheritdoc/>
    public override async Task<T> WriteAsync<T>(Func<Session, T> work, CancellationToken cancellationToken)
    {
        // Waiting here needs no connection.
        await _writing.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(
                () => Guard(() =>
                {
                    ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
                    using PostgresSession session = new(_access.DataSource.OpenConnection());
                    return Commit(session, work, cancellationToken);
                }),
                cancellationToken);
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
            await Task.Run(
                () => Guard(() => Commit(own, session => { work(session); return 0; }, cancellationToken)), cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    public override Session OpenOwn() => Guard(() => new PostgresSession(_access.DataSource.OpenConnection()));

    /// <summary>Frees the place of deleted rows; whatever is stored next overwrites them.</summary>
    /// <param name="tables">The tables.</param>
    public override void FinishErasing(IEnumerable<string> tables)
    {
        using Session own = OpenOwn();
        Guard(() => own.Execute($"VACUUM {string.Join(", ", tables)}"));
    }

    /// <summary>Waits for a write under way. The connections are the access's.</summary>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await _writing.WaitAsync();
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    protected override Reading BeginReading()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        NpgsqlConnection connection = _access.Reading.OpenConnection();
        try
        {
            return new Reading(
                new PostgresSession(connection), connection.BeginTransaction(IsolationLevel.RepeatableRead), session => session.Dispose());
        }
        catch (DbException)
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override Exception Explain(DbException error) => _access.Explain(error);

    private T Commit<T>(Session session, Func<Session, T> work, CancellationToken cancellationToken)
    {
        // Not a snapshot of before the lock was had: every statement sees what the writers before have committed.
        using DbTransaction transaction = session.Connection.BeginTransaction(IsolationLevel.ReadCommitted);
        session.Execute(_begin);
        T result = work(session);
        cancellationToken.ThrowIfCancellationRequested();
        transaction.Commit();
        return result;
    }

    private static string BeginWriting(long writerLock) =>
        $"SET LOCAL lock_timeout = '{BusyTimeoutSeconds}s'; SET LOCAL idle_in_transaction_session_timeout = '60s'; " +
        $"SELECT pg_advisory_xact_lock({writerLock})";

    private static void Migrate(
        PostgresSession session, PostgresAccess access, string begin, string part, IReadOnlyList<string> steps)
    {
        using DbTransaction transaction = session.Connection.BeginTransaction(IsolationLevel.ReadCommitted);

        // One at a time, both parts: of several processes that open at once, the first makes the tables.
        session.Execute(begin);
        session.Execute("CREATE TABLE IF NOT EXISTS hybridrec_schema (part TEXT PRIMARY KEY, version BIGINT NOT NULL)");
        int version = session.Scalar<int?>("SELECT version FROM hybridrec_schema WHERE part = @part", new { part }) ?? 0;
        if (version > steps.Count)
        {
            throw new StorageException(
                access.Name,
                $"it was made by a newer version of HybridRec (schema {version}, this program knows {steps.Count}); " +
                "use the newer program");
        }

        if (version == steps.Count)
        {
            return;
        }

        foreach (string step in steps.Skip(version))
        {
            session.Execute(step);
        }

        session.Execute(
            "INSERT INTO hybridrec_schema (part, version) VALUES (@part, @Count) " +
            "ON CONFLICT (part) DO UPDATE SET version = excluded.version",
            new { part, steps.Count });
        transaction.Commit();
    }
}
