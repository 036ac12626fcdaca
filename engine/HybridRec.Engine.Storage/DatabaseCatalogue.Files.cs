using System.Data.Common;
using HybridRec.Engine.Catalogue;

namespace HybridRec.Engine.Storage;

internal sealed partial class DatabaseCatalogue
{
    private const string FileColumns = "path, size_bytes, modified_ticks, fingerprint, track, state, reason";

    private const string UpsertFile =
        "INSERT INTO audio_file (path, size_bytes, modified_ticks, fingerprint, track, state, reason) " +
        "VALUES (@Path, @SizeBytes, @ModifiedTicks, @Fingerprint, @Track, @State, @Reason) " +
        "ON CONFLICT (path) DO UPDATE SET size_bytes = excluded.size_bytes, modified_ticks = excluded.modified_ticks, " +
        "fingerprint = excluded.fingerprint, track = coalesce(excluded.track, audio_file.track), state = excluded.state, " +
        "reason = excluded.reason";

    /// <inheritdoc/>
    public Task<AudioFile?> FindFileAsync(string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(FindFiles("path = @value", path).SingleOrDefault());
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AudioFile>> FindFilesByFingerprintAsync(
        string fingerprint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<AudioFile>>(FindFiles("fingerprint = @value ORDER BY id", fingerprint));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AudioFile>> FilesOfAsync(TrackId track, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<AudioFile>>(FindFiles(
            "state = 0 AND track = (SELECT coalesce(merged_into, id) FROM track WHERE id = @value) ORDER BY id", track.Value));
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<AudioFile> ReadFilesAsync(CancellationToken cancellationToken) => database.StreamAsync(
        ReadAllFiles, cancellationToken);

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
            session =>
            {
                long track;
                if (description is not null)
                {
                    using TrackResolver resolver = new(session, clock.GetUtcNow());
                    track = resolver.Resolve(description);
                }
                else
                {
                    using TrackFamilies families = new(session);
                    track = families.Of(file.Track!.Value.Value).Survivor;
                }

                // A moved file keeps its record, and with it its place among the track's files.
                if (replacesPath is not null && replacesPath != file.Path)
                {
                    session.Execute(
                        "DELETE FROM audio_file WHERE path = @Path; " +
                        "UPDATE audio_file SET path = @Path WHERE path = @replacesPath",
                        new { Path = file.Path.Storable(), replacesPath = replacesPath.Storable() });
                }

                session.Execute(UpsertFile, Row(file with { State = AudioFileState.Present, Reason = null }, track));
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
            session =>
            {
                foreach (AudioFile file in files)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    session.Execute(
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
        database.Read(session =>
        {
            using DbCommand command = session.Prepare($"SELECT {FileColumns} FROM audio_file WHERE {condition}", "@value");
            using DbDataReader row = command.With(value).ExecuteReader();
            List<AudioFile> files = [];
            while (row.Read())
            {
                files.Add(ReadFile(row));
            }

            return files;
        });

    private static IEnumerable<AudioFile> ReadAllFiles(Session session)
    {
        using DbCommand command = session.Prepare($"SELECT {FileColumns} FROM audio_file ORDER BY path");
        foreach (DbDataReader row in session.Stream(command))
        {
            yield return ReadFile(row);
        }
    }

    private static AudioFile ReadFile(DbDataReader row) => new(
        row.GetString(0),
        row.GetInt64(1),
        new DateTimeOffset(row.GetInt64(2), TimeSpan.Zero),
        row.GetString(3),
        row.GetInt64OrNull(4) is { } track ? new TrackId(track) : null,
        (AudioFileState)row.GetInt32(5),
        row.GetTextOrNull(6));

    private static object Row(AudioFile file, long? track) => new
    {
        Path = file.Path.Storable(),
        file.SizeBytes,
        ModifiedTicks = file.ModifiedAt.UtcTicks,
        file.Fingerprint,
        Track = track,
        State = (int)file.State,
        Reason = file.Reason?.Storable(),
    };
}
