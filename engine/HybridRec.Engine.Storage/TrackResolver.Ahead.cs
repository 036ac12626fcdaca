using System.Data.Common;
using HybridRec.Engine.Catalogue;

namespace HybridRec.Engine.Storage;

/// <content>Few round trips where each costs: a batch's keys and tracks are read ahead, and what is new is written at the end.</content>
internal sealed partial class TrackResolver
{
    private const int FewestToReadAhead = 32;

    private readonly Dictionary<(IdentityKind Kind, string Value), long?> _keys = [];
    private readonly HashSet<long> _newTracks = [];
    private readonly List<object?[]> _newKeys = [];
    private readonly Queue<long> _ids = [];

    /// <summary>Prepares for a batch, if the store is remote and the batch large; <see cref="Finish"/> must follow.</summary>
    /// <exception cref="ArgumentException">A description names no track.</exception>
    public void ReadAhead(IReadOnlyList<TrackDescription> descriptions)
    {
        if (!_session.IsRemote || descriptions.Count < FewestToReadAhead)
        {
            return;
        }

        HashSet<TrackIdentity> identities = [.. descriptions.Select(TrackIdentity.Of)];
        foreach ((IdentityKind kind, string value) in identities.SelectMany(KeysOf))
        {
            _keys.TryAdd((kind, value.Storable()), null);
        }

        _session.Execute("CREATE TEMP TABLE asked_key (kind BIGINT, value TEXT COLLATE \"C\") ON COMMIT DROP");
        _session.Insert("asked_key", ["kind", "value"], _keys.Keys.Select(key => new object?[] { (long)key.Kind, key.Value }));
        using (DbCommand read = _session.Prepare(
            "SELECT kind, value, t.id, artist, title, release, mbid, duration_ms, collection, genres " +
            "FROM asked_key JOIN identity USING (kind, value) JOIN track t ON t.id = track"))
        using (DbDataReader row = read.ExecuteReader())
        {
            while (row.Read())
            {
                long track = row.GetInt64(2);
                _keys[((IdentityKind)row.GetInt64(0), row.GetString(1))] = track;
                if (!_known.ContainsKey(track))
                {
                    _known[track] = ReadDetails(row, 3);
                }
            }
        }

        int absent = identities.Count(identity => KeysOf(identity).All(key => _keys[(key.Kind, key.Value.Storable())] is null));
        foreach (long id in _session.Query<long>(
            "SELECT nextval(pg_get_serial_sequence('track', 'id')) FROM generate_series(1, @absent)", new { absent }))
        {
            _ids.Enqueue(id);
        }
    }

    /// <summary>Writes what was kept back.</summary>
    public void Finish()
    {
        if (_newTracks.Count > 0)
        {
            _session.Insert(
                "track",
                ["id", "artist", "title", "release", "mbid", "duration_ms", "collection", "genres", "words", "added_ms"],
                _newTracks.Select(id => (Id: id, Of: _known[id])).Select(track => new object?[]
                {
                    track.Id, track.Of.Artist, track.Of.Title, track.Of.Release, track.Of.Mbid, track.Of.DurationMs,
                    track.Of.Collection, track.Of.Genres, track.Of.Words, _now,
                }));
            _newTracks.Clear();
        }

        if (_newKeys.Count > 0)
        {
            _session.Insert("identity", ["kind", "value", "track"], _newKeys);
            _newKeys.Clear();
        }
    }

    private bool Postpone(IdentityKind kind, string value, long track)
    {
        if (_keys.Count == 0)
        {
            return false;
        }

        _keys[(kind, value.Storable())] = track;
        _newKeys.Add([(long)kind, value, track]);
        return true;
    }

    private long? PostponeTrack()
    {
        if (!_ids.TryDequeue(out long id))
        {
            return null;
        }

        _newTracks.Add(id);
        return id;
    }
}
