using System.Globalization;
using HybridRec.Engine.Models;
using Npgsql;

namespace HybridRec.Engine.Storage;

/// <summary>
/// Keeps what a run's steps make for one another in a PostgreSQL database too, so that the run can go on on another
/// machine. The database is what counts: a step begins with what is there, and sends what changed as it appears.
/// </summary>
/// <remarks>
/// All of a change is sent in one transaction, by the connection that holds the lock of the run's group: neither half a change, nor
/// one of a process that has lost the lock, ever counts. Files must appear whole, by rename; names that end in
/// <c>.part</c> or <c>.new</c> are on their way.
/// </remarks>
public sealed class RunMirror
{
    private const string OwnerPrefix = "run/";

    private readonly PostgresLock _own;
    private readonly string _owner;
    private readonly string _folder;
    private Dictionary<string, FileState> _sent = [];

    /// <summary>Creates a mirror.</summary>
    /// <param name="own">The lock that guards the run.</param>
    /// <param name="run">The run's number.</param>
    /// <param name="folder">The run's folder on this machine; created if there is something to put there.</param>
    public RunMirror(PostgresLock own, long run, string folder)
    {
        ArgumentNullException.ThrowIfNull(own);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _own = own;
        _owner = OwnerOf(run);
        _folder = folder;
    }

    /// <summary>Makes the folder what the database has: fetches files, and deletes others.</summary>
    /// <param name="cancellationToken">Stops between chunks.</param>
    /// <exception cref="InvalidDataException">A file in the database is damaged.</exception>
    /// <exception cref="StorageException">The database cannot be used.</exception>
    public Task FetchAsync(CancellationToken cancellationToken) => _own.UseAsync(
        async connection =>
        {
            Dictionary<string, ModelFile> wanted = (await PostgresFiles.ListAsync(connection, _owner, cancellationToken))
                .ToDictionary(file => file.Name);
            foreach (string path in Paths().Where(path => !wanted.ContainsKey(NameOf(path))))
            {
                File.Delete(path);
            }

            foreach (ModelFile file in wanted.Values)
            {
                string path = Path.Combine(_folder, file.Name);
                if (!File.Exists(path) || (await FolderModelRegistry.HashAsync(path, cancellationToken)).Sha256 != file.Sha256)
                {
                    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                    await PostgresFiles.ReadAsync(connection, _owner, file, path + ".part", cancellationToken);
                    File.Move(path + ".part", path, overwrite: true);
                }
            }

            _sent = Look();
        },
        cancellationToken);

    /// <summary>Sends what changed since <see cref="FetchAsync"/> or the last call. Cheap where nothing did.</summary>
    /// <param name="cancellationToken">Stops between chunks; then nothing is sent.</param>
    /// <returns>False if the folder was changing and is to be looked at again.</returns>
    /// <exception cref="StorageException">The database cannot be used.</exception>
    public async Task<bool> SendAsync(CancellationToken cancellationToken)
    {
        // A file that says a step is done appears after those it speaks of. Two looks that see the same have seen them all.
        Dictionary<string, FileState> now = Look();
        if (Differ(now, Look()))
        {
            return false;
        }

        if (!Differ(now, _sent))
        {
            return true;
        }

        try
        {
            await SendAsync(now, cancellationToken);
        }
        catch (IOException error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            // Deleted since.
            return false;
        }

        _sent = now;
        return true;
    }

    /// <summary>Deletes from the database all that a run kept.</summary>
    /// <param name="access">The database.</param>
    /// <param name="run">The run's number.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="StorageException">The database cannot be used.</exception>
    public static Task DeleteAsync(PostgresAccess access, long run, CancellationToken cancellationToken) => PostgresFiles.WithAsync(
        access,
        async connection =>
        {
            await PostgresFiles.DeleteAsync(connection, OwnerOf(run), null, cancellationToken);
            return true;
        },
        cancellationToken);

    /// <summary>The runs that files are kept of.</summary>
    /// <param name="access">The database.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="StorageException">The database cannot be used.</exception>
    public static Task<IReadOnlyList<long>> RunsAsync(PostgresAccess access, CancellationToken cancellationToken) =>
        PostgresFiles.WithAsync<IReadOnlyList<long>>(
            access,
            async connection =>
            {
                await using NpgsqlCommand command = new(
                    "SELECT DISTINCT substr(owner, length($1) + 1)::bigint FROM stored_file WHERE starts_with(owner, $1)", connection)
                {
                    Parameters = { new() { Value = OwnerPrefix } },
                };
                await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
                List<long> runs = [];
                while (await reader.ReadAsync(cancellationToken))
                {
                    runs.Add(reader.GetInt64(0));
                }

                return runs;
            },
            cancellationToken);

    private static string OwnerOf(long run) => OwnerPrefix + run.ToString(CultureInfo.InvariantCulture);

    private static bool Differ(Dictionary<string, FileState> one, Dictionary<string, FileState> other) =>
        one.Count != other.Count || one.Any(file => !other.TryGetValue(file.Key, out FileState state) || state != file.Value);

    private Task SendAsync(Dictionary<string, FileState> now, CancellationToken cancellationToken) => _own.UseAsync(
        async connection =>
        {
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
            foreach (string gone in _sent.Keys.Except(now.Keys))
            {
                await PostgresFiles.DeleteAsync(connection, _owner, gone, cancellationToken);
            }

            foreach ((string name, FileState state) in now)
            {
                if (!_sent.TryGetValue(name, out FileState sent) || sent != state)
                {
                    await PostgresFiles.WriteAsync(connection, _owner, name, Path.Combine(_folder, name), cancellationToken);
                }
            }

            await transaction.CommitAsync(cancellationToken);
        },
        cancellationToken);

    private Dictionary<string, FileState> Look() => Paths()
        .Where(path => !path.EndsWith(".part", StringComparison.Ordinal) && !path.EndsWith(".new", StringComparison.Ordinal))
        .Select(path => new FileInfo(path))
        .Where(file => file.Exists)
        .ToDictionary(file => NameOf(file.FullName), file => new FileState(file.Length, file.LastWriteTimeUtc.Ticks));

    private string[] Paths() =>
        Directory.Exists(_folder) ? Directory.GetFiles(_folder, "*", SearchOption.AllDirectories) : [];

    private string NameOf(string path) => Path.GetRelativePath(_folder, path).Replace(Path.DirectorySeparatorChar, '/');

    private readonly record struct FileState(long Bytes, long ModifiedTicks);
}
