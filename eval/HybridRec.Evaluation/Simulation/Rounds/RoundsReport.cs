using HybridRec.Evaluation.Protocol;
using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Simulation.Rounds;

/// <summary>Everything a study over many rounds found: the content of its <c>metrics.json</c> (engine/docs/simulation.md).</summary>
public sealed record RoundsReport
{
    /// <summary>Version of this schema.</summary>
    public const int CurrentSchema = 1;

    /// <summary>What kind of file this is, beside the reports of <c>eval run</c>.</summary>
    public string Kind { get; init; } = "simulation";

    /// <summary>Version of the schema; raised when a field changes meaning or goes.</summary>
    public int Schema { get; init; } = CurrentSchema;

    /// <summary>How the study was made; seconds by stage.</summary>
    public required RunFacts Run { get; init; }

    /// <summary>What was simulated.</summary>
    public required SimulationFacts Simulation { get; init; }

    /// <summary>The first world's first lists by the starting model: the study that decides the exit code.</summary>
    public required HeldBackReport OneRound { get; init; }

    /// <summary>How long these first lists are.</summary>
    public required ListLengths OneRoundLengths { get; init; }

    /// <summary>One entry a recommender, in the order asked for.</summary>
    public required IReadOnlyList<RecommenderReport> Recommenders { get; init; }

    /// <summary>Paired comparisons, corrected together by Holm's method.</summary>
    public required IReadOnlyList<PairedTest> Tests { get; init; }
}

/// <summary>What was simulated.</summary>
/// <param name="Source">Where the music came from, and what its styles are, in words.</param>
/// <param name="Tracks">Tracks.</param>
/// <param name="ColdTracks">Tracks that nobody has played before the first round.</param>
/// <param name="Styles">Names of the styles.</param>
/// <param name="Listeners">Listeners, of all worlds together.</param>
/// <param name="ChangedListeners">Those of them whose taste changes.</param>
/// <param name="StartingListens">Median listens of a listener before the first round.</param>
/// <param name="Affinity">See <see cref="ListenerOptions.Affinity"/>.</param>
/// <param name="UndiscoveredShare">See <see cref="ListenerOptions.UndiscoveredShare"/>.</param>
/// <param name="AverseShare">See <see cref="ListenerOptions.AverseShare"/>.</param>
/// <param name="Rounds">The options in force; <see cref="RoundsOptions.ChangeAt"/> filled in.</param>
/// <param name="Behaviour">How listeners behave.</param>
/// <param name="Notes">What was left out, in words with counts.</param>
public sealed record SimulationFacts(
    string Source,
    int Tracks,
    int ColdTracks,
    IReadOnlyList<string> Styles,
    int Listeners,
    int ChangedListeners,
    double StartingListens,
    double Affinity,
    double UndiscoveredShare,
    double AverseShare,
    RoundsOptions Rounds,
    BehaviourOptions Behaviour,
    IReadOnlyList<string> Notes);

/// <summary>What one recommender did.</summary>
/// <param name="Name">Name as asked for.</param>
/// <param name="Seconds">Wall seconds by stage, over all worlds.</param>
/// <param name="Measures">The measures of <see cref="RoundMeasure.All"/>.</param>
/// <param name="Gini">Gini of exposure; the intervals are over worlds.</param>
/// <param name="Following">How taste changes were followed; null without any.</param>
public sealed record RecommenderReport(
    string Name,
    IReadOnlyDictionary<string, double> Seconds,
    IReadOnlyList<MeasureReport> Measures,
    MeasureReport Gini,
    FollowingReport? Following);

/// <summary>One measure over the rounds. Null where no listener has a value.</summary>
/// <param name="Name">Name of the measure.</param>
/// <param name="Overall">Mean over rounds, or of the last round where the measure sums up.</param>
/// <param name="Drift">Mean of the last third of the rounds − mean of the first third, within each listener.</param>
/// <param name="ByRound">By round.</param>
public sealed record MeasureReport(string Name, Interval? Overall, Interval? Drift, IReadOnlyList<Interval?> ByRound);

/// <summary>How a recommender's lists followed taste changes (<see cref="TasteFollowing"/>).</summary>
/// <param name="Followed">Share of the changes followed before the last round.</param>
/// <param name="WithinTwentyPlays">Share followed before the listener had played 20 tracks to the end since the change.</param>
/// <param name="Rounds">Rounds until followed; a change never followed counts with all rounds since, so this is a lower bound.</param>
/// <param name="Plays">Plays until followed, of the changes that were; null where none was.</param>
/// <param name="ByRound">By rounds since the change, from 0: share followed by then.</param>
public sealed record FollowingReport(
    Interval Followed, Interval WithinTwentyPlays, Interval Rounds, Interval? Plays, IReadOnlyList<Interval> ByRound);
