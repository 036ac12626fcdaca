using System.ComponentModel.DataAnnotations;

namespace HybridRec.Evaluation.Simulation;

/// <summary>How simulated listeners behave.</summary>
public sealed record ListenerOptions
{
    /// <summary>Number of listeners.</summary>
    /// <value>Default 320, 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int Listeners { get; init; } = 320;

    /// <summary>Median number of listens of a listener; the distribution is log-normal, between 10 and six times this.</summary>
    /// <value>Default 50, 10 to 10,000.</value>
    [Range(10, 10_000)]
    public int MedianListens { get; init; } = 50;

    /// <summary>Share of the tracks that came out yesterday and that nobody has played.</summary>
    /// <value>Default 0.2.</value>
    [Range(0.0, 0.9)]
    public double ColdShare { get; init; } = 0.2;

    /// <summary>Share of listens that are chosen by what is popular and not by taste.</summary>
    /// <value>Default 0.15.</value>
    [Range(0.0, 1.0)]
    public double NoiseShare { get; init; } = 0.15;

    /// <summary>Seed of all chance.</summary>
    /// <value>Default 1.</value>
    public int Seed { get; init; } = 1;
}
