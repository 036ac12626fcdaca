using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Content;

/// <summary>A kind of features and what it was worth with each seed.</summary>
internal sealed record FeatureScores(string Name, string Title, IReadOnlyList<SeedScores> Seeds)
{
    private const int Resamples = 1_000;

    /// <summary>Means over seeds, intervals over clips, and the first entry's lead over each other.</summary>
    public static IReadOnlyList<FeatureReport> Report(IReadOnlyList<FeatureScores> all, int seed)
    {
        double confidence = 1 - (0.05 / Math.Max(1, all.Count - 1));
        return [.. all.Select((features, i) => new FeatureReport(
            features.Name,
            features.Title,
            Bootstrap.OfMean(features.Mean(scores => scores.Correct), seed),
            [.. features.Seeds.Select(scores => scores.Correct.Average())],
            i == 0 ? null : Lead(all[0], features, scores => scores.Correct, seed, confidence),
            OfFinite(features.Mean(scores => scores.Precision), seed),
            [.. features.Seeds.Select(scores => OfFinite(scores.Precision, seed)?.Estimate).OfType<double>()],
            i == 0 ? null : Lead(all[0], features, scores => scores.Precision, seed, confidence),
            OfFinite(features.Mean(scores => scores.AnyArtist), seed),
            [.. features.Seeds.SelectMany(scores => scores.Penalties)]))];
    }

    /// <summary>The mean of the finite values and its interval; null where there are none.</summary>
    public static Interval? OfFinite(IEnumerable<double> values, int seed, double confidence = 0.95)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        return finite.Length == 0 ? null : Bootstrap.OfMean(finite, seed, Resamples, confidence);
    }

    /// <summary>By clip, the mean over seeds.</summary>
    public double[] Mean(Func<SeedScores, double[]> of) =>
        [.. Enumerable.Range(0, Seeds[0].Correct.Length).Select(clip => Seeds.Average(scores => of(scores)[clip]))];

    private static Interval? Lead(
        FeatureScores first, FeatureScores other, Func<SeedScores, double[]> of, int seed, double confidence) =>
        OfFinite(first.Mean(of).Zip(other.Mean(of), (mine, theirs) => mine - theirs), seed, confidence);
}
