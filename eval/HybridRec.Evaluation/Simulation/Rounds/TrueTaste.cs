namespace HybridRec.Evaluation.Simulation.Rounds;

/// <summary>A change of taste: the strongest style is dropped, and one never liked before takes its strength.</summary>
/// <param name="Dropped">The style dropped.</param>
/// <param name="Gained">The style gained.</param>
/// <param name="Strength">Share of the taste that both are worth.</param>
internal sealed record TasteChange(int Dropped, int Gained, double Strength);

/// <summary>What every listener truly likes in every round. No recommender but the oracle sees it. Immutable.</summary>
/// <remarks>
/// A listener likes the tracks of the styles of their taste, but not of a mood they cannot bear, and but for whims: some of them are not liked, and some tracks of
/// other styles are, fixed for each listener and track. So a model that knew the styles perfectly would still err.
/// </remarks>
internal sealed class TrueTaste
{
    private readonly SimulatedWorld _start;
    private readonly BehaviourOptions _behaviour;
    private readonly Draws _draws;
    private readonly int _changeRound;
    private readonly TasteChange?[] _changes;
    private readonly double[][] _after;

    public TrueTaste(SimulatedWorld start, int styles, RoundsOptions options, BehaviourOptions behaviour, Draws draws)
    {
        _start = start;
        Styles = styles;
        _behaviour = behaviour;
        _draws = draws;
        _changeRound = options.ChangeRound;
        _changes = new TasteChange?[start.Listeners.Count];
        _after = new double[start.Listeners.Count][];
        for (int listener = 0; listener < _changes.Length; listener++)
        {
            double[] taste = [.. start.Listeners[listener].Taste];
            if (_changeRound > 0 && draws.Uniform(Draw.Changes, listener) < options.ChangeShare)
            {
                TasteChange change = ChangeOf(taste, draws.Uniform(Draw.GainedStyle, listener));
                taste[change.Gained] = taste[change.Dropped];
                taste[change.Dropped] = 0;
                _changes[listener] = change;
            }

            _after[listener] = taste;
        }
    }

    /// <summary>Number of styles.</summary>
    public int Styles { get; }

    /// <summary>By listener: how their taste changes; null where it does not.</summary>
    public IReadOnlyList<TasteChange?> Changes => _changes;

    /// <summary>Strength of liking by style in a round, summing to 1.</summary>
    public IReadOnlyList<double> Mix(int listener, int round) =>
        HasChanged(listener, round) ? _after[listener] : _start.Listeners[listener].Taste;

    /// <summary>Whether a listener's taste has changed by a round.</summary>
    public bool HasChanged(int listener, int round) => _changes[listener] is not null && round >= _changeRound;

    /// <summary>Whether a listener truly likes a track.</summary>
    public bool Likes(int listener, int track, int round)
    {
        if (_start.IsAverse(listener, track))
        {
            return false;
        }

        double whim = _draws.Uniform(Draw.Whim, listener, track);
        return Mix(listener, round)[_start.Tracks[track].Style] > 0
            ? whim >= _behaviour.DislikedWithin
            : whim < _behaviour.LikedOutside;
    }

    private static TasteChange ChangeOf(double[] taste, double chance)
    {
        int[] others = [.. Enumerable.Range(0, taste.Length).Where(style => taste[style] == 0)];
        int dropped = Array.IndexOf(taste, taste.Max());
        return new TasteChange(dropped, others[(int)(chance * others.Length)], taste[dropped]);
    }
}
