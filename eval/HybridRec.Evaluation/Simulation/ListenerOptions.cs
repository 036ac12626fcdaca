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

    /// <summary>
    /// Chance that a further style of a listener is the one next to the style before it (in a ring), and not one drawn by
    /// popularity: tastes go together, as in life, and a model of other people's plays can learn how.
    /// </summary>
    /// <value>Default 0: styles are liked independently.</value>
    [Range(0.0, 1.0)]
    public double Affinity { get; init; }

    /// <summary>
    /// Share of the listeners with three or more styles who have not come across one of them yet: no listen goes to it by
    /// taste, but it is part of their true taste.
    /// </summary>
    /// <value>Default 0.</value>
    [Range(0.0, 1.0)]
    public double UndiscoveredShare { get; init; }

    /// <summary>
    /// Share of the listeners who cannot bear one of four moods: a trait of tracks that has nothing to do with style or
    /// sound and that no model is told of. They skip tracks of it as they skip those of other styles.
    /// </summary>
    /// <value>Default 0.</value>
    [Range(0.0, 1.0)]
    public double AverseShare { get; init; }

    /// <summary>Seed of all chance.</summary>
    /// <value>Default 1.</value>
    public int Seed { get; init; } = 1;
}
