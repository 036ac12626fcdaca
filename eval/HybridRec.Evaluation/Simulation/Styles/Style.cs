using HybridRec.Evaluation.Simulation.Rendering;

namespace HybridRec.Evaluation.Simulation.Styles;

/// <summary>A style of music as a way to perform a take.</summary>
/// <param name="Name">For reports only: no file, tag or model sees it.</param>
/// <param name="SlowestBpm">Slowest tempo, beats a minute.</param>
/// <param name="FastestBpm">Fastest tempo.</param>
/// <param name="Perform">Plays the take onto its tape.</param>
internal sealed record Style(string Name, double SlowestBpm, double FastestBpm, Action<Take> Perform)
{
    /// <summary>All styles; a track's hidden style is a place in this list.</summary>
    public static readonly IReadOnlyList<Style> All =
    [
        new("techno", 124, 138, Techno.Perform),
        new("piano waltz", 84, 126, PianoWaltz.Perform),
        new("drone", 50, 70, Drone.Perform),
        new("chiptune", 138, 172, Chiptune.Perform),
        new("surf shuffle", 146, 176, SurfShuffle.Perform),
        new("drum and bass", 166, 178, DrumAndBass.Perform),
        new("choir hymn", 58, 80, ChoirHymn.Perform),
        new("gamelan", 96, 132, Gamelan.Perform),
        new("hard rock", 116, 152, HardRock.Perform),
        new("bossa nova", 112, 142, BossaNova.Perform),
    ];
}
