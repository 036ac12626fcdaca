using System.Data.Common;
using Npgsql;

namespace HybridRec.Engine.Storage;

/// <summary>A PostgreSQL database that is used, and by what name people know it.</summary>
public sealed class PostgresAccess : IAsyncDisposable
{
    private const int CommandTimeoutSeconds = 600;
    private const int KeepAliveSeconds = 30;
    private const int Prepared = 100;
    private const int MostReaders = 40;

    /// <summary>Reads settings; nothing is connected yet.</summary>
    /// <param name="connectionString">Npgsql's, e.g. <c>Host=db;Database=hybridrec;Username=hybridrec</c>.</param>
    /// <exception cref="StorageException">It is not understood. What it says is not repeated, as it may hold a password.</exception>
    public PostgresAccess(string connectionString)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "HybridRec" };
            Name = $"PostgreSQL database {settings.Database ?? settings.Username} on {settings.Host}:{settings.Port}";
            SetDefault(settings, "Command Timeout", () => settings.CommandTimeout = CommandTimeoutSeconds);
            SetDefault(settings, "Max Auto Prepare", () => settings.MaxAutoPrepare = Prepared);
            ArgumentException.ThrowIfNullOrEmpty(settings.Host);
            if (settings.Host[0] is not ('/' or '@'))
            {
                // A machine that vanished is noticed; what are no sockets of the network know no such thing.
                SetDefault(settings, "TCP Keepalive", () => settings.TcpKeepAlive = true);
                SetDefault(settings, "TCP Keepalive Time", () => settings.TcpKeepAliveTime = KeepAliveSeconds);
            }
        }
        catch (Exception error) when (error is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new StorageException(
                "PostgreSQL", "its connection string is not like Host=db.example;Port=5432;Database=hybridrec;Username=hybridrec");
        }

        ConnectionString = settings.ConnectionString;
        DataSource = NpgsqlDataSource.Create(settings);

        // A stream may rest while its reader works. Two programs stay below the hundred connections that servers allow.
        settings.Options =
            $"{settings.Options} -c default_transaction_read_only=on -c idle_in_transaction_session_timeout=0".TrimStart();
        settings.MaxPoolSize = Math.Min(settings.MaxPoolSize, MostReaders);
        Reading = NpgsqlDataSource.Create(settings);
    }

    /// <summary>Where it is, without a password; fit to show and to log.</summary>
    public string Name { get; }

    /// <summary>How to connect. It may hold a password: never shown or logged.</summary>
    public string ConnectionString { get; }

    /// <summary>Connections to read and write.</summary>
    public NpgsqlDataSource DataSource { get; }

    /// <summary>Connections whose transactions read only.</summary>
    internal NpgsqlDataSource Reading { get; }

    /// <summary>What the server or the connection complained of, in words for a person.</summary>
    /// <param name="error">The complaint.</param>
    public Exception Explain(DbException error) => error is not PostgresException refused
        ? new StorageException(
            Name,
            error.InnerException is TimeoutException
                ? "it does not answer in time; try again, and look at the server's load"
                : $"the connection failed ({error.GetBaseException().Message.TrimEnd('.')}); check that the server runs and can be reached",
            error)
        : refused.SqlState switch
        {
            PostgresErrorCodes.ForeignKeyViolation => new ArgumentException(
                "A user or track id was never issued by this data folder.", error),
            PostgresErrorCodes.LockNotAvailable => new StorageException(
                Name, $"another program has been writing to it for {Database.BusyTimeoutSeconds} s; try again when it is done", error),
            PostgresErrorCodes.DiskFull => new StorageException(
                Name, "the server's disk is full; free some space and try again", error),
            PostgresErrorCodes.TooManyConnections => new StorageException(
                Name, "it takes no more connections; raise max_connections, or lower Maximum Pool Size in the connection string", error),
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => new StorageException(
                Name, "it refuses the user or the password; give the password by PGPASSFILE (or ~/.pgpass) or PGPASSWORD", error),
            PostgresErrorCodes.InvalidCatalogName => new StorageException(
                Name, "there is no such database; create it with createdb", error),
            PostgresErrorCodes.InsufficientPrivilege => new StorageException(
                Name, $"the user lacks rights ({refused.MessageText}); GRANT CREATE, USAGE ON its schema to the user", error),
            PostgresErrorCodes.ReadOnlySqlTransaction => new StorageException(
                Name, "it is read-only, perhaps a standby; name the primary server", error),
            PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow =>
                new StorageException(Name, "the server is stopping or starting; try again when it is up", error),
            PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => new StorageException(
                Name, "it is damaged; restore a backup", error),
            _ => new StorageException(Name, $"PostgreSQL says \"{refused.MessageText}\"", error),
        };

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>Closes all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await Reading.DisposeAsync();
        await DataSource.DisposeAsync();
    }

    private static void SetDefault(NpgsqlConnectionStringBuilder settings, string keyword, Action set)
    {
        if (!settings.ShouldSerialize(keyword))
        {
            set();
        }
    }
}
