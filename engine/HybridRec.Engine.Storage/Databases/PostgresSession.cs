using System.Collections.Concurrent;
using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace HybridRec.Engine.Storage;

/// <summary>A session on a PostgreSQL server.</summary>
internal sealed class PostgresSession(NpgsqlConnection connection) : Session(connection)
{
    private const int FirstFetch = 64;
    private const int LargestFetch = 4_096;

    private static readonly ConcurrentDictionary<string, string> Cursors = new();
    private static int _cursors;

    /// <inheritdoc/>
    public override bool IsRemote => true;

    /// <inheritdoc/>
    public override string Contains(string text, string part) => $"strpos({text}, {part}) > 0";

    /// <inheritdoc/>
    public override string Each(string json) =>
        $"(SELECT value::bigint AS value, place - 1 AS key FROM jsonb_array_elements_text(CAST({json} AS jsonb)) " +
        "WITH ORDINALITY AS element (value, place))";

    /// <inheritdoc/>
    public override void Insert(string table, string[] columns, IEnumerable<object?[]> rows)
    {
        using NpgsqlBinaryImporter copy = connection.BeginBinaryImport(
            $"COPY {table} ({string.Join(", ", columns)}) FROM STDIN (FORMAT BINARY)");
        foreach (object?[] row in rows)
        {
            copy.StartRow();
            foreach (object? value in row)
            {
                switch (value)
                {
                    case null:
                        copy.WriteNull();
                        break;
                    case string text:
                        copy.Write(text.Storable(), NpgsqlDbType.Text);
                        break;
                    case long number:
                        copy.Write(number, NpgsqlDbType.Bigint);
                        break;
                    case bool flag:
                        copy.Write(flag, NpgsqlDbType.Boolean);
                        break;
                    default:
                        copy.Write((double)value, NpgsqlDbType.Double);
                        break;
                }
            }
        }

        copy.Complete();
    }

    /// <summary>By a cursor: leaving early costs no more than the rows fetched, and the server keeps the rest.</summary>
    /// <param name="command">The query.</param>
    public override IEnumerable<DbDataReader> Stream(DbCommand command)
    {
        // A name for each query: Npgsql prepares what is fetched often, and then takes the columns for known.
        string name = Cursors.GetOrAdd(command.CommandText, _ => $"cursor{Interlocked.Increment(ref _cursors)}");
        command.CommandText = $"DECLARE {name} NO SCROLL CURSOR FOR {command.CommandText}";
        command.ExecuteNonQuery();
        bool more = true;
        for (int size = FirstFetch; more; size = Math.Min(size * 4, LargestFetch))
        {
            using NpgsqlCommand fetch = new($"FETCH {size} FROM {name}", connection);
            using NpgsqlDataReader row = fetch.ExecuteReader();
            int fetched = 0;
            for (; row.Read(); fetched++)
            {
                yield return row;
            }

            more = fetched == size;
        }
    }

    /// <summary>Rows deleted are unreadable at once; their bytes go when their place is used again, see <see cref="Erasure"/>.</summary>
    public override void EraseDeleted()
    {
    }
}
