using HybridRec.Evaluation.OffPolicy;
using HybridRec.Evaluation.Reports;
using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Tests.OffPolicy;

/// <summary>A logging policy that gives listeners what they like, in a world whose truth is known.</summary>
public sealed class PolicyEstimatorTests
{
    private static readonly string[] Sources = ["cross-genre", "lift", "sounds-like"];

    /// <summary>What a listener of a kind likes of each generator.</summary>
    private static readonly double[][] Liking = [[0.2, 0.8, 0.3], [0.5, 0.1, 0.4]];

    /// <summary>What such a listener is given: more of what they like, as the bandit does.</summary>
    private static readonly double[][] Logging = [[0.17, 0.66, 0.17], [0.6, 0.17, 0.23]];

    private static double Truth(int source) => Liking.Average(kind => kind[source]);

    private static List<LoggedPlace> Simulate(int seed, int listeners = 150)
    {
        Random random = new(seed);
        List<LoggedPlace> places = [];
        for (int listener = 0; listener < listeners; listener++)
        {
            // Odd and even kinds must not be the folds.
            int kind = random.Next(2);
            for (int place = 0; place < 8; place++)
            {
                double ball = random.NextDouble();
                int source = ball < Logging[kind][0] ? 0 : ball < Logging[kind][0] + Logging[kind][1] ? 1 : 2;
                places.Add(new LoggedPlace(
                    listener, Sources[source], Logging[kind][source], random.NextDouble() < Liking[kind][source] ? 1 : 0));
            }
        }

        return places;
    }

    private static bool Covers(Interval interval, double truth) => interval.Low <= truth && truth <= interval.High;

    [Fact]
    public void Estimate_SimulatedLogs_CoverTheTruthWhereTheNaiveMeanDoesNot()
    {
        const int Worlds = 60;
        int[] covered = new int[4];
        double[] off = new double[4];
        for (int world = 0; world < Worlds; world++)
        {
            PolicyEstimate lift = PolicyEstimator.Estimate(Simulate(world), seed: 1, resamples: 200).Single(policy => policy.Policy == "always lift");
            Interval[] found = [lift.Naive, lift.Ips, lift.Snips, lift.DoublyRobust];
            for (int i = 0; i < found.Length; i++)
            {
                covered[i] += Covers(found[i], Truth(1)) ? 1 : 0;
                off[i] += (found[i].Estimate - Truth(1)) / Worlds;
            }
        }

        // Those who like lift were shown it four times as often: the mean of what was shown is .66, the truth .45.
        Assert.True(covered[0] <= 3, $"naive covers {covered[0]} of {Worlds}");
        Assert.True(off[0] > 0.15, $"naive is off by {off[0]}");
        for (int i = 1; i < 4; i++)
        {
            Assert.True(covered[i] >= 51, $"estimator {i} covers {covered[i]} of {Worlds}");
            Assert.InRange(off[i], -0.02, 0.02);
        }
    }

    [Fact]
    public void Estimate_Policies_AreEveryGeneratorAloneAndAllAlike()
    {
        IReadOnlyList<PolicyEstimate> policies = PolicyEstimator.Estimate(Simulate(7, listeners: 2_000), seed: 1, resamples: 100);

        Assert.Equal(["always cross-genre", "always lift", "always sounds-like", "even"], policies.Select(policy => policy.Policy));
        for (int source = 0; source < 3; source++)
        {
            Assert.Equal(Truth(source), policies[source].DoublyRobust.Estimate, 0.03);
        }

        Assert.Equal(Sources.Select((_, source) => Truth(source)).Average(), policies[3].Snips.Estimate, 0.03);
        Assert.Equal(16_000, policies[3].Places);
        Assert.True(policies[3].Effective is > 10_000 and < 16_000);
        Assert.True(policies[3].Gain.High < 0, "the logging policy knows its listeners");
        Assert.Equal(policies, PolicyEstimator.Estimate(Simulate(7, listeners: 2_000), seed: 1, resamples: 100));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1.5, 1)]
    [InlineData(0.5, double.NaN)]
    public void Estimate_ImpossiblePlace_SaysSo(double propensity, double reward) => Assert.Contains(
        "propensity",
        Assert.Throws<ArgumentException>(() => PolicyEstimator.Estimate([new LoggedPlace(0, "lift", propensity, reward)], 1)).Message);

    [Fact]
    public void Make_LogWithoutChance_SaysThatNothingCanBeEstimated()
    {
        Assert.Contains(
            "nothing can be estimated",
            Assert.Throws<EvaluationException>(() => ServesReport.Make([new LoggedPlace(0, "blend", 1, 1)], 0)).Message);

        ServesReport report = ServesReport.Make([.. Simulate(3), new LoggedPlace(0, "blend", 1, 1)], 0);
        ReportDocument document = ServesDocument.Make(report);

        Assert.Equal(1, report.Others);
        Assert.Contains(document.Summary, sentence => sentence.StartsWith("\"even\" would be worse", StringComparison.Ordinal));
    }
}
