using System.ComponentModel.DataAnnotations;

namespace HybridRec.Evaluation.Simulation;

/// <summary>Size of a rendered music library.</summary>
public sealed record LibraryOptions
{
    /// <summary>Number of tracks, spread evenly over the styles.</summary>
    /// <value>Default 240, 20 to 100,000.</value>
    [Range(20, 100_000)]
    public int Tracks { get; init; } = 240;

    /// <summary>Mean playing time in seconds; single tracks differ by up to 15 %.</summary>
    /// <value>Default 15, 4 to 600.</value>
    [Range(4.0, 600.0)]
    public double Seconds { get; init; } = 15;

    /// <summary>Seed of all chance. The same options give the same samples.</summary>
    /// <value>Default 1.</value>
    public int Seed { get; init; } = 1;
}
