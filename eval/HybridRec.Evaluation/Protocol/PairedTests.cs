using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Protocol;

/// <summary>Paired comparisons of models over the same users.</summary>
public static class PairedTests
{
    /// <summary>Compares every model with a reference.</summary>
    /// <param name="models">Models in the order of the report, each with its <see cref="Measured.PerUser"/>.</param>
    /// <param name="reference">Name of the model they are compared with, one of <paramref name="models"/>.</param>
    /// <param name="metrics">Names of metrics that every user has, e.g. <c>recall</c> and <c>ndcg</c>.</param>
    /// <param name="k">List length.</param>
    /// <param name="seed">Seed of resamples and of flips.</param>
    /// <returns>
    /// One test a model and metric: mean of model − reference with its paired bootstrap interval (1,000 resamples), p of the
    /// paired permutation test (10,000 flips), and p after Holm's correction over all of them.
    /// </returns>
    /// <exception cref="ArgumentException">The reference is missing, or a model lacks a metric or a user's value.</exception>
    public static IReadOnlyList<PairedTest> Make(
        IReadOnlyList<(string Model, IReadOnlyDictionary<(string Metric, int K), double[]> PerUser)> models,
        string reference,
        IReadOnlyList<string> metrics,
        int k,
        int seed)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(metrics);
        (string Model, IReadOnlyDictionary<(string Metric, int K), double[]> PerUser)[] others =
            [.. models.Where(model => model.Model != reference)];
        if (others.Length == models.Count)
        {
            throw new ArgumentException($"The reference {reference} is not among the models.", nameof(reference));
        }

        var against = models.First(model => model.Model == reference).PerUser;
        (string Metric, string Model, double[] Differences)[] pairs =
        [
            .. from metric in metrics
               from other in others
               select (metric, other.Model, Differences(ValuesOf(other.PerUser, metric, k), ValuesOf(against, metric, k))),
        ];
        if (pairs.Length == 0)
        {
            return [];
        }

        double[][] differences = [.. pairs.Select(pair => pair.Differences)];
        IReadOnlyList<Interval?> intervals = new Resamples(differences[0].Length, seed).OfMeans(differences);
        double[] p = PairedPermutation.TwoSided(differences, seed);
        double[] holm = Holm.Adjust(p);
        return
        [
            .. pairs.Select((pair, at) => new PairedTest(
                pair.Metric, k, pair.Model, reference,
                intervals[at]!.Estimate, intervals[at]!.Low, intervals[at]!.High, p[at], holm[at])),
        ];
    }

    private static double[] ValuesOf(IReadOnlyDictionary<(string Metric, int K), double[]> perUser, string metric, int k)
    {
        if (!perUser.TryGetValue((metric, k), out double[]? values) || values.Any(double.IsNaN))
        {
            throw new ArgumentException($"Not every user has a value of {metric} at {k}.", nameof(perUser));
        }

        return values;
    }

    private static double[] Differences(double[] model, double[] reference) =>
        [.. model.Zip(reference, (left, right) => left - right)];
}
