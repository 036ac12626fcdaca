using System.Data.Common;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Storage;

/// <summary>The serve log in the data's database.</summary>
internal sealed class DatabaseServeLog(Database database) : IServeLog
{
    /// <inheritdoc/>
    public Task AppendAsync(ServedList list, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(list);
        return database.WriteAsync(
            session =>
            {
                long id = session.Scalar<long>(
                    "INSERT INTO served_list (listener, served_ms, version, discovery) " +
                    "VALUES (@user, @served, @version, @discovery) RETURNING id",
                    new
                    {
                        user = list.User.Value,
                        served = list.ServedAt.ToUnixTimeMilliseconds(),
                        version = list.Version.Value,
                        discovery = list.Discovery,
                    });
                session.Insert(
                    "served_track",
                    ["list", "position", "track", "source", "score", "propensity"],
                    list.Tracks.Select(track => new object?[]
                    {
                        id, (long)track.Position, track.Track.Value, track.Source, (double)track.Score, track.Propensity,
                    }));
                return id;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ServedList> ReadAsync(
        UserId user, DateTimeOffset since, CancellationToken cancellationToken) =>
        database.StreamAsync(session => ReadLists(session, user, since), cancellationToken);

    private static IEnumerable<ServedList> ReadLists(Session session, UserId user, DateTimeOffset since)
    {
        MergedTracks merged = MergedTracks.Read(session);
        using DbCommand lists = session.Prepare(
            "SELECT l.id, l.served_ms, l.version, l.discovery, t.track, t.position, t.source, t.score, t.propensity " +
            "FROM served_list l LEFT JOIN served_track t ON t.list = l.id WHERE l.listener = @user AND l.served_ms >= @since " +
            "ORDER BY l.served_ms DESC, l.id DESC, t.position",
            "@user", "@since");
        (long Id, ServedList List)? last = null;
        List<ServedTrack> shown = [];
        foreach (DbDataReader row in session.Stream(lists.With(user.Value, since.ToUnixTimeMilliseconds())))
        {
            long id = row.GetInt64(0);
            if (last?.Id != id)
            {
                if (last is { List: { } whole })
                {
                    yield return whole;
                }

                shown = [];
                last = (id, new ServedList(
                    user,
                    DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)),
                    new ModelVersion(row.GetString(2)),
                    row.GetDouble(3),
                    shown));
            }

            // A list without tracks has one row that names none.
            if (!row.IsDBNull(4))
            {
                shown.Add(new ServedTrack(
                    new TrackId(merged.Survivor(row.GetInt64(4))),
                    row.GetInt32(5),
                    row.GetString(6),
                    (float)row.GetDouble(7),
                    row.GetDouble(8)));
            }
        }

        if (last is { List: { } oldest })
        {
            yield return oldest;
        }
    }
}
