using HybridRec.Evaluation.Lineup;
using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Protocol;

/// <summary>Makes the <see cref="FrontierReport"/> of a run.</summary>
public static class Frontier
{
    private const string Reference = "als";
    private const string Dial = "hybrid";

    /// <summary>Compares; null unless the run has als, lists of the hybrid's dial and a rival.</summary>
    /// <param name="models">Models in the order of the report, each with its <see cref="Measured.PerUser"/>.</param>
    /// <param name="coverage">Coverage at k by model.</param>
    /// <param name="k">List length.</param>
    /// <param name="seed">Seed of the resamples.</param>
    /// <remarks>
    /// A rival's curve runs from als, its knob at 0, through its settings in order. Between two of them NDCG is interpolated user by
    /// user at the weight that gives the mean π of the dial's lists; of several stretches that cross it the most accurate counts.
    /// </remarks>
    public static FrontierReport? Make(
        IReadOnlyList<(string Model, IReadOnlyDictionary<(string Metric, int K), double[]> PerUser)> models,
        IReadOnlyDictionary<string, double> coverage,
        int k,
        int seed)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(coverage);
        Lists[] all = [.. models.Select(model => new Lists(
            ModelName.TryParse(model.Model, out ModelName? name, out _) ? name : throw new ArgumentException($"{model.Model} is no model.", nameof(models)),
            model.PerUser[("ndcg", k)],
            model.PerUser[("popularity", k)],
            model.PerUser[("serendipity", k)]))];
        Lists? reference = Array.Find(all, lists => lists.Name == new ModelName(Reference));
        Lists[] dial = [.. all.Where(lists => lists.Name is { Kind: Dial, Discovery: not null }).OrderBy(lists => lists.Name.Discovery)];
        Lists[] rivals = [.. all.Where(lists => ModelName.Rivals.Contains(lists.Name.Kind))];
        if (reference is null || dial.Length == 0 || rivals.Length == 0)
        {
            return null;
        }

        Resamples resamples = new(reference.Ndcg.Length, seed);
        return new FrontierReport(
            Reference,
            [.. all.Where(lists => lists.Name.Kind == Dial || rivals.Contains(lists)).Select(lists => Point(lists, reference, coverage, k, resamples))],
            [
                .. rivals.GroupBy(lists => lists.Name.Kind).Select(rival => Against(
                    rival.Key, [reference, .. rival.OrderBy(lists => lists.Name.Discovery)], dial, k, resamples)),
            ]);
    }

    private static FrontierPoint Point(
        Lists lists, Lists reference, IReadOnlyDictionary<string, double> coverage, int k, Resamples resamples)
    {
        MetricValue[] values = Values(
            resamples,
            k,
            ("ndcg", Less(lists.Ndcg, reference.Ndcg)),
            ("popularity", Less(lists.Popularity, reference.Popularity)),
            ("serendipity", Less(lists.Serendipity, reference.Serendipity)));
        return new FrontierPoint(
            $"{lists.Name}",
            values[0],
            values[1],
            values[2],
            Ratio(Mean(lists.Serendipity), Mean(reference.Serendipity)),
            Ratio(coverage[$"{lists.Name}"], coverage[$"{reference.Name}"]));
    }

    private static RivalReport Against(string rival, Lists[] curve, Lists[] dial, int k, Resamples resamples)
    {
        FrontierGap[] gaps = [.. dial.Select(lists =>
        {
            (double[] ndcg, bool reached) = At(curve, Mean(lists.Popularity));
            MetricValue gap = Values(resamples, k, ("ndcg", Less(lists.Ndcg, ndcg)))[0];
            return new FrontierGap(lists.Name.Discovery!.Value, Mean(lists.Popularity), gap, reached);
        })];
        return new RivalReport(
            rival,
            (double)gaps.Count(gap => gap.Gap.Value >= 0) / gaps.Length,
            (double)gaps.Count(gap => gap.Gap.High >= 0) / gaps.Length,
            gaps);
    }

    /// <summary>NDCG by user of the best mixture of two neighbours on the curve that has this mean π.</summary>
    private static (double[] Ndcg, bool Reached) At(Lists[] curve, double popularity)
    {
        double[] means = [.. curve.Select(lists => Mean(lists.Popularity))];
        double[]? best = null;
        for (int at = 0; at + 1 < curve.Length; at++)
        {
            double low = Math.Min(means[at], means[at + 1]);
            double high = Math.Max(means[at], means[at + 1]);
            if (popularity < low || popularity > high)
            {
                continue;
            }

            double weight = high > low ? (means[at] - popularity) / (means[at] - means[at + 1]) : 0;
            double[] mixed = [.. curve[at].Ndcg.Zip(curve[at + 1].Ndcg, (left, right) => ((1 - weight) * left) + (weight * right))];
            best = best is null || Mean(mixed) > Mean(best) ? mixed : best;
        }

        return best is null ? (curve[NearestTo(means, popularity)].Ndcg, false) : (best, true);
    }

    private static int NearestTo(double[] means, double popularity) =>
        Enumerable.Range(0, means.Length).MinBy(at => Math.Abs(means[at] - popularity));

    private static MetricValue[] Values(Resamples resamples, int k, params (string Metric, double[] Values)[] columns)
    {
        IReadOnlyList<Interval?> intervals = resamples.OfMeans([.. columns.Select(column => column.Values)]);
        return
        [
            .. columns.Select((column, at) => intervals[at] is { } interval
                ? new MetricValue(column.Metric, k, interval.Estimate, interval.Low, interval.High, interval.Count)
                : new MetricValue(column.Metric, k, double.NaN, null, null, 0)),
        ];
    }

    /// <summary>The mean over the users who have a value.</summary>
    private static double Mean(double[] values) => values.Where(value => !double.IsNaN(value)).DefaultIfEmpty(double.NaN).Average();

    private static double[] Less(double[] model, double[] other) => [.. model.Zip(other, (left, right) => left - right)];

    private static double Ratio(double value, double other) => other > 0 ? value / other : double.NaN;

    private sealed record Lists(ModelName Name, double[] Ndcg, double[] Popularity, double[] Serendipity);
}
