namespace HybridRec.Evaluation.Simulation.Rounds;

/// <summary>All that a study over many rounds needs to know.</summary>
/// <param name="Library">The music, heard.</param>
/// <param name="Options">What to compare, and how long.</param>
public sealed record RoundsPlan(HeardLibrary Library, RoundsOptions Options)
{
    /// <summary>
    /// The people before the first round. Tastes go together, and half of the listeners with three styles or more have one
    /// that they have not met. Half cannot bear one of the moods. Their seed is that of the options.
    /// </summary>
    public ListenerOptions Listeners { get; init; } = new() { Affinity = 0.6, UndiscoveredShare = 0.5, AverseShare = 0.5 };

    /// <summary>The people from then on.</summary>
    public BehaviourOptions Behaviour { get; init; } = new();

    /// <summary>List lengths of the one-round study.</summary>
    public ListLengths OneRound { get; init; } = new();

    /// <summary>The command line, for the record.</summary>
    public string Command { get; init; } = "";
}
