using System.ComponentModel.DataAnnotations;

namespace HybridRec.Evaluation.Simulation.Rounds;

/// <summary>How simulated listeners behave from round to round. The defaults are assumptions, stated in the report.</summary>
public sealed record BehaviourOptions
{
    /// <summary>Share of the tracks of a liked style that a listener does not like for no reason anybody could know.</summary>
    /// <value>Default 0.15.</value>
    [Range(0.0, 1.0)]
    public double DislikedWithin { get; init; } = 0.15;

    /// <summary>Share of the tracks of all other styles that a listener likes all the same.</summary>
    /// <value>Default 0.02.</value>
    [Range(0.0, 1.0)]
    public double LikedOutside { get; init; } = 0.02;

    /// <summary>Position bias: having heard one track of a list, a listener goes on to the next with this chance.</summary>
    /// <value>Default 0.9: position p is reached in 0.9^(p−1) of all lists.</value>
    [Range(0.0, 1.0)]
    public double GoesOn { get; init; } = 0.9;

    /// <summary>Share of the liked tracks that are skipped early all the same.</summary>
    /// <value>Default 0.05.</value>
    [Range(0.0, 1.0)]
    public double SkipsLiked { get; init; } = 0.05;

    /// <summary>Share of the tracks not liked that are played to the end all the same.</summary>
    /// <value>Default 0.25.</value>
    [Range(0.0, 1.0)]
    public double PlaysDisliked { get; init; } = 0.25;

    /// <summary>Share of the liked tracks played from a list that get a like.</summary>
    /// <value>Default 0.15.</value>
    [Range(0.0, 1.0)]
    public double SaysLike { get; init; } = 0.15;

    /// <summary>Share of the tracks not liked and skipped from a list that get a dislike; the other skips are told as skips.</summary>
    /// <value>Default 0.1.</value>
    [Range(0.0, 1.0)]
    public double SaysDislike { get; init; } = 0.1;

    /// <summary>Listens a round that a listener chooses without a list.</summary>
    /// <value>Default 3.</value>
    [Range(0, 1_000)]
    public int OwnListens { get; init; } = 3;

    /// <summary>Share of the own listens that repeat one played and still liked.</summary>
    /// <value>Default 0.4.</value>
    [Range(0.0, 1.0)]
    public double Repeats { get; init; } = 0.4;

    /// <summary>Share of the own listens that go by what everybody plays, in any style; the rest goes by taste.</summary>
    /// <value>Default 0.15.</value>
    [Range(0.0, 1.0)]
    public double FollowsCharts { get; init; } = 0.15;
}
