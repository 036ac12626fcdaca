using HybridRec.Evaluation.Simulation;

namespace HybridRec.Evaluation.Tests.Simulation;

/// <summary>Small worlds for tests.</summary>
internal static class Worlds
{
    public static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A world whose track i has style styles[i]; listeners like some styles and have played some tracks once.</summary>
    public static SimulatedWorld Of(int[] styles, int[] cold, params (int[] Likes, int[] Played)[] listeners)
    {
        PlannedTrack[] tracks =
        [
            .. styles.Select((style, i) => new PlannedTrack(
                i, $"Artist {i}", $"Title {i}", "Album", TimeSpan.FromSeconds(10), $"{i}.mp3", style, i)),
        ];
        return new SimulatedWorld(
            tracks, [.. tracks.Select(track => cold.Contains(track.Index))], [.. listeners.Select(ToListener)]);
    }

    public static SimulatedWorld Simulated(int tracks = 80, int listeners = 100, int seed = 1) => SimulatedListeners.Simulate(
        LibraryPlan.Make(new LibraryOptions { Tracks = tracks, Seconds = 8, Seed = seed }),
        new ListenerOptions { Listeners = listeners, Seed = seed },
        new FixedClock());

    private static SimulatedListener ToListener((int[] Likes, int[] Played) of, int index)
    {
        double[] taste = new double[LibraryPlan.StyleCount];
        foreach (int style in of.Likes)
        {
            taste[style] = 1.0 / of.Likes.Length;
        }

        return new SimulatedListener(
            $"listener{index}",
            taste,
            [.. of.Played.Select(track => new SimulatedListen(track, Now.AddHours(-track - 1), TimeSpan.FromSeconds(10), false))]);
    }

    public sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
