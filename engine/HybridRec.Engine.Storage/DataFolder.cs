using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Models;

namespace HybridRec.Engine.Storage;

/// <summary>
/// One installation's data: the databases <c>hybridrec.db</c> and <c>jobs.db</c>, the folder <c>models/</c> and the cache
/// <c>spectrograms/</c>, and <c>lyrics/</c>. Several processes may have it open at once. Thread-safe.
/// </summary>
/// <remarks>
/// A PostgreSQL database may take the place of the two files and of the models, so that several machines share the data, each with a
/// folder of its own for what it caches. The file <c>database.json</c> then says which.
/// </remarks>
public sealed class DataFolder : IAsyncDisposable
{
    /// <summary>The environment variable that programs take <see cref="DatabaseOfEnvironment"/> from.</summary>
    public const string DatabaseVariable = "HYBRIDREC_DATABASE";

    private const string ModelsName = "models";

    private readonly DataStores _stores;

    private DataFolder(string path, DataStores stores, PostgresAccess? postgres, TimeProvider clock)
    {
        Path = path;
        Postgres = postgres;
        _stores = stores;
        Database database = stores.Data;
        Runs = new RunStore(stores.Runs, clock);
        PlayLog = new DatabasePlayLog(database, clock);
        Catalogue = new DatabaseCatalogue(database, clock);
        ServeLog = new DatabaseServeLog(database);
        Tokens = new TokenStore(database, clock);
        Playlists = new PlaylistStore(database);
        Erasure = new Erasure(database, Runs);
        Models = postgres is null
            ? new FolderModelRegistry(System.IO.Path.Combine(path, ModelsName))
            : new PostgresModelRegistry(postgres, System.IO.Path.Combine(path, ModelsName));
        Sounds = new SoundStore(database);
        Lyrics = new LyricsStore(System.IO.Path.Combine(path, "lyrics"));
        Spectrograms = new SpectrogramStore(System.IO.Path.Combine(path, "spectrograms"), clock);
    }

    /// <summary>
    /// The folder used where none is named: <c>hybridrec</c> in <c>$XDG_DATA_HOME</c> or <c>~/.local/share</c>, on
    /// Windows in <c>%LocalAppData%</c>, on macOS in <c>~/Library/Application Support</c>.
    /// </summary>
    public static string DefaultPath => System.IO.Path.Combine(
        Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "hybridrec");

    /// <summary>The connection string in <c>HYBRIDREC_DATABASE</c>; null where that is not set or empty.</summary>
    public static string? DatabaseOfEnvironment =>
        Environment.GetEnvironmentVariable(DatabaseVariable) is { Length: > 0 } connection ? connection : null;

    /// <summary>The folder, absolute.</summary>
    public string Path { get; }

    /// <summary>The PostgreSQL database that holds the data; null where SQLite files do.</summary>
    public PostgresAccess? Postgres { get; }

    /// <summary>What users played and said.</summary>
    public IPlayLog PlayLog { get; }

    /// <summary>The tracks and their audio files.</summary>
    public ICatalogue Catalogue { get; }

    /// <summary>What was shown to whom.</summary>
    public IServeLog ServeLog { get; }

    /// <summary>The model versions.</summary>
    public IModelRegistry Models { get; }

    /// <summary>The job runs.</summary>
    public RunStore Runs { get; }

    /// <summary>Access tokens and the signing key.</summary>
    public TokenStore Tokens { get; }

    /// <summary>The dated playlists made for listeners, and their time zones.</summary>
    public PlaylistStore Playlists { get; }

    /// <summary>Erases users.</summary>
    public Erasure Erasure { get; }

    /// <summary>What was measured of files' sound, and by what recordings are recognised.</summary>
    public SoundStore Sounds { get; }

    /// <summary>Lyrics of audio files, from their tags or from files beside them.</summary>
    public LyricsStore Lyrics { get; }

    /// <summary>The log-mel excerpts made so far.</summary>
    public SpectrogramStore Spectrograms { get; }

    /// <summary>Opens a data folder, creating it if absent, for its owner alone, as it holds private listens.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="clock">Supplies "now".</param>
    /// <param name="cancellationToken">Cancels before anything is touched.</param>
    /// <exception cref="StorageException">It cannot be written, is damaged, or was made by a newer version.</exception>
    public static Task<DataFolder> OpenAsync(string path, TimeProvider clock, CancellationToken cancellationToken) =>
        OpenAsync(path, database: null, clock, cancellationToken);

    /// <summary>Opens a data folder whose data may be in a PostgreSQL database.</summary>
    /// <param name="path">The folder, created if absent.</param>
    /// <param name="database">
    /// Npgsql's connection string of the database, which the folder remembers without the password; null for what the
    /// folder remembers, or else its own SQLite files.
    /// </param>
    /// <param name="clock">Supplies "now".</param>
    /// <param name="cancellationToken">Cancels before anything is touched.</param>
    /// <exception cref="StorageException">
    /// Folder or database cannot be written, are damaged, or were made by a newer version; or the folder holds SQLite data
    /// and PostgreSQL is asked for.
    /// </exception>
    public static Task<DataFolder> OpenAsync(
        string path, string? database, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(clock);
        string full = System.IO.Path.GetFullPath(path);
        return Task.Run(
            async () =>
            {
                try
                {
                    DurableFile.CreateFolder(full);
                    PostgresAccess? postgres = DatabaseChoice.Of(full, database);
                    DataStores stores = postgres is null
                        ? await SqliteFiles.OpenAsync(full)
                        : await PostgresStores.OpenAsync(postgres);
                    if (database is not null)
                    {
                        DatabaseChoice.Remember(full, database);
                    }

                    return new DataFolder(full, stores, postgres, clock);
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException)
                {
                    throw new StorageException(
                        full, $"the data folder cannot be created ({error.Message.TrimEnd('.')}); choose another with --data", error);
                }
            },
            cancellationToken);
    }

    /// <summary>Opens a data folder that must be there already, for what only reads: a mistyped path is no empty library.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="clock">Supplies "now".</param>
    /// <param name="cancellationToken">Cancels before anything is touched.</param>
    /// <exception cref="StorageException">It is no data folder, or one that cannot be opened.</exception>
    public static Task<DataFolder> OpenExistingAsync(string path, TimeProvider clock, CancellationToken cancellationToken) =>
        OpenExistingAsync(path, database: null, clock, cancellationToken);

    /// <summary>Opens a data folder that must be there already; its data may be in a PostgreSQL database.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="database">As for <see cref="OpenAsync(string, string?, TimeProvider, CancellationToken)"/>.</param>
    /// <param name="clock">Supplies "now".</param>
    /// <param name="cancellationToken">Cancels before anything is touched.</param>
    /// <exception cref="StorageException">It is no data folder, or one that cannot be opened.</exception>
    public static Task<DataFolder> OpenExistingAsync(
        string path, string? database, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return File.Exists(System.IO.Path.Combine(path, SqliteFiles.DatabaseName))
            || File.Exists(System.IO.Path.Combine(path, DatabaseChoice.FileName))
            ? OpenAsync(path, database, clock, cancellationToken)
            : throw new StorageException(
                path,
                Directory.Exists(path)
                    ? $"it is no data folder, for it holds no {SqliteFiles.DatabaseName} and no {DatabaseChoice.FileName}"
                    : "there is no such data folder");
    }

    /// <summary>
    /// Copies both databases and the model in service, each as of one moment, to a folder that is itself a data folder;
    /// with PostgreSQL its database, all models included, goes to <c>hybridrec.dump</c> there, for <c>pg_restore</c>.
    /// Audio excerpts and lyrics are left out: importing again makes them.
    /// </summary>
    /// <param name="folder">A folder that does not exist; it appears when it is whole.</param>
    /// <param name="cancellationToken">Cancels between files; nothing stays behind.</param>
    /// <exception cref="StorageException">The disk refused, the folder exists, or <c>pg_dump</c> is needed and absent.</exception>
    public async Task BackupAsync(string folder, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        string aside = folder + ".part";
        try
        {
            if (Directory.Exists(aside))
            {
                Directory.Delete(aside, recursive: true);
            }

            DurableFile.CreateFolder(aside);
            await _stores.BackupAsync(aside, cancellationToken);
            if (Postgres is null && await Models.CurrentAsync(cancellationToken) is { } current)
            {
                OpenedModel model = await Models.OpenAsync(current, cancellationToken);
                FolderModelRegistry copy = new(System.IO.Path.Combine(aside, ModelsName));
                await copy.PublishAsync(
                    model.Manifest with { Files = [] },
                    (target, _) =>
                    {
                        foreach (ModelFile file in model.Manifest.Files)
                        {
                            File.Copy(System.IO.Path.Combine(model.Folder, file.Name), System.IO.Path.Combine(target, file.Name));
                        }

                        return Task.CompletedTask;
                    },
                    cancellationToken);
                await copy.PromoteAsync(current, cancellationToken);
            }

            DurableFile.SyncFolder(aside);
            Directory.Move(aside, folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(folder, $"the backup cannot be written ({error.Message.TrimEnd('.')})", error);
        }
        finally
        {
            if (Directory.Exists(aside))
            {
                Directory.Delete(aside, recursive: true);
            }
        }
    }

    /// <summary>Closes the databases once a write under way is finished.</summary>
    public ValueTask DisposeAsync() => _stores.DisposeAsync();
}
