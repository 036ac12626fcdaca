using System.Text.Json;
using Npgsql;

namespace HybridRec.Engine.Storage;

/// <summary>
/// Where a data folder's databases are: SQLite files in it, unless <c>database.json</c> in it names a PostgreSQL database.
/// So every program that opens the folder finds the same data.
/// </summary>
internal static class DatabaseChoice
{
    /// <summary>The file: <c>{"postgres": "Host=…"}</c>.</summary>
    public const string FileName = "database.json";

    /// <summary>The database of a data folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="asked">A connection string that goes before the file's; null for none.</param>
    /// <returns>Null for SQLite.</returns>
    /// <exception cref="StorageException">The file is damaged, or the folder holds SQLite data already.</exception>
    public static PostgresAccess? Of(string folder, string? asked)
    {
        string file = Path.Combine(folder, FileName);
        string? connection = asked ?? Read(file);
        if (connection is null)
        {
            return null;
        }

        return File.Exists(Path.Combine(folder, SqliteFiles.DatabaseName))
            ? throw new StorageException(
                folder,
                $"it holds the SQLite database {SqliteFiles.DatabaseName}, and {(asked is null ? FileName : DataFolder.DatabaseVariable)} asks " +
                "for PostgreSQL; nothing is carried over, so name another folder with --data and import there")
            : new PostgresAccess(connection);
    }

    /// <summary>Writes down which database the folder's data are in, without the password.</summary>
    /// <param name="folder">The folder, which exists.</param>
    /// <param name="connection">The connection string, which has been found to work.</param>
    public static void Remember(string folder, string connection)
    {
        string file = Path.Combine(folder, FileName);
        NpgsqlConnectionStringBuilder settings = new(connection);
        settings.Remove("Password");
        settings.Remove("SSL Password");
        if (Read(file) == settings.ConnectionString)
        {
            return;
        }

        string aside = $"{file}.{Environment.ProcessId}";
        File.WriteAllBytes(
            aside, JsonSerializer.SerializeToUtf8Bytes(new Content(settings.ConnectionString), JsonSerializerOptions.Web));
        DurableFile.SyncFile(aside);
        File.Move(aside, file, overwrite: true);
    }

    private static string? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<Content>(File.ReadAllBytes(file), JsonSerializerOptions.Web)?.Postgres
                ?? throw new JsonException();
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new StorageException(
                file, "it cannot be read as {\"postgres\": \"Host=…;Database=…;Username=…\"}; correct or remove it", error);
        }
    }

    private sealed record Content(string? Postgres);
}
