namespace HybridRec.Evaluation.Simulation;

/// <summary>One simulated play.</summary>
/// <param name="Track">Index of the track.</param>
/// <param name="ListenedAt">When playback started, UTC, whole seconds.</param>
/// <param name="Played">How long it played, whole seconds.</param>
/// <param name="Skipped">Whether the listener skipped on.</param>
public sealed record SimulatedListen(int Track, DateTimeOffset ListenedAt, TimeSpan Played, bool Skipped);

/// <summary>A listener whose taste is known. Immutable.</summary>
/// <param name="Name">Unique name.</param>
/// <param name="Taste">Strength of liking by style, shape (styles), summing to 1; 0 for a style not liked. Truth: no model sees it.</param>
/// <param name="Listens">What they played, oldest first.</param>
public sealed record SimulatedListener(
    string Name, IReadOnlyList<double> Taste, IReadOnlyList<SimulatedListen> Listens)
{
    /// <summary>The mood they cannot bear, of <see cref="SimulatedWorld.Moods"/>; null for none. Truth: no model sees it.</summary>
    public int? AverseTo { get; init; }

    /// <summary>Whether a style is to their taste.</summary>
    /// <param name="style">The style.</param>
    public bool Likes(int style) => Taste[style] > 0;
}
