using System.Text.Json;

namespace HybridRec.Evaluation.Simulation;

/// <summary>Writes simulated histories in the form in which ListenBrainz gives people theirs: JSON lines, a file a listener.</summary>
public static class ListenBrainzExport
{
    /// <summary>Writes one listener's history.</summary>
    /// <param name="world">The world.</param>
    /// <param name="listener">Index of the listener.</param>
    /// <param name="path">File to create or overwrite.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    /// <remarks>Says what was played, when and how long: no style, no taste.</remarks>
    public static async Task WriteAsync(
        SimulatedWorld world, int listener, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(world);
        await File.WriteAllLinesAsync(
            path, world.Listeners[listener].Listens.Select(listen => Line(world, listen)), cancellationToken);
    }

    /// <summary>A listen as ListenBrainz' <c>payload</c> has it.</summary>
    /// <param name="world">The world.</param>
    /// <param name="listen">The listen.</param>
    public static object Payload(SimulatedWorld world, SimulatedListen listen)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(listen);
        PlannedTrack track = world.Tracks[listen.Track];
        return new
        {
            listened_at = listen.ListenedAt.ToUnixTimeSeconds(),
            track_metadata = new
            {
                artist_name = track.Artist,
                track_name = track.Title,
                release_name = track.Album,
                additional_info = new
                {
                    duration_ms = (long)track.Duration.TotalMilliseconds,
                    duration_played = (long)listen.Played.TotalSeconds,
                    submission_client = "HybridRec demo",
                },
            },
        };
    }

    private static string Line(SimulatedWorld world, SimulatedListen listen) =>
        JsonSerializer.Serialize(Payload(world, listen));
}
