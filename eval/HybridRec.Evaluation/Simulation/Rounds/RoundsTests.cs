using HybridRec.Evaluation.Protocol;
using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Simulation.Rounds;

/// <summary>
/// The paired comparisons of a study: every recommender with the hybrid, listener by listener under common random numbers,
/// and every recommender's last rounds with its own first rounds. Corrected together by Holm's method.
/// </summary>
internal static class RoundsTests
{
    /// <summary>What the last rounds of a recommender are compared with.</summary>
    public const string FirstRounds = "its first rounds";

    /// <summary>Name of the measure of <see cref="TasteFollowing.Rounds"/>, all rounds since for a change never followed.</summary>
    /// <remarks>Not plays: under a poor recommender people play less, and censored plays would flatter it.</remarks>
    public const string RoundsToFollow = "rounds-to-follow";

    private static readonly string[] Compared = ["liked", "serendipity", "found", "styles-played", "mix-distance"];
    private static readonly string[] Drifting = ["styles-shown", "styles-played", "mix-distance", "popularity"];

    public static IReadOnlyList<PairedTest> Make(IReadOnlyList<Pooled> recommenders, RoundsOptions options)
    {
        List<Pair> pairs = [];
        if (recommenders.FirstOrDefault(recommender => recommender.Name == LineUp.Reference) is { } reference)
        {
            foreach (Pooled other in recommenders.Where(other => other != reference))
            {
                foreach (string measure in Compared)
                {
                    int m = RoundMeasure.IndexOf(measure);
                    Add(measure, other, reference.Name, Minus(other.Overall(m), reference.Overall(m)));
                }

                Add(
                    RoundsToFollow,
                    other,
                    reference.Name,
                    Minus(other.RoundsToFollow(options), reference.RoundsToFollow(options)));
            }
        }

        foreach (Pooled recommender in recommenders)
        {
            foreach (string measure in Drifting)
            {
                Add(measure, recommender, FirstRounds, recommender.Drift(RoundMeasure.IndexOf(measure)));
            }

            // Gini is one figure a world, so that its drift can be tested with several worlds only.
            Add("gini", recommender, FirstRounds, recommender.GiniDrift());
        }

        double[] p = PValues(pairs, options.Seed);
        double[] corrected = Holm.Adjust(p);
        return [.. pairs.Select((pair, i) => pair.Test(options, p[i], corrected[i]))];

        void Add(string measure, Pooled model, string referenceName, double[] differences)
        {
            double[] finite = [.. differences.Where(double.IsFinite)];
            if (finite.Length >= 2)
            {
                pairs.Add(new Pair(measure, model.Name, referenceName, finite));
            }
        }
    }

    /// <summary>p by pair; pairs over equally many listeners share the flips of one test.</summary>
    private static double[] PValues(List<Pair> pairs, int seed)
    {
        double[] p = new double[pairs.Count];
        foreach (IGrouping<int, int> alike in Enumerable.Range(0, p.Length).GroupBy(i => pairs[i].Differences.Length))
        {
            int[] places = [.. alike];
            double[] found = PairedPermutation.TwoSided([.. places.Select(i => pairs[i].Differences)], seed);
            for (int i = 0; i < places.Length; i++)
            {
                p[places[i]] = found[i];
            }
        }

        return p;
    }

    private static double[] Minus(double[] left, double[] right) => [.. left.Zip(right, (l, r) => l - r)];

    private sealed record Pair(string Measure, string Model, string Reference, double[] Differences)
    {
        public PairedTest Test(RoundsOptions options, double p, double corrected)
        {
            Interval difference = Bootstrap.OfMean(Differences, options.Seed);
            return new PairedTest(
                Measure, options.ListLength, Model, Reference, difference.Estimate, difference.Low, difference.High, p, corrected);
        }
    }
}
