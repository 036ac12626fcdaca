using System.Text.Json;
using HybridRec.Engine.Models;
using HybridRec.Engine.Numerics;
using Npgsql;

namespace HybridRec.Engine.Storage;

/// <summary>Model versions as rows of a PostgreSQL database, their files in chunks. What is opened is copied to a folder first.</summary>
/// <remarks>
/// A version is published in one transaction: a publisher that is killed leaves nothing in the database, and what it left in
/// the folder is swept by the next. The folder is a cache of whole versions that any number of processes may share: a copy is made aside, verified by
/// the hashes in the database, and renamed into place; a damaged one is made anew. Copies of versions that are gone
/// from the database go when something is published, opened for the first time, or deleted.
/// Where the database cannot be used, <see cref="StorageException"/> is thrown.
/// </remarks>
public sealed class PostgresModelRegistry : IModelRegistry
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly PostgresAccess _access;
    private readonly FolderModelRegistry _cache;
    private readonly string _folder;

    /// <summary>Opens a registry.</summary>
    /// <param name="access">The database, which has the tables; it stays the caller's.</param>
    /// <param name="folder">Folder of the copies, created with the first one.</param>
    internal PostgresModelRegistry(PostgresAccess access, string folder)
    {
        _access = access;
        _folder = Path.GetFullPath(folder);
        _cache = new FolderModelRegistry(folder);
    }

    /// <inheritdoc/>
    public async Task<ModelManifest> PublishAsync(
        ModelManifest manifest, Func<string, CancellationToken, Task> writeFiles, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(writeFiles);
        if (await FindAsync(manifest.ModelVersion, cancellationToken) is not null)
        {
            throw Exists(manifest.ModelVersion);
        }

        await SweepAsync(cancellationToken);

        // Committed to the database before the copy gets its name, so that there is no copy of what was never published.
        // From then on it is published, and can be cancelled no more.
        return await _cache.PublishAsync(
            manifest,
            async (folder, _) =>
            {
                await writeFiles(folder, cancellationToken);
                IReadOnlyList<ModelFile> files = await FolderModelRegistry.HashAllAsync(folder, cancellationToken);
                await StoreAsync(manifest with { Files = files }, folder, cancellationToken);
            },
            CancellationToken.None);
    }

    /// <inheritdoc/>
    public Task PromoteAsync(ModelVersion version, CancellationToken cancellationToken) => WithAsync(
        async connection =>
        {
            try
            {
                await using NpgsqlCommand command = new(
                    "INSERT INTO model_served (version) VALUES ($1) ON CONFLICT (one_row) DO UPDATE SET version = excluded.version", connection)
                {
                    Parameters = { new() { Value = version.Value } },
                };
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
            catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.ForeignKeyViolation)
            {
                throw Absent(version);
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<ModelVersion?> CurrentAsync(CancellationToken cancellationToken) => WithAsync<ModelVersion?>(
        async connection =>
        {
            await using NpgsqlCommand command = new("SELECT version FROM model_served", connection);
            return await command.ExecuteScalarAsync(cancellationToken) is string version ? new ModelVersion(version) : null;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ModelManifest>> ListAsync(CancellationToken cancellationToken) => WithAsync<IReadOnlyList<ModelManifest>>(
        async connection =>
        {
            await using NpgsqlCommand command = new("SELECT manifest FROM model ORDER BY version DESC", connection);
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
            List<ModelManifest> all = [];
            while (await reader.ReadAsync(cancellationToken))
            {
                all.Add(Parse(reader.GetString(0)));
            }

            return all;
        },
        cancellationToken);

    /// <inheritdoc/>
    public async Task DeleteAsync(ModelVersion version, CancellationToken cancellationToken)
    {
        await WithAsync(
            async connection =>
            {
                await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
                await using NpgsqlCommand command = new("DELETE FROM model WHERE version = $1", connection)
                {
                    Parameters = { new() { Value = version.Value } },
                };
                try
                {
                    if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
                    {
                        throw Absent(version);
                    }
                }
                catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.ForeignKeyViolation)
                {
                    throw new ModelRegistryException(version, "it is the one to serve; promote another first");
                }

                await PostgresFiles.DeleteAsync(connection, OwnerOf(version), null, cancellationToken);
                await transaction.CommitAsync(cancellationToken);
            },
            cancellationToken);
        await SweepAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<OpenedModel> OpenAsync(ModelVersion version, CancellationToken cancellationToken)
    {
        ModelManifest manifest = await FindAsync(version, cancellationToken) ?? throw Absent(version);
        FolderModelRegistry.EnsureReadable(manifest);
        if (await FromCacheAsync(manifest, cancellationToken) is { } kept)
        {
            return kept;
        }

        // One process of a machine at a time makes a copy: another could take one that appears meanwhile for the damaged one.
        await using FileStream turn = await TakeTurnAsync(version, cancellationToken);
        if (await FromCacheAsync(manifest, cancellationToken) is { } others)
        {
            return others;
        }

        await DropCopyAsync(version, cancellationToken);
        await SweepAsync(cancellationToken);
        await _cache.PublishAsync(manifest, (folder, token) => DownloadAsync(manifest, folder, token), cancellationToken);
        return await FromCacheAsync(manifest, cancellationToken)
            ?? throw new ModelRegistryException(version, "its copy on this machine was damaged at once; check the disk");
    }

    private static string OwnerOf(ModelVersion version) => "model/" + version.Value;

    private static ModelManifest Parse(string manifest) =>
        JsonSerializer.Deserialize<ModelManifest>(manifest, FolderModelRegistry.Json)!;

    private static ModelRegistryException Absent(ModelVersion version) => new(version, "there is no such version");

    private static ModelRegistryException Exists(ModelVersion version) => new(version, "a version of this name exists already");

    private Task<ModelManifest?> FindAsync(ModelVersion version, CancellationToken cancellationToken) => WithAsync<ModelManifest?>(
        async connection =>
        {
            await using NpgsqlCommand command = new("SELECT manifest FROM model WHERE version = $1", connection)
            {
                Parameters = { new() { Value = version.Value } },
            };
            return await command.ExecuteScalarAsync(cancellationToken) is string manifest ? Parse(manifest) : null;
        },
        cancellationToken);

    /// <summary>Commits a version with all its files, whole or not at all.</summary>
    private Task StoreAsync(ModelManifest manifest, string folder, CancellationToken cancellationToken) => WithAsync(
        async connection =>
        {
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using NpgsqlCommand insert = new("INSERT INTO model (version, manifest) VALUES ($1, $2)", connection)
            {
                Parameters =
                {
                    new() { Value = manifest.Version },
                    new() { Value = JsonSerializer.Serialize(manifest, FolderModelRegistry.Json) },
                },
            };
            try
            {
                await insert.ExecuteNonQueryAsync(cancellationToken);
            }
            catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                throw Exists(manifest.ModelVersion);
            }

            string owner = OwnerOf(manifest.ModelVersion);
            foreach (ModelFile file in manifest.Files)
            {
                await PostgresFiles.WriteAsync(connection, owner, file.Name, Path.Combine(folder, file.Name), cancellationToken);
            }

            cancellationToken.ThrowIfCancellationRequested();
            await transaction.CommitAsync(CancellationToken.None);
        },
        cancellationToken);

    private Task DownloadAsync(ModelManifest manifest, string folder, CancellationToken cancellationToken) => WithAsync(
        async connection =>
        {
            foreach (ModelFile file in manifest.Files)
            {
                try
                {
                    await PostgresFiles.ReadAsync(
                        connection, OwnerOf(manifest.ModelVersion), file, Path.Combine(folder, file.Name), cancellationToken);
                }
                catch (InvalidDataException error)
                {
                    throw new ModelRegistryException(
                        manifest.ModelVersion,
                        $"its file {file.Name} is damaged in the {_access.Name}; train again or promote another version",
                        error);
                }
            }
        },
        cancellationToken);

    private async Task<FileStream> TakeTurnAsync(ModelVersion version, CancellationToken cancellationToken)
    {
        string path = Path.Combine(_folder, ".copying.lock");
        while (true)
        {
            try
            {
                DurableFile.CreateFolder(_folder);
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                await Task.Delay(Pause, cancellationToken);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new ModelRegistryException(
                    version, $"it cannot be copied to {_folder} ({error.Message.TrimEnd('.')})", error);
            }
        }
    }

    /// <summary>The copy of a version; null where there is none, and where it is damaged or of another version of that name.</summary>
    private async Task<OpenedModel?> FromCacheAsync(ModelManifest manifest, CancellationToken cancellationToken)
    {
        try
        {
            OpenedModel opened = await _cache.OpenAsync(manifest.ModelVersion, cancellationToken);
            return opened.Manifest.Files.SequenceEqual(manifest.Files) ? new OpenedModel(manifest, opened.Folder) : null;
        }
        catch (ModelRegistryException)
        {
            // The database has it.
            return null;
        }
    }

    /// <summary>Removes copies of versions that are gone from the database.</summary>
    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        // Copies first, versions second: a copy appears after its version.
        IReadOnlyList<ModelManifest> copies = await _cache.ListAsync(cancellationToken);
        HashSet<string> known = [.. (await ListAsync(cancellationToken)).Select(manifest => manifest.Version)];
        foreach (ModelManifest copy in copies.Where(copy => !known.Contains(copy.Version)))
        {
            await DropCopyAsync(copy.ModelVersion, cancellationToken);
        }
    }

    private async Task DropCopyAsync(ModelVersion version, CancellationToken cancellationToken)
    {
        try
        {
            await _cache.DeleteAsync(version, cancellationToken);
        }
        catch (ModelRegistryException)
        {
            // It is gone, or cannot be removed, which the next copy of its name complains of.
        }
    }

    private async Task WithAsync(Func<NpgsqlConnection, Task> work, CancellationToken cancellationToken) => await WithAsync(
        async connection =>
        {
            await work(connection);
            return true;
        },
        cancellationToken);

    private Task<T> WithAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken) =>
        PostgresFiles.WithAsync(_access, work, cancellationToken);
}
