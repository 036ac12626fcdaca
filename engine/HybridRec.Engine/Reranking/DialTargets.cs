namespace HybridRec.Engine.Reranking;

/// <summary>The popularity the dial asks for, P_u(d), of one listener (Decision 4). Never rises with d.</summary>
/// <remarks>
/// P_u(0) = mean π of the relevance-only list; P_u(½) = min(P_u(0), h_u); P_u(1) = max(5, P_u(½) − 25), but never above
/// P_u(½), which matters to a listener whose P_u(½) is under 5; linear between.
/// </remarks>
public readonly record struct DialTargets
{
    /// <summary>The lowest popularity the dial asks for on its own account: below it hardly anything has been played.</summary>
    public const double Lowest = 5;

    /// <summary>How far the second half of the dial goes down, in points of π.</summary>
    public const double Reach = 25;

    /// <summary>Sets the three points of the dial.</summary>
    /// <param name="relevanceOnly">Mean π of the list made by relevance alone, 0 to 100.</param>
    /// <param name="history">h_u, mean π of the listener's history, 0 to 100; null without plays.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is not within 0 to 100.</exception>
    public DialTargets(double relevanceOnly, double? history)
    {
        Safe = Percentile(relevanceOnly, nameof(relevanceOnly));
        Middle = Math.Min(Safe, history is { } h ? Percentile(h, nameof(history)) : Safe);
        FarOut = Math.Min(Middle, Math.Max(Lowest, Middle - Reach));
    }

    /// <summary>P_u(0).</summary>
    public double Safe { get; }

    /// <summary>P_u(½).</summary>
    public double Middle { get; }

    /// <summary>P_u(1).</summary>
    public double FarOut { get; }

    /// <summary>P_u(d).</summary>
    /// <param name="discovery">d, 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">d is not within 0 to 1.</exception>
    public double At(double discovery)
    {
        if (!(discovery is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(discovery), discovery, "The dial goes from 0 to 1.");
        }

        // Written so that rounding cannot make it rise.
        return discovery <= 0.5
            ? Math.Max(Middle, Safe + (2 * discovery * (Middle - Safe)))
            : Math.Max(FarOut, Middle + (((2 * discovery) - 1) * (FarOut - Middle)));
    }

    private static double Percentile(double value, string name) => value is >= 0 and <= 100
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "A mean popularity percentile lies within 0 to 100.");
}
