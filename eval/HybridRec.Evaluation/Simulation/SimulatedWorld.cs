namespace HybridRec.Evaluation.Simulation;

/// <summary>Tracks, listeners and the truth about both. Immutable.</summary>
public sealed class SimulatedWorld
{
    private readonly HashSet<int>[] _played;

    /// <summary>Brings a world together.</summary>
    /// <param name="tracks">Tracks by index.</param>
    /// <param name="isCold">By track: whether it came out yesterday.</param>
    /// <param name="listeners">Listeners.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a cold track was played.</exception>
    public SimulatedWorld(
        IReadOnlyList<PlannedTrack> tracks, IReadOnlyList<bool> isCold, IReadOnlyList<SimulatedListener> listeners)
    {
        ArgumentNullException.ThrowIfNull(tracks);
        ArgumentNullException.ThrowIfNull(isCold);
        ArgumentNullException.ThrowIfNull(listeners);
        if (tracks.Count != isCold.Count)
        {
            throw new ArgumentException($"{isCold.Count} cold flags do not fit {tracks.Count} tracks.", nameof(isCold));
        }

        Tracks = tracks;
        IsCold = isCold;
        Listeners = listeners;
        _played = [.. listeners.Select(listener => listener.Listens.Select(listen => listen.Track).ToHashSet())];
        if (_played.SelectMany(played => played).FirstOrDefault(track => isCold[track], -1) is >= 0 and int cold)
        {
            throw new ArgumentException($"Track {cold} is cold but was played.", nameof(listeners));
        }
    }

    /// <summary>Tracks by index, with their hidden styles.</summary>
    public IReadOnlyList<PlannedTrack> Tracks { get; }

    /// <summary>By track: whether it came out yesterday and nobody has played it.</summary>
    public IReadOnlyList<bool> IsCold { get; }

    /// <summary>Mood by track; empty where moods play no part.</summary>
    public IReadOnlyList<int> Moods { get; init; } = [];

    /// <summary>The listeners.</summary>
    public IReadOnlyList<SimulatedListener> Listeners { get; }

    /// <summary>Whether a listener has played a track, skips included.</summary>
    /// <param name="listener">Index of the listener.</param>
    /// <param name="track">Index of the track.</param>
    public bool HasPlayed(int listener, int track) => _played[listener].Contains(track);

    /// <summary>Whether a track is of the mood that a listener cannot bear.</summary>
    /// <param name="listener">Index of the listener.</param>
    /// <param name="track">Index of the track.</param>
    public bool IsAverse(int listener, int track) => Listeners[listener].AverseTo is { } mood && Moods[track] == mood;

    /// <summary>
    /// Whether a track is held-back taste: of a style the listener likes, of no mood they cannot bear, and never played by them.
    /// </summary>
    /// <param name="listener">Index of the listener.</param>
    /// <param name="track">Index of the track.</param>
    public bool IsHeldBack(int listener, int track) =>
        Listeners[listener].Likes(Tracks[track].Style) && !IsAverse(listener, track) && !HasPlayed(listener, track);
}
