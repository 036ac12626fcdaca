using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using HybridRec.Engine.Catalogue;

namespace HybridRec.Engine.Storage;

/// <summary>The catalogue in the data's database.</summary>
internal sealed partial class DatabaseCatalogue(Database database, TimeProvider clock) : ICatalogue
{
    private const int LargestBatch = 10_000;
    private const int MostFound = 1_000;
    private const int MostWords = 32;

    private const string Columns =
        "t.id, t.artist, t.title, t.release, t.mbid, t.duration_ms, t.collection, t.genres, " +
        "EXISTS (SELECT 1 FROM audio_file f WHERE f.track = t.id AND f.state = 0) AS has_audio, " +
        "s.tempo, s.tonic, s.minor, s.key_strength, s.lufs, s.onset_rate, s.centroid";

    /// <summary>Gives tracks t the sound s of their first file that is not silent.</summary>
    private const string WithSound =
        " LEFT JOIN sound s ON s.id = (SELECT heard.id FROM audio_file f JOIN sound heard ON heard.fingerprint = f.fingerprint " +
        "WHERE f.track = t.id AND heard.tempo IS NOT NULL ORDER BY f.state, f.id LIMIT 1)";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TrackId>> ResolveAsync(
        IReadOnlyList<TrackDescription> descriptions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(descriptions);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(descriptions.Count, LargestBatch);
        return descriptions.Count == 0
            ? []
            : await database.WriteAsync(
                session =>
                {
                    using TrackResolver resolver = new(session, clock.GetUtcNow());
                    resolver.ReadAhead(descriptions);
                    long[] tracks = new long[descriptions.Count];
                    for (int i = 0; i < tracks.Length; i++)
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        tracks[i] = resolver.Resolve(descriptions[i]);
                    }

                    resolver.Finish();

                    // A later description may have merged the track of an earlier one.
                    return Array.ConvertAll(tracks, track => new TrackId(resolver.Survivor(track)));
                },
                cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> MergeAsync(TrackId one, TrackId other, CancellationToken cancellationToken) => database.WriteAsync(
        session =>
        {
            using TrackFamilies families = new(session);
            using TrackResolver resolver = new(session, clock.GetUtcNow());
            return resolver.TryMerge(families.Of(one.Value).Survivor, families.Of(other.Value).Survivor);
        },
        cancellationToken);

    /// <inheritdoc/>
    public async Task<Track?> FindAsync(TrackId id, CancellationToken cancellationToken) =>
        (await FindManyAsync([id], cancellationToken)).GetValueOrDefault(id);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<TrackId, Track>> FindManyAsync(
        IReadOnlyCollection<TrackId> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ids.Count, LargestBatch);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyDictionary<TrackId, Track>>(database.Read(session =>
        {
            using DbCommand command = session.Prepare(
                $"SELECT {Columns}, asked.id FROM {session.Each("@ids")} j JOIN track asked ON asked.id = j.value " +
                "JOIN track t ON t.id = coalesce(asked.merged_into, asked.id)" + WithSound,
                "@ids");
            using DbDataReader row = command.With(JsonSerializer.Serialize(ids.Select(id => id.Value))).ExecuteReader();
            Dictionary<TrackId, Track> found = new(ids.Count);
            while (row.Read())
            {
                found[new TrackId(row.GetInt64(16))] = ReadTrack(row);
            }

            return found;
        }));
    }

    /// <inheritdoc/>
    public Task<TrackId?> FindByMbidAsync(Guid recordingMbid, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<TrackId?>(database.Read<TrackId?>(session =>
        {
            using DbCommand command = session.Prepare(
                "SELECT track FROM identity WHERE kind = @kind AND value = @value", "@kind", "@value");
            return command.With((int)IdentityKind.Mbid, recordingMbid.ToString()).ExecuteScalar() is long track
                ? new TrackId(track)
                : null;
        }));
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<Track> ReadAllAsync(CancellationToken cancellationToken)
    {
        return database.StreamAsync(ReadAll, cancellationToken);

        static IEnumerable<Track> ReadAll(Session session)
        {
            using DbCommand command = session.Prepare(
                $"SELECT {Columns} FROM track t{WithSound} WHERE t.merged_into IS NULL ORDER BY t.id");
            foreach (DbDataReader row in session.Stream(command))
            {
                yield return ReadTrack(row);
            }
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Track>> SearchAsync(string query, int count, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MostFound);
        string[] words = [.. TextNormaliser.Words(query)
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct().Take(MostWords)];
        if (words.Length == 0)
        {
            return [];
        }

        // A scan, so that parts of words are found too, in scripts without spaces above all; hence off the caller's thread.
        return await Task.Run(() => database.Read(session => Search(session, words, count)), cancellationToken);
    }

    private static List<Track> Search(Session session, string[] words, int count)
    {
        string[] names = [.. words.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"@word{i}"))];
        string every = string.Concat(names.Select(name => $" AND {session.Contains("t.words", name)}"));

        // Of several matches the shortest is the closest.
        using DbCommand command = session.Prepare(
            $"SELECT {Columns} FROM track t{WithSound} WHERE t.merged_into IS NULL{every} " +
            "ORDER BY has_audio DESC, length(t.artist) + length(t.title), t.id LIMIT @count",
            [.. names, "@count"]);
        using DbDataReader row = command.With([.. words, count]).ExecuteReader();
        List<Track> found = [];
        while (row.Read())
        {
            found.Add(ReadTrack(row));
        }

        return found;
    }

    private static Track ReadTrack(DbDataReader row) => new(
        new TrackId(row.GetInt64(0)),
        row.GetString(1),
        row.GetString(2),
        row.GetTextOrNull(3),
        row.GetTextOrNull(4) is { } mbid ? Guid.Parse(mbid) : null,
        row.GetInt64OrNull(5) is { } ms ? TimeSpan.FromMilliseconds(ms) : null,
        row.GetTextOrNull(6),
        row.GetTextOrNull(7)?.Split(TrackDetails.GenreSeparator) ?? [],
        row.GetBoolean(8))
    {
        Sound = row.IsDBNull(9) ? null : new SoundFeatures(
            row.GetDouble(9),
            new MusicalKey(row.GetInt32(10), row.GetBoolean(11)),
            row.GetDouble(12),
            row.IsDBNull(13) ? null : row.GetDouble(13),
            row.GetDouble(14),
            row.GetDouble(15)),
    };
}
