using System.Data.Common;
using Npgsql;

namespace HybridRec.Engine.Storage;

/// <summary>
/// A lock that one process at a time holds, whatever the number of machines: an advisory lock of a connection of its own.
/// The server lets go of it when the process dies. Should the connection die under a live process, that is told within about a
/// second, and what the lock guards must stop. Thread-safe.
/// </summary>
/// <remarks>
/// It needs a connection that stays the same: a pooler in between must pool sessions, not transactions. A machine that
/// vanishes is noticed by the server after 2 minutes (TCP keep-alive); the machine itself gives up after 1 minute of silence.
/// </remarks>
public sealed class PostgresLock : IDisposable
{
    private const int SilenceSeconds = 60;
    private const string Key = "hashtextextended('hybridrec ' || current_schema() || ' lock ' || $1, 0)";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly NpgsqlConnection _connection;
    private readonly SemaphoreSlim _using = new(1, 1);
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _end = new();

    private PostgresLock(PostgresAccess access, NpgsqlConnection connection)
    {
        Access = access;
        _connection = connection;
        Lost = _lost.Token;
        _ = Task.Run(WatchAsync);
    }

    /// <summary>Fires when the lock is lost: another may have it.</summary>
    public CancellationToken Lost { get; }

    /// <summary>The database.</summary>
    internal PostgresAccess Access { get; }

    /// <summary>Takes a lock; null if another holds it.</summary>
    /// <param name="access">The database.</param>
    /// <param name="name">What is locked.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="StorageException">The database cannot be used.</exception>
    public static async Task<PostgresLock?> TryTakeAsync(PostgresAccess access, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(access);
        ArgumentException.ThrowIfNullOrEmpty(name);
        NpgsqlConnection? connection = null;
        try
        {
            connection = await access.DataSource.OpenConnectionAsync(cancellationToken);
            await using NpgsqlBatch batch = new(connection)
            {
                BatchCommands =
                {
                    new NpgsqlBatchCommand("SET tcp_keepalives_idle = 60"),
                    new NpgsqlBatchCommand("SET tcp_keepalives_interval = 10"),
                    new NpgsqlBatchCommand("SET tcp_keepalives_count = 6"),
                    new NpgsqlBatchCommand($"SELECT pg_try_advisory_lock({Key})") { Parameters = { new() { Value = name } } },
                },
            };
            if (await batch.ExecuteScalarAsync(cancellationToken) is true)
            {
                PostgresLock taken = new(access, connection);
                connection = null;
                return taken;
            }

            return null;
        }
        catch (DbException error)
        {
            throw access.Explain(error);
        }
        finally
        {
            if (connection is not null)
            {
                await connection.DisposeAsync();
            }
        }
    }

    /// <summary>
    /// Uses the lock's own connection, one user at a time: what is written by it is written by the holder of the lock, for
    /// with the lock the connection is gone.
    /// </summary>
    /// <param name="work">Uses the connection; must not keep it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="StorageException">The database cannot be used, or the lock is lost.</exception>
    internal async Task UseAsync(Func<NpgsqlConnection, Task> work, CancellationToken cancellationToken)
    {
        await _using.WaitAsync(cancellationToken);
        try
        {
            Lost.ThrowIfCancellationRequested();
            await work(_connection);
        }
        catch (DbException error)
        {
            throw Access.Explain(error);
        }
        finally
        {
            _using.Release();
        }
    }

    /// <summary>Lets go of the lock.</summary>
    public void Dispose()
    {
        if (_end.IsCancellationRequested)
        {
            return;
        }

        _end.Cancel();
        _using.Wait();
        try
        {
            using NpgsqlCommand release = new("SELECT pg_advisory_unlock_all()", _connection);
            release.ExecuteNonQuery();
        }
        catch (Exception error) when (error is DbException or InvalidOperationException)
        {
            // The connection is dead, and the lock with it.
        }
        finally
        {
            _connection.Dispose();
            _using.Release();
        }
    }

    private async Task WatchAsync()
    {
        try
        {
            while (!_end.IsCancellationRequested)
            {
                await Task.Delay(Interval, _end.Token);
                await _using.WaitAsync(_end.Token);
                try
                {
                    await using NpgsqlCommand look = new("SELECT 1", _connection) { CommandTimeout = SilenceSeconds };
                    await look.ExecuteNonQueryAsync(_end.Token);
                }
                finally
                {
                    _using.Release();
                }
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // Let go of.
        }
        catch (Exception error) when (error is DbException or InvalidOperationException)
        {
            await _lost.CancelAsync();
        }
    }
}
