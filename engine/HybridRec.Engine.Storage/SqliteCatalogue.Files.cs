using Dapper;
using HybridRec.Engine.Catalogue;
using Microsoft.Data.Sqlite;

namespace HybridRec.Engine.Storage;

internal sealed partial class SqliteCatalogue
{
    private const string FileColumns = "path, size_bytes, modified_ticks, fingerprint, track, state, reason";

    private const string UpsertFile =
        "INSERT INTO audio_file (path, size_bytes, modified_ticks, fingerprint, track, state, reason) " +
        "VALUES (@Path, @SizeBytes, @ModifiedTicks, @Fingerprint, @Track, @State, @Reason) " +
        "ON CONFLICT (path) DO UPDATE SET size_bytes = excluded.size_bytes, modified_ticks = excluded.modified_ticks, " +
        "fingerprint = excluded.fingerprint, track = coalesce(excluded.track, track), state = excluded.state, " +
        "reason = excluded.reason";

    /// <inheritdoc/>
    public Task<AudioFile?> FindFileAsync(string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(FindFiles("path = $value", path).SingleOrDefault());
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AudioFile>> FindFilesByFingerprintAsync(
        string fingerprint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<AudioFile>>(FindFiles("fingerprint = $value ORDER BY id", fingerprint));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AudioFile>> FilesOfAsync(TrackId track, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<AudioFile>>(FindFiles(
            "state = 0 AND track = (SELECT coalesce(merged_into, id) FROM track WHERE id = $value) ORDER BY id", track.Value));
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<AudioFile> ReadFilesAsync(CancellationToken cancellationToken) => database.StreamAsync(
        connection => ReadFiles(connection, "$value IS NULL ORDER BY path", value: null), cancellationToken);

    /// <inheritdoc/>
    public Task<TrackId> AttachFileAsync(
        AudioFile file, TrackDescription? description, string? replacesPath, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (description is null && file.Track is null)
        {
            throw new ArgumentException($"{file.Path} has neither a description nor a track.", nameof(file));
        }

        return database.WriteAsync(
            connection =>
            {
                long track;
                if (description is not null)
                {
                    using TrackResolver resolver = new(connection, clock.GetUtcNow());
                    track = resolver.Resolve(description);
                }
                else
                {
                    using TrackFamilies families = new(connection);
                    track = families.Of(file.Track!.Value.Value).Survivor;
                }

                // A moved file keeps its record, and with it its place among the track's files.
                if (replacesPath is not null && replacesPath != file.Path)
                {
                    connection.Execute(
                        "DELETE FROM audio_file WHERE path = @Path; " +
                        "UPDATE audio_file SET path = @Path WHERE path = @replacesPath",
                        new { file.Path, replacesPath });
                }

                connection.Execute(UpsertFile, Row(file with { State = AudioFileState.Present, Reason = null }, track));
                return new TrackId(track);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task MarkFilesAsync(IReadOnlyCollection<AudioFile> files, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(files);
        foreach (AudioFile file in files)
        {
            if (file.State is AudioFileState.Present || string.IsNullOrEmpty(file.Reason))
            {
                throw new ArgumentException($"{file.Path} is marked neither bad nor missing with a reason.", nameof(files));
            }
        }

        return database.WriteAsync(
            connection =>
            {
                foreach (AudioFile file in files)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    connection.Execute(
                        file.State is AudioFileState.Bad
                            ? UpsertFile
                            : "UPDATE audio_file SET state = @State, reason = @Reason WHERE path = @Path",
                        Row(file, track: null));
                }

                return files.Count;
            },
            cancellationToken);
    }

    private List<AudioFile> FindFiles(string condition, object value) =>
        database.Read(connection => ReadFiles(connection, condition, value).ToList());

    private static IEnumerable<AudioFile> ReadFiles(SqliteConnection connection, string condition, object? value)
    {
        using SqliteCommand command = connection.Prepare($"SELECT {FileColumns} FROM audio_file WHERE {condition}", "$value");
        using SqliteDataReader row = command.With(value).ExecuteReader();
        while (row.Read())
        {
            yield return new AudioFile(
                row.GetString(0),
                row.GetInt64(1),
                new DateTimeOffset(row.GetInt64(2), TimeSpan.Zero),
                row.GetString(3),
                row.GetInt64OrNull(4) is { } track ? new TrackId(track) : null,
                (AudioFileState)row.GetInt32(5),
                row.GetTextOrNull(6));
        }
    }

    private static object Row(AudioFile file, long? track) => new
    {
        file.Path,
        file.SizeBytes,
        ModifiedTicks = file.ModifiedAt.UtcTicks,
        file.Fingerprint,
        Track = track,
        State = (int)file.State,
        file.Reason,
    };
}
