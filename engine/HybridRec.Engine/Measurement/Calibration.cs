namespace HybridRec.Engine.Measurement;

/// <summary>How far a list departs from the user's history in what kinds of items it holds; lower is nearer.</summary>
/// <remarks>
/// Jensen–Shannon distance between the history's and the list's distribution over kinds, each item counting once whatever
/// its plays (after Steck, "Calibrated recommendations", RecSys 2018; over popularity: Abdollahpouri et al., RecSys 2020).
/// </remarks>
public static class Calibration
{
    /// <summary>Bins of π for popularity calibration: [0, 10), [10, 20), …, [90, 100].</summary>
    public const int PopularityBins = 10;

    /// <summary>Adds items to a histogram of popularity.</summary>
    /// <param name="items">Item rows.</param>
    /// <param name="popularity">π by item row, 0 to 100.</param>
    /// <param name="histogram">Added to; shape (<see cref="PopularityBins"/>).</param>
    public static void AddPopularity(ReadOnlySpan<int> items, ReadOnlySpan<double> popularity, Span<double> histogram)
    {
        foreach (int item in items)
        {
            histogram[Math.Min((int)(popularity[item] / (100.0 / PopularityBins)), PopularityBins - 1)]++;
        }
    }

    /// <summary>Adds items to a histogram of tags; an item shares its weight of 1 out among its tags, an untagged one has none.</summary>
    /// <param name="items">Item rows.</param>
    /// <param name="tags">Tag numbers by item row.</param>
    /// <param name="histogram">Added to; shape (tags).</param>
    public static void AddTags(ReadOnlySpan<int> items, IReadOnlyList<int[]> tags, Span<double> histogram)
    {
        ArgumentNullException.ThrowIfNull(tags);
        foreach (int item in items)
        {
            foreach (int tag in tags[item])
            {
                histogram[tag] += 1.0 / tags[item].Length;
            }
        }
    }
}
