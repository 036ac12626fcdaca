using Dapper;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Numerics;
using Microsoft.Data.Sqlite;

namespace HybridRec.Engine.Storage;

/// <summary>The serve log in a data folder's database.</summary>
internal sealed class SqliteServeLog(SqliteDatabase database) : IServeLog
{
    /// <inheritdoc/>
    public Task AppendAsync(ServedList list, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(list);
        return database.WriteAsync(
            connection =>
            {
                long id = connection.ExecuteScalar<long>(
                    "INSERT INTO served_list (user, served_ms, version, discovery) " +
                    "VALUES (@user, @served, @version, @discovery) RETURNING id",
                    new
                    {
                        user = list.User.Value,
                        served = list.ServedAt.ToUnixTimeMilliseconds(),
                        version = list.Version.Value,
                        discovery = list.Discovery,
                    });
                using SqliteCommand insert = connection.Prepare(
                    "INSERT INTO served_track (list, position, track, source, score, propensity) " +
                    "VALUES ($list, $position, $track, $source, $score, $propensity)",
                    "$list", "$position", "$track", "$source", "$score", "$propensity");
                foreach (ServedTrack track in list.Tracks)
                {
                    insert.With(id, track.Position, track.Track.Value, track.Source, track.Score, track.Propensity)
                        .ExecuteNonQuery();
                }

                return id;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ServedList> ReadAsync(
        UserId user, DateTimeOffset since, CancellationToken cancellationToken) =>
        database.StreamAsync(connection => ReadLists(connection, user, since), cancellationToken);

    private static IEnumerable<ServedList> ReadLists(SqliteConnection connection, UserId user, DateTimeOffset since)
    {
        MergedTracks merged = MergedTracks.Read(connection);
        using SqliteCommand tracks = connection.Prepare(
            "SELECT track, position, source, score, propensity FROM served_track WHERE list = $list ORDER BY position",
            "$list");
        using SqliteCommand lists = connection.Prepare(
            "SELECT id, served_ms, version, discovery FROM served_list WHERE user = $user AND served_ms >= $since " +
            "ORDER BY served_ms DESC, id DESC",
            "$user", "$since");
        using SqliteDataReader list = lists.With(user.Value, since.ToUnixTimeMilliseconds()).ExecuteReader();
        while (list.Read())
        {
            List<ServedTrack> shown = [];
            using (SqliteDataReader row = tracks.With(list.GetInt64(0)).ExecuteReader())
            {
                while (row.Read())
                {
                    shown.Add(new ServedTrack(
                        new TrackId(merged.Survivor(row.GetInt64(0))),
                        row.GetInt32(1),
                        row.GetString(2),
                        row.GetFloat(3),
                        row.GetDouble(4)));
                }
            }

            yield return new ServedList(
                user,
                DateTimeOffset.FromUnixTimeMilliseconds(list.GetInt64(1)),
                new ModelVersion(list.GetString(2)),
                list.GetDouble(3),
                shown);
        }
    }
}
