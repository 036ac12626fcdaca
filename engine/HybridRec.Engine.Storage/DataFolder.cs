using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Models;

namespace HybridRec.Engine.Storage;

/// <summary>
/// One installation's data: the database <c>hybridrec.db</c>, the folder <c>models/</c> and the cache
/// <c>spectrograms/</c>. Several processes may have it open at once. Thread-safe.
/// </summary>
public sealed class DataFolder : IAsyncDisposable
{
    private const string DatabaseName = "hybridrec.db";

    private readonly SqliteDatabase _database;

    private DataFolder(string path, SqliteDatabase database, TimeProvider clock)
    {
        Path = path;
        _database = database;
        PlayLog = new SqlitePlayLog(database, clock);
        Catalogue = new SqliteCatalogue(database);
        ServeLog = new SqliteServeLog(database);
        Tokens = new TokenStore(database, clock);
        Models = new FolderModelRegistry(System.IO.Path.Combine(path, "models"));
        Sounds = new SoundStore(database);
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

    /// <summary>The folder, absolute.</summary>
    public string Path { get; }

    /// <summary>What users played and said.</summary>
    public IPlayLog PlayLog { get; }

    /// <summary>The tracks and their audio files.</summary>
    public ICatalogue Catalogue { get; }

    /// <summary>What was shown to whom.</summary>
    public IServeLog ServeLog { get; }

    /// <summary>The model versions.</summary>
    public IModelRegistry Models { get; }

    /// <summary>Access tokens and the signing key.</summary>
    public TokenStore Tokens { get; }

    /// <summary>What was measured of files' sound, and by what recordings are recognised.</summary>
    public SoundStore Sounds { get; }

    /// <summary>The log-mel excerpts made so far.</summary>
    public SpectrogramStore Spectrograms { get; }

    /// <summary>Opens a data folder, creating it if absent, for its owner alone, as it holds private listens.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="clock">Supplies "now".</param>
    /// <param name="cancellationToken">Cancels before anything is touched.</param>
    /// <exception cref="StorageException">It cannot be written, is damaged, or was made by a newer version.</exception>
    public static Task<DataFolder> OpenAsync(string path, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(clock);
        string full = System.IO.Path.GetFullPath(path);
        return Task.Run(
            () =>
            {
                try
                {
                    DurableFile.CreateFolder(full);
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException)
                {
                    throw new StorageException(
                        full, $"the data folder cannot be created ({error.Message.TrimEnd('.')}); choose another with --data", error);
                }

                return new DataFolder(
                    full, SqliteDatabase.Open(System.IO.Path.Combine(full, DatabaseName), Schema.Steps), clock);
            },
            cancellationToken);
    }

    /// <summary>Opens a data folder that must be there already, for what only reads: a mistyped path is no empty library.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="clock">Supplies "now".</param>
    /// <param name="cancellationToken">Cancels before anything is touched.</param>
    /// <exception cref="StorageException">It is no data folder, or one that cannot be opened.</exception>
    public static Task<DataFolder> OpenExistingAsync(string path, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return File.Exists(System.IO.Path.Combine(path, DatabaseName))
            ? OpenAsync(path, clock, cancellationToken)
            : throw new StorageException(
                path,
                Directory.Exists(path) ? $"it is no data folder, for it holds no {DatabaseName}" : "there is no such data folder");
    }

    /// <summary>Closes the database once a write under way is finished.</summary>
    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
