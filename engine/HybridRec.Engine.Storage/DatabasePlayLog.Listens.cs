using System.Data.Common;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;

namespace HybridRec.Engine.Storage;

internal sealed partial class DatabasePlayLog
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<IngestOutcome>> AppendAsync(
        IReadOnlyList<Listen> listens, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(listens);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(listens.Count, LargestBatch);
        foreach (Listen listen in listens)
        {
            if (listen.DurationPlayed < TimeSpan.Zero || string.IsNullOrEmpty(listen.Source))
            {
                throw new ArgumentException(
                    $"A listen of track {listen.Track.Value} at {listen.ListenedAt:O} has a negative duration or no source.",
                    nameof(listens));
            }
        }

        return listens.Count == 0
            ? Task.FromResult<IReadOnlyList<IngestOutcome>>([])
            : database.WriteAsync<IReadOnlyList<IngestOutcome>>(
                session => session.IsRemote && listens.Count >= FewestToCopy
                    ? AppendByCopy(session, listens, cancellationToken)
                    : Append(session, listens, cancellationToken),
                cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(
        UserId user, TrackId track, DateTimeOffset listenedAt, CancellationToken cancellationToken)
    {
        long now = clock.GetUtcNow().ToUnixTimeSeconds();
        return database.WriteAsync(
            session =>
            {
                using TrackFamilies families = new(session);
                using DbCommand delete = session.Prepare(
                    "UPDATE listen SET deleted_at = @now " +
                    "WHERE listener = @user AND listened_at = @at AND track = @track AND deleted_at IS NULL",
                    "@now", "@user", "@at", "@track");
                Family family = families.Of(track.Value);
                int deleted = 0;
                foreach (long member in family.Merged.Prepend(family.Survivor))
                {
                    deleted += delete.With(now, user.Value, listenedAt.ToUnixTimeSeconds(), member).ExecuteNonQuery();
                }

                return deleted > 0;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<Listen> ReadAsync(
        UserId? user, DateTimeOffset? before, DateTimeOffset? after, CancellationToken cancellationToken) =>
        database.StreamAsync(session => ReadListens(session, user, before, after), cancellationToken);

    private static IngestOutcome[] Append(
        Session session, IReadOnlyList<Listen> listens, CancellationToken cancellationToken)
    {
        using TrackFamilies families = new(session);
        using DbCommand exists = session.Prepare(
            "SELECT 1 FROM listen WHERE listener = @user AND listened_at = @at AND track = @track", "@user", "@at", "@track");
        using DbCommand insertMetadata = session.Prepare(
            "INSERT INTO listen_metadata (json) VALUES (@json) RETURNING id", "@json");
        using DbCommand insert = session.Prepare(
            "INSERT INTO listen (listener, listened_at, track, played_ms, skipped, source, metadata) " +
            "VALUES (@user, @at, @track, @played, @skipped, @source, @metadata) ON CONFLICT DO NOTHING",
            "@user", "@at", "@track", "@played", "@skipped", "@source", "@metadata");
        Dictionary<string, long> sources = [];
        IngestOutcome[] outcomes = new IngestOutcome[listens.Count];
        for (int i = 0; i < outcomes.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Listen listen = listens[i];
            long user = listen.User.Value;
            long at = listen.ListenedAt.ToUnixTimeSeconds();
            Family family = families.Of(listen.Track.Value);

            // What the primary key cannot see has to be asked for: the tracks merged into this one, and metadata, which
            // is stored first.
            if ((listen.Metadata is not null && Exists(family.Survivor)) || family.Merged.Any(Exists))
            {
                outcomes[i] = IngestOutcome.Duplicate;
                continue;
            }

            if (!sources.TryGetValue(listen.Source, out long source))
            {
                sources[listen.Source] = source = session.SourceId(listen.Source);
            }

            long? metadata = listen.Metadata is null ? null : (long)insertMetadata.With(listen.Metadata).ExecuteScalar()!;
            int inserted = insert.With(
                user,
                at,
                family.Survivor,
                listen.DurationPlayed is { } played ? (long)played.TotalMilliseconds : null,
                listen.Skipped,
                source,
                metadata).ExecuteNonQuery();
            outcomes[i] = inserted == 1 ? IngestOutcome.Accepted : IngestOutcome.Duplicate;

            bool Exists(long track) => exists.With(user, at, track).ExecuteScalar() is not null;
        }

        return outcomes;
    }

    private static IEnumerable<Listen> ReadListens(
        Session session, UserId? user, DateTimeOffset? before, DateTimeOffset? after)
    {
        MergedTracks merged = MergedTracks.Read(session);
        using DbCommand command = session.Prepare(
            "SELECT l.listener, l.listened_at, l.track, l.played_ms, l.skipped, s.name, m.json FROM listen l " +
            "JOIN source s ON s.id = l.source LEFT JOIN listen_metadata m ON m.id = l.metadata " +
            "WHERE l.listened_at < @before AND l.listened_at > @after AND l.deleted_at IS NULL" +
            (user is null
                ? " ORDER BY l.listener, l.listened_at, l.track"
                : " AND l.listener = @user ORDER BY l.listened_at DESC, l.track DESC"),
            user is null ? ["@before", "@after"] : ["@before", "@after", "@user"]);

        // Listens are whole seconds: "before 10.5" includes 10, "after 10.5" starts with 11.
        long firstAfter = before is { } end ? end.AddTicks(TimeSpan.TicksPerSecond - 1).ToUnixTimeSeconds() : long.MaxValue;
        long lastBefore = after is { } start ? start.ToUnixTimeSeconds() : long.MinValue;
        HashSet<long> tracksOfSecond = [];
        (long User, long At) second = default;
        command.With(user is null ? [firstAfter, lastBefore] : [firstAfter, lastBefore, user.Value.Value]);
        foreach (DbDataReader row in session.Stream(command))
        {
            (long User, long At) current = (row.GetInt64(0), row.GetInt64(1));
            if (current != second)
            {
                second = current;
                tracksOfSecond.Clear();
            }

            // Listens that a merge made equal stand in the same second: the first is read, the others are not.
            long track = merged.Survivor(row.GetInt64(2));
            if (!tracksOfSecond.Add(track))
            {
                continue;
            }

            yield return new Listen(
                new UserId(current.User), new TrackId(track), DateTimeOffset.FromUnixTimeSeconds(current.At))
            {
                DurationPlayed = row.GetInt64OrNull(3) is { } played ? TimeSpan.FromMilliseconds(played) : null,
                Skipped = row.IsDBNull(4) ? null : row.GetBoolean(4),
                Source = row.GetString(5),
                Metadata = row.GetTextOrNull(6),
            };
        }
    }
}
