using Microsoft.Data.Sqlite;

namespace HybridRec.Engine.Storage;

/// <summary>Short cuts for the hot loops, where Dapper's per-call preparation would cost more than the statement.</summary>
internal static class SqliteCommands
{
    /// <summary>A prepared statement with named parameters in the order given.</summary>
    public static SqliteCommand Prepare(this SqliteConnection connection, string sql, params ReadOnlySpan<string> parameters)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (string name in parameters)
        {
            command.Parameters.AddWithValue(name, DBNull.Value);
        }

        command.Prepare();
        return command;
    }

    /// <summary>Sets all parameters in order; null becomes NULL.</summary>
    public static SqliteCommand With(this SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command;
    }

    /// <summary>A text column, or null.</summary>
    public static string? GetTextOrNull(this SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>An integer column, or null.</summary>
    public static long? GetInt64OrNull(this SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetInt64(column);

    /// <summary>The id of an import source or listen source, created if new.</summary>
    public static long SourceId(this SqliteConnection connection, string name)
    {
        using SqliteCommand find = connection.Prepare("SELECT id FROM source WHERE name = $name", "$name");
        if (find.With(name).ExecuteScalar() is long known)
        {
            return known;
        }

        using SqliteCommand insert = connection.Prepare("INSERT INTO source (name) VALUES ($name) RETURNING id", "$name");
        return (long)insert.With(name).ExecuteScalar()!;
    }
}
