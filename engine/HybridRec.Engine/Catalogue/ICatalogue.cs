namespace HybridRec.Engine.Catalogue;

/// <summary>The tracks this installation knows, by identity, and the audio files that play them.</summary>
/// <remarks>
/// Ids handed in may be of entries merged away since; every member answers with the surviving entry.
/// Thread-safe. Every write is durable when its task completes.
/// </remarks>
public interface ICatalogue
{
    /// <summary>Finds or creates the track of each description by the rules of the identity rules (TrackIdentity).</summary>
    /// <param name="descriptions">At most 10,000; at least one identity each (MBID, artist with title, or external id).</param>
    /// <param name="cancellationToken">Cancels before the commit; afterwards everything is stored.</param>
    /// <returns>One id per description, in order. All or nothing is stored.</returns>
    /// <exception cref="ArgumentException">A description has neither MBID, artist nor external id.</exception>
    Task<IReadOnlyList<TrackId>> ResolveAsync(
        IReadOnlyList<TrackDescription> descriptions, CancellationToken cancellationToken);

    /// <summary>One track, or null if the id was never issued.</summary>
    /// <param name="id">Its id, also of an entry merged away since.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<Track?> FindAsync(TrackId id, CancellationToken cancellationToken);

    /// <summary>The tracks of several ids; unknown ids are left out.</summary>
    /// <param name="ids">At most 10,000.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyDictionary<TrackId, Track>> FindManyAsync(
        IReadOnlyCollection<TrackId> ids, CancellationToken cancellationToken);

    /// <summary>The track with a MusicBrainz recording id, or null.</summary>
    /// <param name="recordingMbid">The MusicBrainz id.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<TrackId?> FindByMbidAsync(Guid recordingMbid, CancellationToken cancellationToken);

    /// <summary>All surviving tracks by ascending id, streamed.</summary>
    /// <param name="cancellationToken">Stops the stream.</param>
    IAsyncEnumerable<Track> ReadAllAsync(CancellationToken cancellationToken);

    /// <summary>Tracks whose artist, title or release contain every word of the query, tracks with audio first.</summary>
    /// <param name="query">Words; case, accents' composition and order do not matter. Empty finds nothing.</param>
    /// <param name="count">At most this many, 1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<Track>> SearchAsync(string query, int count, CancellationToken cancellationToken);

    /// <summary>The record of a file by its path, or null.</summary>
    /// <param name="path">Absolute path.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<AudioFile?> FindFileAsync(string path, CancellationToken cancellationToken);

    /// <summary>Files with the same content, in any state.</summary>
    /// <param name="fingerprint">See <see cref="AudioFile.Fingerprint"/>.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<AudioFile>> FindFilesByFingerprintAsync(string fingerprint, CancellationToken cancellationToken);

    /// <summary>Stores a readable file: finds or creates its track, and attaches the file to it in one commit.</summary>
    /// <param name="file">The file; its <see cref="AudioFile.Track"/> is ignored unless <paramref name="description"/> is null.</param>
    /// <param name="description">What its tags say; null keeps the track named by <paramref name="file"/> (a moved file).</param>
    /// <param name="replacesPath">The path a moved file had before, whose record is replaced; else null.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>The track the file is attached to.</returns>
    Task<TrackId> AttachFileAsync(
        AudioFile file, TrackDescription? description, string? replacesPath, CancellationToken cancellationToken);

    /// <summary>Makes one of two tracks that turned out to be the same recording; the lower id survives.</summary>
    /// <param name="one">A track.</param>
    /// <param name="other">Another.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>False, and nothing changes, if both have MusicBrainz ids and those differ.</returns>
    Task<bool> MergeAsync(TrackId one, TrackId other, CancellationToken cancellationToken);

    /// <summary>Stores that files are bad or missing. A bad file new to the catalogue gets a record without a track.</summary>
    /// <param name="files">Files with <see cref="AudioFile.State"/> Bad or Missing and a reason.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    Task MarkFilesAsync(IReadOnlyCollection<AudioFile> files, CancellationToken cancellationToken);

    /// <summary>All file records by path, streamed.</summary>
    /// <param name="cancellationToken">Stops the stream.</param>
    IAsyncEnumerable<AudioFile> ReadFilesAsync(CancellationToken cancellationToken);

    /// <summary>The present files of one track, best first (first attached).</summary>
    /// <param name="track">The track.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<AudioFile>> FilesOfAsync(TrackId track, CancellationToken cancellationToken);
}
