using HybridRec.Engine.Interactions;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Measurement;
using HybridRec.Engine.Serving;

namespace HybridRec.Evaluation.Simulation.Rounds;

/// <summary>
/// The world of one recommender: the same listeners and the same starting log as in all others, and the play log that grew
/// under its lists. Not thread-safe for writing.
/// </summary>
internal sealed class RoundsWorld
{
    private readonly ListenerHistory[] _histories;
    private readonly List<int>[] _playedThrough;
    private readonly int[] _plays;
    private readonly int[] _listens;
    private int _round = 1;
    private readonly DateTimeOffset _began;

    public RoundsWorld(SimulatedWorld start, HeardLibrary library)
    {
        Start = start;
        Library = library;
        _histories = WorldListens.Histories(start, library);
        _plays = new int[library.Tracks.Count];
        _listens = new int[_histories.Length];
        _playedThrough = [.. start.Listeners.Select(listener =>
            listener.Listens.Where(listen => !listen.Skipped).Select(listen => listen.Track).ToList())];
        foreach (int track in _playedThrough.SelectMany(tracks => tracks))
        {
            _plays[track]++;
        }

        _began = start.Listeners.SelectMany(listener => listener.Listens)
            .Select(listen => listen.ListenedAt).DefaultIfEmpty(DateTimeOffset.UnixEpoch).Max().AddDays(1);
    }

    /// <summary>The world before the first round.</summary>
    public SimulatedWorld Start { get; }

    /// <summary>The music.</summary>
    public HeardLibrary Library { get; }

    /// <summary>Begins a round: a week later than the one before, as far as the times of listens go.</summary>
    /// <param name="round">The round, from 1.</param>
    public void Begin(int round)
    {
        _round = round;
        Array.Clear(_listens);
    }

    /// <summary>What the recommender knows of each listener.</summary>
    public IReadOnlyList<ListenerHistory> Histories => _histories;

    /// <summary>By track: how often it was played through.</summary>
    public IReadOnlyList<int> Plays => _plays;

    /// <summary>What a listener played through, oldest first, with repetitions.</summary>
    public IReadOnlyList<int> PlayedThrough(int listener) => _playedThrough[listener];

    /// <summary>Whether a listener has played or skipped a track.</summary>
    public bool HasHeard(int listener, int track) => _histories[listener].HasHeard(Library.Ids[track]);

    /// <summary>Whether a listener has played any track of a style through.</summary>
    public bool KnowsStyle(int listener, int style) =>
        _playedThrough[listener].Exists(track => Library.Tracks[track].Style == style);

    /// <summary>What there is to train on, listeners × tracks.</summary>
    /// <param name="evidence">How it is weighed; null for plays alone.</param>
    public InteractionMatrix Interactions(EvidenceOptions? evidence = null) =>
        WorldListens.Plays(_histories, Library, evidence);

    /// <summary>π by track as of now.</summary>
    public float[] Popularity() => PopularityPercentile.Of(Interactions());

    /// <summary>Logs a listen.</summary>
    /// <param name="listener">Whose.</param>
    /// <param name="track">Of what.</param>
    /// <param name="through">Played to the end, or skipped after a tenth.</param>
    public void Log(int listener, int track, bool through)
    {
        TimeSpan duration = Library.Tracks[track].Duration;
        DateTimeOffset at = Now(listener);
        _listens[listener]++;
        WorldListens.Add(
            _histories[listener],
            Library,
            listener,
            new SimulatedListen(track, at, through ? duration : duration / 10, Skipped: !through));
        if (through)
        {
            _plays[track]++;
            _playedThrough[listener].Add(track);
        }
    }

    /// <summary>Logs what a listener says of a track.</summary>
    public void Say(int listener, int track, FeedbackKind word) => _histories[listener].Add(new Feedback(
        new UserId(listener + 1), word, Library.Ids[track], Artist: null, Now(listener)));

    // An hour a listen would outlast the week from 168 listens a round on; minutes never do.
    private DateTimeOffset Now(int listener) => _began.AddDays(7 * (_round - 1)).AddMinutes(_listens[listener]);
}
