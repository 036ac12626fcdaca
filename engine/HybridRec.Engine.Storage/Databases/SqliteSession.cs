using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace HybridRec.Engine.Storage;

/// <summary>A session on an SQLite file.</summary>
internal sealed class SqliteSession(SqliteConnection connection) : Session(connection)
{
    /// <inheritdoc/>
    public override bool IsRemote => false;

    /// <inheritdoc/>
    public override string Contains(string text, string part) => $"instr({text}, {part}) > 0";

    /// <inheritdoc/>
    public override string Each(string json) => $"json_each({json})";

    /// <inheritdoc/>
    public override void Insert(string table, string[] columns, IEnumerable<object?[]> rows)
    {
        string[] names = [.. columns.Select(column => "@" + column)];

        // A savepoint is a transaction of its own where there is none, which takes no lock on other databases.
        Execute("SAVEPOINT filling");
        using (DbCommand insert = Prepare(
            $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", names)})", names))
        {
            foreach (object?[] row in rows)
            {
                insert.With(row).ExecuteNonQuery();
            }
        }

        Execute("RELEASE filling");
    }

    /// <inheritdoc/>
    public override IEnumerable<DbDataReader> Stream(DbCommand command)
    {
        using DbDataReader row = command.ExecuteReader();
        while (row.Read())
        {
            yield return row;
        }
    }

    /// <inheritdoc/>
    public override void EraseDeleted() => Execute("PRAGMA secure_delete = ON");

    /// <inheritdoc/>
    public override DbCommand Prepare(string sql, params ReadOnlySpan<string> parameters)
    {
        DbCommand command = base.Prepare(sql, parameters);
        command.Prepare();
        return command;
    }
}
