namespace HybridRec.Engine.Catalogue;

/// <summary>A catalogue entry: one recording, with or without an audio file.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Artist">Credited artist as first seen; never empty.</param>
/// <param name="Title">Title as first seen; empty where the item is an artist as a whole (artist-level play counts).</param>
/// <param name="Release">Album, or null if unknown.</param>
/// <param name="RecordingMbid">MusicBrainz recording id, or null.</param>
/// <param name="Duration">Playing time, or null if unknown.</param>
/// <param name="Collection">Top-level folder it was imported from, or null for a track without audio.</param>
/// <param name="Genres">Genre tags as found, possibly empty. The spectrogram network learns from them.</param>
/// <param name="HasAudio">Whether a readable audio file is present now.</param>
public sealed record Track(
    TrackId Id,
    string Artist,
    string Title,
    string? Release,
    Guid? RecordingMbid,
    TimeSpan? Duration,
    string? Collection,
    IReadOnlyList<string> Genres,
    bool HasAudio)
{
    /// <summary>What was measured when its audio was imported; null where there was none to hear.</summary>
    public SoundFeatures? Sound { get; init; }

    /// <summary>"Artist – Title", or the artist alone for an artist-level item.</summary>
    public string DisplayName => Title.Length == 0 ? Artist : $"{Artist} – {Title}";
}
