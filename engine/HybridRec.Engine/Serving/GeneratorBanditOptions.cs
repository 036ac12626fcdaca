using System.ComponentModel.DataAnnotations;

namespace HybridRec.Engine.Serving;

/// <summary>How the kept places of a list are shared out among the generators, listener by listener.</summary>
public sealed record GeneratorBanditOptions
{
    /// <summary>Share of the places drawn evenly, whatever the listener showed: a generator's floor is this share of an even one.</summary>
    /// <value>Default 0.5, above 0; 1 shares all places out evenly.</value>
    [Range(0.01, 1.0)]
    public double Floor { get; init; } = 0.5;

    /// <summary>What all listeners together showed of a generator counts as so many tracks of a listener's own.</summary>
    /// <value>Default 8.</value>
    [Range(0.0, 10_000.0)]
    public double PriorTracks { get; init; } = 8;

    /// <summary>What became of a track counts half if it was shown this many days before the newest that counts; 0 for no ageing.</summary>
    /// <value>Default 30.</value>
    [Range(0.0, 100_000.0)]
    public double HalfLifeDays { get; init; } = 30;

    /// <summary>A play is due to the newest list that had the track, if that was shown at most so many days before.</summary>
    /// <value>Default 7.</value>
    [Range(0.01, 365.0)]
    public double CreditDays { get; init; } = 7;
}
