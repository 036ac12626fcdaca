namespace HybridRec.Engine.Storage;

/// <summary>The databases as SQLite files in a data folder.</summary>
internal sealed class SqliteFiles : DataStores
{
    /// <summary>The file of everything but the runs.</summary>
    public const string DatabaseName = "hybridrec.db";

    private const string RunsName = "jobs.db";

    private readonly SqliteDatabase _data;
    private readonly SqliteDatabase _runs;

    private SqliteFiles(SqliteDatabase data, SqliteDatabase runs)
        : base(data, runs)
    {
        _data = data;
        _runs = runs;
    }

    /// <summary>Opens the files, creating those that are absent.</summary>
    /// <param name="folder">The data folder, which exists.</param>
    /// <exception cref="StorageException">One is damaged, newer than this program, or cannot be written.</exception>
    public static async Task<DataStores> OpenAsync(string folder)
    {
        SqliteDatabase data = SqliteDatabase.Open(Path.Combine(folder, DatabaseName), SqliteSchema.Steps);
        try
        {
            return new SqliteFiles(data, SqliteDatabase.Open(Path.Combine(folder, RunsName), SqliteRunSchema.Steps));
        }
        catch (StorageException)
        {
            await data.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public override async Task BackupAsync(string folder, CancellationToken cancellationToken)
    {
        await _data.CopyToAsync(Path.Combine(folder, DatabaseName), cancellationToken);
        await _runs.CopyToAsync(Path.Combine(folder, RunsName), cancellationToken);
        DurableFile.SyncFile(Path.Combine(folder, DatabaseName));
        DurableFile.SyncFile(Path.Combine(folder, RunsName));
    }
}
