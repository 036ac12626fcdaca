using System.Text.Json.Serialization;
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
/// <param name="Sound">How it sounds; only where one track is asked for, and only of one with audio.</param>
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
    string? Audio,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] SoundAnswer? Sound = null)
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

/// <summary>How a track sounds.</summary>
/// <param name="TempoBpm">Beats a minute; may be off by a factor of two.</param>
/// <param name="Key">Key, e.g. "A minor".</param>
/// <param name="KeyStrength">How well it fits, −1 to 1.</param>
/// <param name="LoudnessLufs">Integrated loudness (EBU R128), or null where it is too quiet to say.</param>
/// <param name="OnsetsPerSecond">Notes and beats that begin in a second.</param>
/// <param name="CentroidHz">Where its spectrum has its centre, in Hz: the higher, the brighter.</param>
internal sealed record SoundAnswer(
    double TempoBpm, string Key, double KeyStrength, double? LoudnessLufs, double OnsetsPerSecond, double CentroidHz)
{
    /// <summary>Measures as the wire shows them.</summary>
    /// <param name="sound">The measures, or null.</param>
    public static SoundAnswer? From(SoundFeatures? sound) => sound is null ? null : new(
        Math.Round(sound.TempoBpm, 1),
        sound.Key.ToString(),
        Math.Round(sound.KeyStrength, 2),
        sound.LoudnessLufs is { } lufs ? Math.Round(lufs, 1) : null,
        Math.Round(sound.OnsetRate, 2),
        Math.Round(sound.CentroidHz));
}

/// <summary>Tracks found by words.</summary>
/// <param name="Query">The words.</param>
/// <param name="Count">How many follow.</param>
/// <param name="Tracks">Tracks with audio first.</param>
internal sealed record TrackSearchAnswer(string Query, int Count, IReadOnlyList<TrackAnswer> Tracks);
