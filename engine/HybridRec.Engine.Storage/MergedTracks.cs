
using System.Data.Common;

namespace HybridRec.Engine.Storage;

/// <summary>
/// Which tracks have been merged into which, as of one snapshot. Rows of the log keep the track they were logged with and
/// are mapped when read, so that a merge costs the same however many listens there are.
/// </summary>
internal sealed class MergedTracks
{
    private readonly Dictionary<long, long> _survivors;

    private MergedTracks(Dictionary<long, long> survivors) => _survivors = survivors;

    /// <summary>Reads all merges. O(merged tracks).</summary>
    public static MergedTracks Read(Session session) => new(session
        .Query<(long Id, long Survivor)>("SELECT id, merged_into FROM track WHERE merged_into IS NOT NULL")
        .ToDictionary(row => row.Id, row => row.Survivor));

    /// <summary>The surviving track of an id.</summary>
    public long Survivor(long track) => _survivors.GetValueOrDefault(track, track);
}

/// <summary>Looks up survivors and the tracks merged into them one by one, remembering them for one transaction.</summary>
internal sealed class TrackFamilies : IDisposable
{
    private readonly Dictionary<long, Family> _known = [];
    private readonly DbCommand _survivor;
    private readonly DbCommand _merged;

    /// <summary>Prepares the look-ups.</summary>
    public TrackFamilies(Session session)
    {
        _survivor = session.Prepare("SELECT coalesce(merged_into, id) FROM track WHERE id = @track", "@track");
        _merged = session.Prepare("SELECT id FROM track WHERE merged_into = @track", "@track");
    }

    /// <summary>The family of a track.</summary>
    /// <exception cref="ArgumentException">The id was never issued.</exception>
    public Family Of(long track)
    {
        if (_known.TryGetValue(track, out Family? known))
        {
            return known;
        }

        _survivor.Parameters[0].Value = track;
        long survivor = _survivor.ExecuteScalar() is long id
            ? id
            : throw new ArgumentException($"Track {track} was never issued by this catalogue.");
        _merged.Parameters[0].Value = survivor;
        List<long> merged = [];
        using DbDataReader rows = _merged.ExecuteReader();
        while (rows.Read())
        {
            merged.Add(rows.GetInt64(0));
        }

        return _known[track] = new Family(survivor, merged);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _survivor.Dispose();
        _merged.Dispose();
    }
}

/// <summary>A surviving track and those merged into it, usually none.</summary>
internal sealed record Family(long Survivor, IReadOnlyList<long> Merged);
