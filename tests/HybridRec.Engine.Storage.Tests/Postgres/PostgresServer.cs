using System.Diagnostics;
using System.Globalization;
using HybridRec.Engine.Storage.Tests;
using Npgsql;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace HybridRec.Engine.Storage.Tests;

/// <summary>
/// A PostgreSQL server of this test assembly's own, started by the first test that asks for a database. It is reached
/// through a socket in a temporary folder alone, syncs nothing to disk, and is gone with its folder when the tests end.
/// </summary>
/// <remarks>
/// A shell watches over it and waits on its standard input, a pipe from this process: whatever way this process dies, the
/// pipe closes, and the shell stops the server and deletes the folder. The server refuses to run as root; tests that do
/// have it run as <c>nobody</c>.
/// </remarks>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string Superuser = "hybridrec";

    private const string Watchdog = """
        trap '' INT HUP
        bin=$1 folder=$2
        umask 077
        mkdir "$folder"
        as=
        if [ "$(id -u)" -eq 0 ]; then
            chown nobody "$folder"
            as='setpriv --reuid=nobody --regid=65534 --clear-groups'
        fi
        cd "$folder"
        if $as "$bin/initdb" -D "$folder/data" -U hybridrec -A trust -E UTF8 --locale=C --no-sync >initdb.log 2>&1; then
            $as "$bin/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= -c max_connections=400 \
                -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c log_min_messages=fatal >server.log 2>&1 &
            server=$!
            echo started
            read -r end
            # A shell has its background programs ignore QUIT until they say otherwise; TERM ends one that has not yet.
            kill -TERM "$server" 2>/dev/null
            kill -QUIT "$server" 2>/dev/null
            wait "$server" 2>/dev/null
        else
            echo "initdb failed: $(cat initdb.log)"
        fi
        cd /
        rm -rf "$folder"
        """;

    private readonly SemaphoreSlim _starting = new(1, 1);
    private Process? _shell;
    private string? _folder;
    private int _databases;

    /// <summary>Makes an empty database.</summary>
    /// <returns>Its connection string. Skips the test where PostgreSQL is not installed.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        string folder = await StartedAsync();
        string name = string.Create(CultureInfo.InvariantCulture, $"test{Interlocked.Increment(ref _databases)}");
        await using NpgsqlConnection connection = new(ConnectionString(folder, "postgres"));
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using NpgsqlCommand create = new($"CREATE DATABASE {name}", connection);
        await create.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return ConnectionString(folder, name);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_shell is not null)
        {
            _shell.StandardInput.Close();
            await _shell.WaitForExitAsync();
            _shell.Dispose();
        }

        _starting.Dispose();
    }

    private static string ConnectionString(string folder, string database) =>
        new NpgsqlConnectionStringBuilder { Host = folder, Username = Superuser, Database = database, Timeout = 300, CommandTimeout = 300 }.ToString();

    private async Task<string> StartedAsync()
    {
        await _starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return _folder ??= await StartAsync();
        }
        finally
        {
            _starting.Release();
        }
    }

    private async Task<string> StartAsync()
    {
        string? programs = Programs();
        Assert.SkipWhen(programs is null, "PostgreSQL's server programs are not installed: run `make setup`.");

        string folder = Path.Combine(Path.GetTempPath(), $"hybridrec-pg-{Guid.NewGuid():n}");
        ProcessStartInfo start = new("/bin/sh", ["-c", Watchdog, "postgres-watchdog", programs!, folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _shell = Process.Start(start)!;
        string? said = await _shell.StandardOutput.ReadLineAsync();
        if (said != "started")
        {
            throw new InvalidOperationException($"PostgreSQL was not started: {said} {await _shell.StandardOutput.ReadToEndAsync()}");
        }

        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await using NpgsqlConnection connection = new(ConnectionString(folder, "postgres"));
                await connection.OpenAsync();
                return folder;
            }
            catch (NpgsqlException error)
            {
                if (attempt == 600)
                {
                    throw new InvalidOperationException(
                        $"PostgreSQL does not answer: {await File.ReadAllTextAsync(Path.Combine(folder, "server.log"))}", error);
                }

                await Task.Delay(100);
            }
        }
    }

    /// <summary>The folder of <c>initdb</c> and <c>postgres</c>: the lowest version of those installed by Debian, else what is on the path; null for none.</summary>
    private static string? Programs()
    {
        const string Debian = "/usr/lib/postgresql";
        IEnumerable<string> versions = Directory.Exists(Debian)
            ? Directory.EnumerateDirectories(Debian)
                .OrderBy(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int version) ? version : int.MaxValue)
                .Select(folder => Path.Combine(folder, "bin"))
            : [];
        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return versions.Concat(path).FirstOrDefault(folder =>
            folder.Length > 0 && File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));
    }
}
