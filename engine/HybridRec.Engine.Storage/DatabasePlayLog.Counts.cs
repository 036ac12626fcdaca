using System.Data.Common;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;

namespace HybridRec.Engine.Storage;

internal sealed partial class DatabasePlayLog
{
    private const long LargestCount = 1L << 53;
    private const int StagingChunk = 10_000;
    private const int LongestSource = 200;

    // Exact up to the largest count; a sum of integers could overflow beyond it.
    private const string Sum = "sum(CAST(count AS DOUBLE PRECISION))";

    /// <inheritdoc/>
    public async Task ReplacePlayCountsAsync(
        string source, IAsyncEnumerable<PlayCount> counts, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(source);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(source.Length, LongestSource, nameof(source));
        ArgumentNullException.ThrowIfNull(counts);

        // Staged in a temporary table: no lock is held while the caller produces counts, which may itself need to write,
        // and memory stays constant.
        using Session own = database.OpenOwn();
        database.Guard(() => own.Execute("CREATE TEMP TABLE staged (listener BIGINT, track BIGINT, count BIGINT)"));
        await foreach (PlayCount[] chunk in counts.Chunk(StagingChunk).WithCancellation(cancellationToken))
        {
            await Task.Run(() => database.Guard(() => Stage(own, chunk)), cancellationToken);
        }

        await database.WriteInAsync(
            own,
            session =>
            {
                long id = session.SourceId(source);
                session.Execute(
                    "DELETE FROM play_count WHERE source = @id; " +
                    "INSERT INTO play_count (listener, track, source, count) SELECT listener, track, @id, " +
                    $"CASE WHEN {Sum} > {LargestCount} THEN {LargestCount} ELSE CAST({Sum} AS BIGINT) END " +
                    "FROM staged GROUP BY listener, track",
                    new { id });
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<PlayCount> ReadPlayCountsAsync(UserId? user, CancellationToken cancellationToken) =>
        database.StreamAsync(session => ReadPlayCounts(session, user), cancellationToken);

    private static int Stage(Session own, PlayCount[] chunk)
    {
        foreach (PlayCount count in chunk)
        {
            if (count.Count is < 1 or > LargestCount)
            {
                throw new ArgumentException(
                    $"Play count {count.Count} of user {count.User.Value} and track {count.Track.Value} is not 1 to 2^53.");
            }
        }

        own.Insert(
            "staged",
            ["listener", "track", "count"],
            chunk.Select(count => new object?[] { count.User.Value, count.Track.Value, count.Count }));
        return chunk.Length;
    }

    private static IEnumerable<PlayCount> ReadPlayCounts(Session session, UserId? user)
    {
        MergedTracks merged = MergedTracks.Read(session);
        using DbCommand command = session.Prepare(
            "SELECT listener, track, count FROM play_count" +
            (user is null ? "" : " WHERE listener = @user") + " ORDER BY listener, track",
            user is null ? [] : ["@user"]);
        SortedDictionary<long, long> counts = [];
        long current = 0;
        foreach (DbDataReader row in session.Stream(user is null ? command : command.With(user.Value.Value)))
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
