using System.Diagnostics;
using Npgsql;

namespace HybridRec.Engine.Storage;

/// <summary>The databases as tables of a PostgreSQL database.</summary>
internal sealed class PostgresStores : DataStores
{
    /// <summary>The file in a backup, in the custom format of <c>pg_dump</c>.</summary>
    public const string DumpName = "hybridrec.dump";

    private const string Dump = "pg_dump";

    private readonly PostgresAccess _access;

    private PostgresStores(PostgresAccess access, Database data, Database runs)
        : base(data, runs) => _access = access;

    /// <summary>Connects, and makes the tables that are absent.</summary>
    /// <param name="access">The database; from now on the stores'.</param>
    /// <exception cref="StorageException">It cannot be reached or used, or is newer than this program.</exception>
    public static async Task<DataStores> OpenAsync(PostgresAccess access)
    {
        try
        {
            PostgresFiles.Prepare(access);
            return new PostgresStores(
                access,
                PostgresDatabase.Open(access, "data", PostgresSchema.Steps),
                PostgresDatabase.Open(access, "runs", PostgresSchema.RunSteps));
        }
        catch (StorageException)
        {
            await access.DisposeAsync();
            throw;
        }
    }

    /// <summary>Has <c>pg_dump</c> write the whole database, as of one moment, to <see cref="DumpName"/>.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellationToken">Ends the program.</param>
    public override async Task BackupAsync(string folder, CancellationToken cancellationToken)
    {
        string file = Path.Combine(folder, DumpName);
        using Process dump = new() { StartInfo = StartDump(file) };
        try
        {
            dump.Start();
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new StorageException(
                _access.Name,
                "the backup needs the program pg_dump, which is not installed here; install PostgreSQL's client programs " +
                "(Debian: postgresql-client), or back the server up by its own means and run no backup here",
                error);
        }

        try
        {
            string complaint = await dump.StandardError.ReadToEndAsync(cancellationToken);
            await dump.WaitForExitAsync(cancellationToken);
            if (dump.ExitCode != 0)
            {
                throw new StorageException(
                    _access.Name, $"pg_dump could not copy it ({complaint.Trim().TrimEnd('.').ReplaceLineEndings(" ")})");
            }
        }
        catch (OperationCanceledException)
        {
            dump.Kill();
            throw;
        }

        DurableFile.SyncFile(file);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _access.DisposeAsync();
    }

    // How to connect goes by the environment, which other users of the machine cannot read, unlike arguments.
    private ProcessStartInfo StartDump(string file)
    {
        NpgsqlConnectionStringBuilder settings = new(_access.ConnectionString);
        ProcessStartInfo start = new(Dump)
        {
            ArgumentList = { "--format=custom", "--no-password", "--file", file },
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        (string Name, string? Value)[] variables =
        [
            ("PGHOST", settings.Host),
            ("PGPORT", settings.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ("PGDATABASE", settings.Database ?? settings.Username),
            ("PGUSER", settings.Username),
            ("PGPASSWORD", settings.Password),
            ("PGPASSFILE", settings.Passfile),
            ("PGSSLMODE", settings.ShouldSerialize("SSL Mode") ? SslModeName(settings.SslMode) : null),
            ("PGSSLROOTCERT", settings.RootCertificate),
            ("PGSSLCERT", settings.SslCertificate),
            ("PGSSLKEY", settings.SslKey),
        ];
        foreach ((string name, string? value) in variables)
        {
            if (!string.IsNullOrEmpty(value))
            {
                start.Environment[name] = value;
            }
        }

        return start;
    }

    private static string SslModeName(SslMode mode) => mode switch
    {
        SslMode.VerifyCA => "verify-ca",
        SslMode.VerifyFull => "verify-full",
        _ => mode.ToString().ToLowerInvariant(),
    };
}
