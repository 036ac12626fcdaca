using System.Runtime.CompilerServices;
using HybridRec.Engine.Audio;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Listens;

namespace HybridRec.Engine.Storage;

/// <summary>A listen or a count of listens, by the play rule.</summary>
/// <param name="User">Who listened.</param>
/// <param name="Track">What was played; one of the snapshot's tracks.</param>
/// <param name="Weight">How many plays it stands for, ≥ 0; 0 for an early skip, which is no play.</param>
/// <param name="Time">When playback started; null for a count without times.</param>
public readonly record struct WeighedPlay(UserId User, TrackId Track, double Weight, DateTimeOffset? Time);

/// <summary>The tracks of a data folder at one moment, with what training and evaluation both read of them.</summary>
/// <remarks>
/// The folder may go on being written to: plays of tracks that came or were merged away since are left out, so that every
/// track met is one of <see cref="Tracks"/>. Memory: one entry a track; plays are streamed and excerpts stay on disk.
/// </remarks>
public sealed class TrackSnapshot
{
    private readonly DataFolder _data;
    private readonly Dictionary<TrackId, Track> _tracks;
    private readonly Dictionary<TrackId, string> _fingerprints;

    private TrackSnapshot(DataFolder data, Dictionary<TrackId, Track> tracks, Dictionary<TrackId, string> fingerprints)
    {
        _data = data;
        _tracks = tracks;
        _fingerprints = fingerprints;
    }

    /// <summary>All tracks, whether anybody played them or not.</summary>
    public IReadOnlyDictionary<TrackId, Track> Tracks => _tracks;

    /// <summary>Reads tracks and audio files. O(tracks + files).</summary>
    /// <param name="data">The folder; it must stay open as long as the snapshot is used.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public static async Task<TrackSnapshot> ReadAsync(DataFolder data, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(data);
        Dictionary<TrackId, Track> tracks = [];
        await foreach (Track track in data.Catalogue.ReadAllAsync(cancellationToken))
        {
            tracks.Add(track.Id, track);
        }

        Dictionary<TrackId, string> fingerprints = [];
        await foreach (AudioFile file in data.Catalogue.ReadFilesAsync(cancellationToken))
        {
            // A missing file's excerpts are still here, and so is its track: it may come back, and it can be heard from.
            if (file.Track is { } track
                && file.State != AudioFileState.Bad
                && tracks.ContainsKey(track)
                && data.Spectrograms.Contains(file.Fingerprint))
            {
                fingerprints.TryAdd(track, file.Fingerprint);
            }
        }

        return new TrackSnapshot(data, tracks, fingerprints);
    }

    /// <summary>Whether there are excerpts of a track.</summary>
    /// <param name="track">The track.</param>
    public bool CanHear(TrackId track) => _fingerprints.ContainsKey(track);

    /// <summary>The excerpts of a track, or null if there are none or they turn out to be damaged.</summary>
    /// <param name="track">The track.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<IReadOnlyList<Spectrogram>?> LoadExcerptsAsync(TrackId track, CancellationToken cancellationToken) =>
        _fingerprints.TryGetValue(track, out string? fingerprint)
            ? await _data.Spectrograms.LoadAsync(fingerprint, cancellationToken)
            : null;

    /// <summary>Everyone's listens, then everyone's counts without times; deleted listens are left out.</summary>
    /// <param name="cancellationToken">Stops the stream.</param>
    public async IAsyncEnumerable<WeighedPlay> ReadPlaysAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (Listen listen in _data.PlayLog.ReadAsync(null, null, null, cancellationToken))
        {
            if (_tracks.TryGetValue(listen.Track, out Track? track))
            {
                yield return new WeighedPlay(
                    listen.User, listen.Track, PlayRule.Weight(listen, track.Duration), listen.ListenedAt);
            }
        }

        await foreach (PlayCount count in _data.PlayLog.ReadPlayCountsAsync(null, cancellationToken))
        {
            if (_tracks.ContainsKey(count.Track))
            {
                yield return new WeighedPlay(count.User, count.Track, count.Count, null);
            }
        }
    }
}
