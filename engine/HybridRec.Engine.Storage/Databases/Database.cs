using System.Data.Common;
using System.Runtime.CompilerServices;

namespace HybridRec.Engine.Storage;

/// <summary>
/// One set of tables: one writer at a time over all processes, readers that see one moment and never wait for it, and
/// errors in plain words. Thread-safe.
/// </summary>
internal abstract class Database : IAsyncDisposable
{
    private const int FirstChunk = 32;
    private const int LargestChunk = 2_048;

    /// <summary>How long a write waits for another program's.</summary>
    public const int BusyTimeoutSeconds = 30;

    /// <summary>Runs work in one transaction and commits it durably, whole or not at all.</summary>
    /// <param name="work">Reads and writes in the session given; must not keep it.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    public abstract Task<T> WriteAsync<T>(Func<Session, T> work, CancellationToken cancellationToken);

    /// <summary>As <see cref="WriteAsync"/>, in a session of the caller's own (see <see cref="OpenOwn"/>).</summary>
    public abstract Task WriteInAsync(Session own, Action<Session> work, CancellationToken cancellationToken);

    /// <summary>A session that only the caller uses and disposes, without a transaction, e.g. for temporary tables.</summary>
    public abstract Session OpenOwn();

    /// <summary>Runs a read in one snapshot, on the caller's thread.</summary>
    /// <param name="work">Reads in the session given; must not keep it.</param>
    public T Read<T>(Func<Session, T> work) => Guard(() =>
    {
        using Reading reading = BeginReading();
        return work(reading.Session);
    });

    /// <summary>Streams a read of one snapshot; the rows are read off the caller's thread, in growing chunks.</summary>
    /// <param name="query">A lazy sequence over the session given.</param>
    /// <param name="cancellationToken">Stops between chunks.</param>
    public async IAsyncEnumerable<T> StreamAsync<T>(
        Func<Session, IEnumerable<T>> query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using Reading reading = Guard(BeginReading);
        using IEnumerator<T> rows = query(reading.Session).GetEnumerator();
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

    /// <summary>Does what is left to do once an erasure is committed, so that the erased is nowhere any more.</summary>
    /// <param name="tables">The tables that rows were erased from.</param>
    public abstract void FinishErasing(IEnumerable<string> tables);

    /// <summary>Runs code and turns what the disk or the database throws into a <see cref="StorageException"/>.</summary>
    public T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (DbException error)
        {
            throw Explain(error);
        }
    }

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>Begins a read-only transaction that sees one moment.</summary>
    protected abstract Reading BeginReading();

    /// <summary>The error in words for a person.</summary>
    protected abstract Exception Explain(DbException error);

    private static int Fill<T>(List<T> chunk, IEnumerator<T> rows, int size)
    {
        chunk.Clear();
        while (chunk.Count < size && rows.MoveNext())
        {
            chunk.Add(rows.Current);
        }

        return chunk.Count;
    }

    /// <summary>A read under way.</summary>
    /// <param name="session">Its session.</param>
    /// <param name="snapshot">Its transaction, which is rolled back, as there is nothing to commit.</param>
    /// <param name="end">Takes the session back.</param>
    protected readonly struct Reading(Session session, DbTransaction snapshot, Action<Session> end) : IDisposable
    {
        /// <summary>Where to read.</summary>
        public Session Session => session;

        /// <inheritdoc/>
        public void Dispose()
        {
            try
            {
                snapshot.Dispose();
            }
            finally
            {
                end(session);
            }
        }
    }
}
