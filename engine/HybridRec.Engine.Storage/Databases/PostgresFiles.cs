using System.Data.Common;
using System.Security.Cryptography;
using HybridRec.Engine.Models;
using Npgsql;
using NpgsqlTypes;

namespace HybridRec.Engine.Storage;

/// <summary>Files in a PostgreSQL database, each of an owner (a model version, a run), in chunks, with its SHA-256.</summary>
internal static class PostgresFiles
{
    private const int ChunkBytes = 1 << 20;

    /// <summary>The part's steps, see <see cref="PostgresSchema"/>.</summary>
    private static readonly string[] Steps =
    [
        // What is stored is compressed already, or floats, which do not compress: EXTERNAL saves the trying.
        """
        CREATE TABLE stored_file (
            owner TEXT COLLATE "C" NOT NULL,
            name TEXT COLLATE "C" NOT NULL,
            bytes BIGINT NOT NULL,
            sha256 TEXT COLLATE "C" NOT NULL,
            PRIMARY KEY (owner, name)
        );

        CREATE TABLE stored_chunk (
            owner TEXT COLLATE "C" NOT NULL,
            name TEXT COLLATE "C" NOT NULL,
            position BIGINT NOT NULL,
            content BYTEA NOT NULL,
            PRIMARY KEY (owner, name, position),
            FOREIGN KEY (owner, name) REFERENCES stored_file (owner, name) ON DELETE CASCADE
        );
        ALTER TABLE stored_chunk ALTER content SET STORAGE EXTERNAL;

        CREATE TABLE model (
            version TEXT COLLATE "C" PRIMARY KEY,
            manifest TEXT NOT NULL
        );

        CREATE TABLE model_served (
            one_row BOOLEAN PRIMARY KEY DEFAULT TRUE CHECK (one_row),
            version TEXT COLLATE "C" NOT NULL REFERENCES model (version)
        );
        """,
    ];

    /// <summary>Makes the tables of files and models where they are absent.</summary>
    /// <param name="access">The database.</param>
    /// <exception cref="StorageException">It cannot be reached or used, or is newer than this program.</exception>
    public static void Prepare(PostgresAccess access) => _ = PostgresDatabase.Open(access, "files", Steps);

    /// <summary>Does something on a connection and puts complaints of the server in words.</summary>
    /// <param name="access">The database.</param>
    /// <param name="work">Uses the connection; must not keep it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="StorageException">The database cannot be used.</exception>
    public static async Task<T> WithAsync<T>(
        PostgresAccess access, Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(access);
        try
        {
            await using NpgsqlConnection connection = await access.DataSource.OpenConnectionAsync(cancellationToken);
            return await work(connection);
        }
        catch (DbException error)
        {
            throw access.Explain(error);
        }
    }

    /// <summary>The files of an owner.</summary>
    public static async Task<IReadOnlyList<ModelFile>> ListAsync(
        NpgsqlConnection connection, string owner, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(
            "SELECT name, bytes, sha256 FROM stored_file WHERE owner = $1 ORDER BY name", connection)
        {
            Parameters = { new() { Value = owner } },
        };
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        List<ModelFile> files = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            files.Add(new ModelFile(reader.GetString(0), reader.GetInt64(1), reader.GetString(2)));
        }

        return files;
    }

    /// <summary>Stores a file, in place of one of its name, in the connection's transaction.</summary>
    /// <param name="connection">In a transaction.</param>
    /// <param name="owner">Whose file it is.</param>
    /// <param name="name">Its name.</param>
    /// <param name="path">Where to read it.</param>
    /// <param name="cancellationToken">Cancels; the transaction is to be rolled back then.</param>
    public static async Task<ModelFile> WriteAsync(
        NpgsqlConnection connection, string owner, string name, string path, CancellationToken cancellationToken)
    {
        // Hashed and stored from one opened file: should another take its name meanwhile, it is another file.
        await using FileStream content = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        ModelFile file = new(
            name, content.Length, Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken)));
        content.Position = 0;
        await DeleteAsync(connection, owner, name, cancellationToken);
        await using NpgsqlCommand insert = new("INSERT INTO stored_file (owner, name, bytes, sha256) VALUES ($1, $2, $3, $4)", connection)
        {
            Parameters = { new() { Value = owner }, new() { Value = name }, new() { Value = file.Bytes }, new() { Value = file.Sha256 } },
        };
        await insert.ExecuteNonQueryAsync(cancellationToken);

        byte[] buffer = new byte[(int)Math.Min(ChunkBytes, Math.Max(1, file.Bytes))];
        await using NpgsqlBinaryImporter chunks = await connection.BeginBinaryImportAsync(
            "COPY stored_chunk (owner, name, position, content) FROM STDIN (FORMAT BINARY)", cancellationToken);
        for (long position = 0; ; position++)
        {
            int read = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            if (read == 0)
            {
                await chunks.CompleteAsync(cancellationToken);
                return file;
            }

            await chunks.StartRowAsync(cancellationToken);
            await chunks.WriteAsync(owner, NpgsqlDbType.Text, cancellationToken);
            await chunks.WriteAsync(name, NpgsqlDbType.Text, cancellationToken);
            await chunks.WriteAsync(position, NpgsqlDbType.Bigint, cancellationToken);
            await chunks.WriteAsync(buffer[..read], NpgsqlDbType.Bytea, cancellationToken);
        }
    }

    /// <summary>Reads a file to disk, chunk by chunk, and checks it.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="owner">Whose file it is.</param>
    /// <param name="file">What it must be.</param>
    /// <param name="path">Where to write it; on failure it may be there in part.</param>
    /// <param name="cancellationToken">Stops between chunks.</param>
    /// <exception cref="InvalidDataException">What is stored is not that file.</exception>
    public static async Task ReadAsync(
        NpgsqlConnection connection, string owner, ModelFile file, string path, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(
            "SELECT content FROM stored_chunk WHERE owner = $1 AND name = $2 ORDER BY position", connection)
        {
            Parameters = { new() { Value = owner }, new() { Value = file.Name } },
        };
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using FileStream target = new(path, FileMode.Create, FileAccess.Write, FileShare.None);
        await using (NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                byte[] chunk = reader.GetFieldValue<byte[]>(0);
                hash.AppendData(chunk);
                await target.WriteAsync(chunk, cancellationToken);
            }
        }

        if (target.Length != file.Bytes || Convert.ToHexStringLower(hash.GetHashAndReset()) != file.Sha256)
        {
            throw new InvalidDataException($"{file.Name} is damaged in the database");
        }
    }

    /// <summary>Deletes a file of an owner, or all of them.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="owner">Whose.</param>
    /// <param name="name">Its name; null for all.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task DeleteAsync(
        NpgsqlConnection connection, string owner, string? name, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(
            "DELETE FROM stored_file WHERE owner = $1 AND (name = $2 OR $2 IS NULL)", connection)
        {
            Parameters =
            {
                new() { Value = owner },
                new() { Value = name ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
