using Dapper;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;
using Microsoft.Data.Sqlite;

namespace HybridRec.Engine.Storage;

internal sealed partial class SqlitePlayLog
{
    private const long LargestCount = 1L << 53;
    private const int StagingChunk = 10_000;
    private const int LongestSource = 200;

    /// <inheritdoc/>
    public async Task ReplacePlayCountsAsync(
        string source, IAsyncEnumerable<PlayCount> counts, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(source);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(source.Length, LongestSource, nameof(source));
        ArgumentNullException.ThrowIfNull(counts);

        // Staged in a temporary table: no lock is held while the caller produces counts, which may itself need to write,
        // and memory stays constant.
        await using SqliteConnection own = database.OpenOwn();
        database.Guard(() => own.Execute(
            "CREATE TEMP TABLE staged (user INTEGER, track INTEGER, count INTEGER, PRIMARY KEY (user, track)) WITHOUT ROWID"));
        await foreach (PlayCount[] chunk in counts.Chunk(StagingChunk).WithCancellation(cancellationToken))
        {
            await Task.Run(() => database.Guard(() => Stage(own, chunk)), cancellationToken);
        }

        await database.WriteOnAsync(
            own,
            connection =>
            {
                long id = connection.SourceId(source);
                connection.Execute(
                    "DELETE FROM play_count WHERE source = @id; " +
                    "INSERT INTO play_count (user, track, source, count) SELECT user, track, @id, count FROM staged",
                    new { id });
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<PlayCount> ReadPlayCountsAsync(UserId? user, CancellationToken cancellationToken) =>
        database.StreamAsync(connection => ReadPlayCounts(connection, user), cancellationToken);

    private static int Stage(SqliteConnection own, PlayCount[] chunk)
    {
        using SqliteTransaction transaction = own.BeginTransaction(deferred: true);
        using SqliteCommand insert = own.Prepare(
            "INSERT INTO staged (user, track, count) VALUES ($user, $track, $count) " +
            $"ON CONFLICT (user, track) DO UPDATE SET count = min(count + excluded.count, {LargestCount})",
            "$user", "$track", "$count");
        foreach (PlayCount count in chunk)
        {
            if (count.Count is < 1 or > LargestCount)
            {
                throw new ArgumentException(
                    $"Play count {count.Count} of user {count.User.Value} and track {count.Track.Value} is not 1 to 2^53.");
            }

            insert.With(count.User.Value, count.Track.Value, count.Count).ExecuteNonQuery();
        }

        transaction.Commit();
        return chunk.Length;
    }

    private static IEnumerable<PlayCount> ReadPlayCounts(SqliteConnection connection, UserId? user)
    {
        MergedTracks merged = MergedTracks.Read(connection);
        using SqliteCommand command = connection.Prepare(
            "SELECT user, track, count FROM play_count" +
            (user is null ? " WHERE $user IS NULL" : " WHERE user = $user") + " ORDER BY user, track",
            "$user");
        using SqliteDataReader row = command.With(user?.Value).ExecuteReader();
        SortedDictionary<long, long> counts = [];
        long current = 0;
        while (row.Read())
        {
            if (row.GetInt64(0) != current)
            {
                foreach (PlayCount count in Take(counts, current))
                {
                    yield return count;
                }

                current = row.GetInt64(0);
            }

            long track = merged.Survivor(row.GetInt64(1));
            counts[track] = Math.Min(counts.GetValueOrDefault(track) + row.GetInt64(2), LargestCount);
        }

        foreach (PlayCount count in Take(counts, current))
        {
            yield return count;
        }
    }

    private static List<PlayCount> Take(SortedDictionary<long, long> counts, long user)
    {
        List<PlayCount> taken = [.. counts.Select(pair => new PlayCount(new UserId(user), new TrackId(pair.Key), pair.Value))];
        counts.Clear();
        return taken;
    }
}
