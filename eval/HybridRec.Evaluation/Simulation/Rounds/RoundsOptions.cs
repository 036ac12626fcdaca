using System.ComponentModel.DataAnnotations;

namespace HybridRec.Evaluation.Simulation.Rounds;

/// <summary>How a study over many rounds is made.</summary>
public sealed record RoundsOptions
{
    /// <summary>Most listener–track pairs of a world: each recommender keeps its own play log of them.</summary>
    private const long MostPairs = 200_000_000;

    /// <summary>Rounds; in each, every listener gets one list.</summary>
    /// <value>Default 10, 2 to 1,000.</value>
    [Range(2, 1_000)]
    public int Rounds { get; init; } = 10;

    /// <summary>Tracks in a list.</summary>
    /// <value>
    /// Default 5: ten rounds of it show as many tracks as a listener of 240 has left to discover. Longer lists exhaust the
    /// library, and then all recommenders look alike.
    /// </value>
    [Range(1, 200)]
    public int ListLength { get; init; } = 5;

    /// <summary>Models are trained anew before rounds 1, 1 + this, 1 + twice this, …; between, listeners are folded in.</summary>
    /// <value>Default 2.</value>
    [Range(1, 1_000)]
    public int RetrainEvery { get; init; } = 2;

    /// <summary>Whether the network that hears is trained anew, too; otherwise once, on the first world's starting log.</summary>
    /// <value>Default false.</value>
    public bool RetrainContent { get; init; }

    /// <summary>
    /// The round from which on some listeners have another taste, 2 to <see cref="Rounds"/> − 1, since it takes two lists
    /// to see that a change was followed; 0 for never.
    /// </summary>
    /// <value>Default null: the round after the first half, or never with two rounds.</value>
    public int? ChangeAt { get; init; }

    /// <summary>Share of the listeners whose taste changes.</summary>
    /// <value>Default 0.3.</value>
    [Range(0.0, 1.0)]
    public double ChangeShare { get; init; } = 0.3;

    /// <summary>Worlds: listeners of other seeds over the same library.</summary>
    /// <value>Default 1.</value>
    [Range(1, 100)]
    public int Worlds { get; init; } = 1;

    /// <summary>Recommenders by name: see <see cref="LineUp"/>.</summary>
    /// <value>Default <see cref="LineUp.Default"/>.</value>
    public IReadOnlyList<string> Recommenders { get; init; } = LineUp.Default;

    /// <summary>Seed of all chance.</summary>
    /// <value>Default 1.</value>
    public int Seed { get; init; } = 1;

    /// <summary><see cref="ChangeAt"/> with its default filled in.</summary>
    internal int ChangeRound => ChangeAt ?? (Rounds > 2 ? (Rounds / 2) + 1 : 0);

    /// <summary>Why a study of some size cannot be made, in one line; null if it can.</summary>
    /// <param name="tracks">Tracks of the library; null where they are not counted yet.</param>
    /// <param name="listeners">Listeners of a world.</param>
    public string? FaultFor(int? tracks, int listeners) => this switch
    {
        _ when Rounds > tracks =>
            $"{Rounds} rounds are more than the {tracks} tracks: before the last round everything would have been heard.",
        _ when ChangeAt is { } round && round != 0 && (round < 2 || round >= Rounds) =>
            $"Tastes cannot change at round {round} of {Rounds}: from round 2 to the last but one, or 0 for never.",
        _ when tracks * (long)listeners > MostPairs =>
            $"{listeners:N0} listeners with {tracks:N0} tracks are too many for play logs in memory: {MostPairs:N0} pairs at most.",
        _ => LineUp.FaultOf(Recommenders),
    };

    /// <summary>Throws unless a study of some size can be made.</summary>
    /// <exception cref="SimulationInputException">It cannot; the message says why.</exception>
    internal void ThrowIfUnfit(int tracks, int listeners)
    {
        Validator.ValidateObject(this, new ValidationContext(this), validateAllProperties: true);
        if (FaultFor(tracks, listeners) is { } fault)
        {
            throw new SimulationInputException(fault);
        }
    }
}
