using System.Globalization;
using HybridRec.Evaluation.Protocol;

namespace HybridRec.Evaluation.Gate;

/// <summary>A challenger held against one reference.</summary>
/// <param name="Reference">"champion" or "anchor".</param>
/// <param name="Ndcg">The reference's mean NDCG@20.</param>
/// <param name="Difference">Mean over listeners of challenger − reference.</param>
/// <param name="Low">Lower end of its 95 % interval (paired bootstrap).</param>
/// <param name="High">Upper end.</param>
/// <param name="Fault">What forbids the promotion, in a sentence; null for nothing.</param>
public sealed record GateComparison(
    string Reference, double Ndcg, double Difference, double Low, double High, string? Fault);

/// <summary>What the gate says of a challenger.</summary>
/// <param name="Comparisons">With the champion first.</param>
public sealed record GateVerdict(IReadOnlyList<GateComparison> Comparisons)
{
    /// <summary>Whether the challenger's recipe may take the champion's place.</summary>
    public bool IsAccepted => Comparisons.All(comparison => comparison.Fault is null);

    /// <summary>Why, in words.</summary>
    public string Reason => IsAccepted
        ? string.Join("; ", Comparisons.Select(Words))
        : string.Join("; ", Comparisons.Select(comparison => comparison.Fault).OfType<string>());

    private static string Words(GateComparison comparison) => string.Create(
        CultureInfo.InvariantCulture,
        $"against the {comparison.Reference} ΔNDCG@20 {comparison.Difference:+0.0000;-0.0000} [{comparison.Low:+0.0000;-0.0000}, {comparison.High:+0.0000;-0.0000}] on {comparison.Ndcg:0.0000}");
}

/// <summary>
/// The gate before a change of recipe: the challenger must not be worse than the champion, nor than a fixed anchor, so that
/// small losses cannot add up; nor may it show much less of the catalogue or much more popular music than either.
/// </summary>
public static class PromotionGate
{
    /// <summary>Judges.</summary>
    /// <param name="challenger">The challenger.</param>
    /// <param name="champion">The recipe in service.</param>
    /// <param name="anchor">The anchor; the champion itself where they are one.</param>
    /// <param name="options">The limits.</param>
    /// <exception cref="ArgumentException">The three were not measured on the same number of listeners.</exception>
    /// <remarks>
    /// Promotion needs the lower end of the 95 % interval of ΔNDCG@20 (paired bootstrap over listeners) above
    /// −<see cref="GateOptions.Margin"/> of the reference's mean NDCG@20, for both references.
    /// </remarks>
    public static GateVerdict Judge(
        RecipeMeasures challenger, RecipeMeasures champion, RecipeMeasures anchor, GateOptions options)
    {
        ArgumentNullException.ThrowIfNull(challenger);
        ArgumentNullException.ThrowIfNull(champion);
        ArgumentNullException.ThrowIfNull(anchor);
        ArgumentNullException.ThrowIfNull(options);
        return new GateVerdict([Compare(challenger, champion, "champion", options), Compare(challenger, anchor, "anchor", options)]);
    }

    private static GateComparison Compare(
        RecipeMeasures challenger, RecipeMeasures reference, string name, GateOptions options)
    {
        const string Metric = "ndcg";
        const string Challenger = "challenger";
        if (challenger.Ndcg.Count != reference.Ndcg.Count)
        {
            throw new ArgumentException(
                $"The challenger was measured on {challenger.Ndcg.Count} listeners, the {name} on {reference.Ndcg.Count}.", nameof(reference));
        }

        PairedTest test = PairedTests.Make(
            [(name, Values(reference)), (Challenger, Values(challenger))], name, [Metric], RecipeMeasures.ListLength, options.Seed)[0];
        return new GateComparison(
            name,
            reference.MeanNdcg,
            test.Difference,
            test.Low,
            test.High,
            Fault(test, challenger, reference, name, options));

        static Dictionary<(string Metric, int K), double[]> Values(RecipeMeasures measures) =>
            new() { [(Metric, RecipeMeasures.ListLength)] = [.. measures.Ndcg] };
    }

    private static string? Fault(
        PairedTest test, RecipeMeasures challenger, RecipeMeasures reference, string name, GateOptions options)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        double limit = -options.Margin * reference.MeanNdcg;

        // Not "Low <= limit": what could not be measured is no reason to promote.
        if (!(test.Low > limit))
        {
            return string.Create(
                culture,
                $"ΔNDCG@20 to the {name} is {test.Difference:+0.0000;-0.0000}, its 95 % interval begins at {test.Low:+0.0000;-0.0000}, which is not above {limit:+0.0000;-0.0000}");
        }

        if (!(challenger.Coverage >= options.LeastCoverage * reference.Coverage))
        {
            return string.Create(
                culture,
                $"its lists show {challenger.Coverage:0.0 %} of the catalogue, those of the {name} {reference.Coverage:0.0 %}");
        }

        // A reference without a list has no popularity to exceed.
        return challenger.Popularity > reference.Popularity + options.MostPopularity
            ? string.Create(
                culture,
                $"mean popularity of its lists is {challenger.Popularity:0.0}, of those of the {name} {reference.Popularity:0.0}")
            : null;
    }
}
