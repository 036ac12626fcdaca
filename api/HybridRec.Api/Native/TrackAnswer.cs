using HybridRec.Engine.Catalogue;

namespace HybridRec.Api.Native;

/// <summary>A track on the wire.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Artist">Credited artist.</param>
/// <param name="Title">Title; empty where the item is an artist as a whole.</param>
/// <param name="Release">Album, or null.</param>
/// <param name="RecordingMbid">MusicBrainz recording id, or null.</param>
/// <param name="DurationSeconds">Playing time in seconds, or null.</param>
/// <param name="Collection">Top-level folder it came from, or null.</param>
/// <param name="Genres">Genre tags.</param>
/// <param name="HasAudio">Whether its audio can be played here.</param>
/// <param name="Audio">Where, for a client that sends its token; null without audio.</param>
internal sealed record TrackAnswer(
    long Id,
    string Artist,
    string Title,
    string? Release,
    Guid? RecordingMbid,
    double? DurationSeconds,
    string? Collection,
    IReadOnlyList<string> Genres,
    bool HasAudio,
    string? Audio)
{
    /// <summary>A track as the wire shows it.</summary>
    /// <param name="track">The track.</param>
    public static TrackAnswer From(Track track) => new(
        track.Id.Value,
        track.Artist,
        track.Title,
        track.Release,
        track.RecordingMbid,
        track.Duration is { } duration ? Math.Round(duration.TotalSeconds, 3) : null,
        track.Collection,
        track.Genres,
        track.HasAudio,
        track.HasAudio ? $"/api/v1/tracks/{track.Id.Value}/audio" : null);
}

/// <summary>Tracks found by words.</summary>
/// <param name="Query">The words.</param>
/// <param name="Count">How many follow.</param>
/// <param name="Tracks">Tracks with audio first.</param>
internal sealed record TrackSearchAnswer(string Query, int Count, IReadOnlyList<TrackAnswer> Tracks);
