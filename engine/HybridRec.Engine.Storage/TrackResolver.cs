using System.Data.Common;
using HybridRec.Engine.Catalogue;

namespace HybridRec.Engine.Storage;

/// <summary>Finds, creates and merges tracks by the rules of <see cref="TrackIdentity"/>, within one transaction.</summary>
/// <remarks>What it reads and writes is remembered, as nobody else writes meanwhile.</remarks>
internal sealed partial class TrackResolver : IDisposable
{
    private readonly Session _session;
    private readonly long _now;
    private readonly DbCommand _find;
    private readonly DbCommand _claim;
    private readonly DbCommand _details;
    private readonly DbCommand _isNamed;
    private readonly DbCommand _insert;
    private readonly Dictionary<TrackIdentity, long> _resolved = [];
    private readonly Dictionary<long, long> _merged = [];
    private readonly Dictionary<long, TrackDetails> _known = [];

    /// <summary>Prepares the look-ups.</summary>
    /// <param name="session">A session in a write transaction.</param>
    /// <param name="now">When tracks that are new are added.</param>
    public TrackResolver(Session session, DateTimeOffset now)
    {
        _session = session;
        _now = now.ToUnixTimeMilliseconds();
        _find = session.Prepare(
            "SELECT t.id, t.mbid FROM identity i JOIN track t ON t.id = i.track WHERE i.kind = @kind AND i.value = @value",
            "@kind", "@value");
        _claim = session.Prepare(
            "INSERT INTO identity (kind, value, track) VALUES (@kind, @value, @track)",
            "@kind", "@value", "@track");
        _details = session.Prepare(
            "SELECT artist, title, release, mbid, duration_ms, collection, genres FROM track WHERE id = @id", "@id");
        _isNamed = session.Prepare(
            $"SELECT 1 FROM identity WHERE track = @id AND kind = {(int)IdentityKind.Text}", "@id");
        _insert = session.Prepare(
            "INSERT INTO track (artist, title, release, mbid, duration_ms, collection, genres, words, added_ms) " +
            "VALUES (@artist, @title, @release, @mbid, @duration, @collection, @genres, @words, @now) RETURNING id",
            "@artist", "@title", "@release", "@mbid", "@duration", "@collection", "@genres", "@words", "@now");
    }

    /// <summary>The track of a description. A later call may merge it away: see <see cref="Survivor"/>.</summary>
    /// <exception cref="ArgumentException">The description names no track.</exception>
    public long Resolve(TrackDescription description)
    {
        TrackIdentity identity = TrackIdentity.Of(description);
        if (_resolved.TryGetValue(identity, out long known))
        {
            return Survivor(known);
        }

        string? mbid = identity.RecordingMbid?.ToString();
        SortedSet<long> same = [];
        List<(IdentityKind Kind, string Value)> unclaimed = [];
        foreach ((IdentityKind kind, string value) in KeysOf(identity))
        {
            if (Find(kind, value) is not var (track, itsMbid))
            {
                unclaimed.Add((kind, value));
            }
            else if (mbid is null || itsMbid is null || itsMbid == mbid)
            {
                same.Add(track);
                mbid ??= itsMbid;
            }
        }

        TrackDetails said = TrackDetails.Of(description) with { Mbid = mbid };
        long survivor = same.Count == 0 ? Insert(said) : same.Min;
        foreach (long other in same.Where(track => track != survivor))
        {
            Merge(survivor, other);
        }

        if (same.Count > 0)
        {
            bool bringsName = unclaimed.Any(key => key.Kind == IdentityKind.Text);
            FillIn(survivor, said, rename: bringsName && !IsNamed(survivor));
        }

        foreach ((IdentityKind kind, string value) in unclaimed)
        {
            Claim(kind, value, survivor);
        }

        return _resolved[identity] = survivor;
    }

    /// <summary>Makes one of two surviving tracks, unless their MBIDs differ.</summary>
    /// <returns>Whether they are one now.</returns>
    public bool TryMerge(long one, long other)
    {
        if (one == other)
        {
            return true;
        }

        if (Details(one).Mbid is { } mbid && Details(other).Mbid is { } itsMbid && mbid != itsMbid)
        {
            return false;
        }

        Merge(Math.Min(one, other), Math.Max(one, other));
        return true;
    }

    /// <summary>What has become of a track in this transaction.</summary>
    public long Survivor(long track)
    {
        while (_merged.TryGetValue(track, out long survivor))
        {
            track = survivor;
        }

        return track;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _find.Dispose();
        _claim.Dispose();
        _details.Dispose();
        _isNamed.Dispose();
        _insert.Dispose();
    }

    // In order of trust.
    private static IEnumerable<(IdentityKind Kind, string Value)> KeysOf(TrackIdentity identity)
    {
        if (identity.RecordingMbid is { } mbid)
        {
            yield return (IdentityKind.Mbid, mbid.ToString());
        }

        if (identity.ExternalId is { } externalId)
        {
            yield return (IdentityKind.External, externalId);
        }

        if (identity.TextKey is { } text)
        {
            yield return (IdentityKind.Text, text);
        }
    }

    private (long Track, string? Mbid)? Find(IdentityKind kind, string value)
    {
        if (_keys.TryGetValue((kind, value.Storable()), out long? read))
        {
            return read is { } known ? (Survivor(known), Details(Survivor(known)).Mbid) : null;
        }

        using DbDataReader row = _find.With((int)kind, value).ExecuteReader();
        return row.Read() ? (row.GetInt64(0), row.GetTextOrNull(1)) : null;
    }

    private void Claim(IdentityKind kind, string value, long track)
    {
        if (!Postpone(kind, value, track))
        {
            _claim.With((int)kind, value, track).ExecuteNonQuery();
        }
    }

    private long Insert(TrackDetails d)
    {
        long track = PostponeTrack() ?? (long)_insert
            .With(d.Artist, d.Title, d.Release, d.Mbid, d.DurationMs, d.Collection, d.Genres, d.Words, _now)
            .ExecuteScalar()!;
        _known[track] = d;
        return track;
    }

    private void Merge(long survivor, long other)
    {
        Finish();
        FillIn(survivor, Details(other), rename: !IsNamed(survivor) && IsNamed(other));
        _session.Execute(
            "UPDATE identity SET track = @survivor WHERE track = @other; " +
            "UPDATE audio_file SET track = @survivor WHERE track = @other; " +
            "UPDATE track SET merged_into = @survivor WHERE merged_into = @other OR id = @other",
            new { survivor, other });
        _merged[other] = survivor;
    }

    private bool IsNamed(long track)
    {
        Finish();
        return _isNamed.With(track).ExecuteScalar() is not null;
    }

    private void FillIn(long track, TrackDetails said, bool rename)
    {
        TrackDetails known = Details(track);
        TrackDetails filled = known.FilledFrom(said, rename);
        if (filled == known)
        {
            return;
        }

        _known[track] = filled;
        if (!_newTracks.Contains(track))
        {
            _session.Execute(
                "UPDATE track SET artist = @Artist, title = @Title, release = @Release, mbid = @Mbid, " +
                "duration_ms = @DurationMs, collection = @Collection, genres = @Genres, words = @Words WHERE id = @track",
                new
                {
                    filled.Artist,
                    filled.Title,
                    filled.Release,
                    filled.Mbid,
                    filled.DurationMs,
                    filled.Collection,
                    filled.Genres,
                    filled.Words,
                    track,
                });
        }
    }

    private TrackDetails Details(long track)
    {
        if (_known.TryGetValue(track, out TrackDetails? known))
        {
            return known;
        }

        using DbDataReader row = _details.With(track).ExecuteReader();
        row.Read();
        return _known[track] = ReadDetails(row, 0);
    }

    private static TrackDetails ReadDetails(DbDataReader row, int from) => new(
        row.GetString(from),
        row.GetString(from + 1),
        row.GetTextOrNull(from + 2),
        row.GetTextOrNull(from + 3),
        row.GetInt64OrNull(from + 4),
        row.GetTextOrNull(from + 5),
        row.GetTextOrNull(from + 6));
}
