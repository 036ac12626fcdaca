using HybridRec.Engine.Audio;

namespace HybridRec.Evaluation.Simulation;

/// <summary>Decodes planned tracks by rendering them, so that an evaluation needs neither files nor ffmpeg. Thread-safe.</summary>
/// <param name="plan">The library; a track's path is its <see cref="PlannedTrack.RelativePath"/>.</param>
public sealed class RenderedAudio(LibraryPlan plan) : IAudioDecoder
{
    private readonly Dictionary<string, PlannedTrack> _tracks = plan.Tracks.ToDictionary(track => track.RelativePath);

    /// <inheritdoc/>
    public int SampleRate => TrackRenderer.SampleRate;

    /// <inheritdoc/>
    public Task<DecodeResult> DecodeAsync(string path, SampleSink sink, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sink);
        cancellationToken.ThrowIfCancellationRequested();
        PlannedTrack track = Find(path);
        Dictionary<string, string> tags = new()
        {
            ["artist"] = track.Artist,
            ["title"] = track.Title,
            ["album"] = track.Album,
        };
        sink(TrackRenderer.Render(track));
        return Task.FromResult(new DecodeResult(
            new AudioProbe(track.Duration, tags, "rendered", SampleRate, Channels: 1), track.Duration, Warnings: null));
    }

    private PlannedTrack Find(string path) => _tracks.TryGetValue(path, out PlannedTrack? track)
        ? track
        : throw new AudioDecodeException(path, "not a track of the simulated library");
}
