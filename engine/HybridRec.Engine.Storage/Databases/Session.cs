using System.Data.Common;
using Dapper;

namespace HybridRec.Engine.Storage;

/// <summary>
/// A connection in a transaction, and the few things that SQLite and PostgreSQL say differently. All other SQL of the
/// stores is written once, in the words that both understand; parameters are named <c>@name</c>.
/// </summary>
/// <param name="connection">The connection; the session owns it.</param>
internal abstract class Session(DbConnection connection) : IDisposable
{
    /// <summary>The connection.</summary>
    public DbConnection Connection => connection;

    /// <summary>Whether a statement costs a round trip to a server, so that few are better than many.</summary>
    public abstract bool IsRemote { get; }

    /// <summary>A condition: a text contains another.</summary>
    /// <param name="text">SQL of the text.</param>
    /// <param name="part">SQL of the other.</param>
    public abstract string Contains(string text, string part);

    /// <summary>A table of the numbers in a JSON array, with the columns <c>key</c> (place, from 0) and <c>value</c>.</summary>
    /// <param name="json">SQL of the array.</param>
    public abstract string Each(string json);

    /// <summary>Inserts rows in the fastest way there is.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="rows">Values in the columns' order and types: <c>long</c>, <c>double</c>, <c>bool</c>, <c>string</c> or null.</param>
    public abstract void Insert(string table, string[] columns, IEnumerable<object?[]> rows);

    /// <summary>Reads the rows of a query that may have very many, of which the reader may want the first only.</summary>
    /// <param name="command">The query; what differs between two runs of it is in parameters.</param>
    /// <returns>The reader itself, once on each row.</returns>
    public abstract IEnumerable<DbDataReader> Stream(DbCommand command);

    /// <summary>Has what is deleted in this transaction leave no trace, as far as that is in the store's power.</summary>
    public abstract void EraseDeleted();

    /// <summary>Runs statements joined by ';'.</summary>
    /// <param name="sql">The statements.</param>
    /// <param name="parameters">Their parameters by property name, or a sequence of such to run it for each.</param>
    /// <returns>How many rows were changed.</returns>
    public int Execute(string sql, object? parameters = null) => connection.Execute(sql, parameters);

    /// <summary>Reads rows.</summary>
    public List<T> Query<T>(string sql, object? parameters = null) => connection.Query<T>(sql, parameters).AsList();

    /// <summary>Reads the first column of the first row; the default of the type where there is none.</summary>
    public T? Scalar<T>(string sql, object? parameters = null) => connection.ExecuteScalar<T>(sql, parameters);

    /// <summary>A statement to run often, with parameters in the order given: what Dapper does per call would cost too much.</summary>
    public virtual DbCommand Prepare(string sql, params ReadOnlySpan<string> parameters)
    {
        DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (string name in parameters)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = DBNull.Value;
            command.Parameters.Add(parameter);
        }

        return command;
    }

    /// <summary>The id of an import source or listen source, created if new.</summary>
    public long SourceId(string name)
    {
        using DbCommand find = Prepare("SELECT id FROM source WHERE name = @name", "@name");
        if (find.With(name).ExecuteScalar() is long known)
        {
            return known;
        }

        using DbCommand insert = Prepare("INSERT INTO source (name) VALUES (@name) RETURNING id", "@name");
        return (long)insert.With(name).ExecuteScalar()!;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        connection.Dispose();
        GC.SuppressFinalize(this);
    }
}
