using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Tests.Statistics;

public sealed class PairedPermutationTests
{
    [Fact]
    public void TwoSided_FourEqualDifferences_ApproachesTheExactChance()
    {
        // Of the 16 assignments of signs only + + + + and − − − − reach the observed |sum| = 4: p = 1/8.
        double p = PairedPermutation.TwoSided([[1, 1, 1, 1]], seed: 3, flips: 40_000)[0];

        Assert.Equal(0.125, p, tolerance: 0.006);
    }

    [Fact]
    public void TwoSided_HandWorkedDifferences_CountsWhatReachesTheSum()
    {
        // |±1 ± 2 ± 3| reaches 2 in all assignments but 1 + 2 − 3 = 0 and its opposite: p = 6/8.
        double p = PairedPermutation.TwoSided([[1, -2, 3]], seed: 3, flips: 40_000)[0];

        Assert.Equal(0.75, p, tolerance: 0.01);
    }

    [Fact]
    public void TwoSided_ManyUsersBetter_IsTheSmallestPossible()
    {
        double[] better = [.. Enumerable.Range(0, 203).Select(user => 0.1 + (user % 5 * 0.01))];

        Assert.Equal(1.0 / 10_001, PairedPermutation.TwoSided([better], seed: 1)[0], 12);
    }

    [Fact]
    public void TwoSided_NoDifference_IsOne() => Assert.Equal([1.0], PairedPermutation.TwoSided([new double[50]], seed: 1));

    [Fact]
    public void TwoSided_PureChance_IsSeldomSmall()
    {
        Random chance = new(8);
        double[][] differences = [.. Enumerable.Range(0, 400).Select(_ => Enumerable.Range(0, 30).Select(_ => chance.NextDouble() - 0.5).ToArray())];

        double[] p = PairedPermutation.TwoSided(differences, seed: 2, flips: 999);

        // Uniform under the null: 5 % below 0.05, a standard deviation of 1.1 points.
        Assert.InRange(p.Count(value => value <= 0.05) / 400.0, 0.015, 0.085);
        Assert.Equal(0.5, p.Average(), tolerance: 0.06);
    }

    [Fact]
    public void TwoSided_SeveralComparisons_GiveWhatEachGivesAlone()
    {
        double[] first = [0.3, -0.1, 0.2, 0.4, -0.3, 0.1, 0.2, 0.6, 0.1];
        double[] second = [.. first.Select(value => -2 * value)];

        double[] both = PairedPermutation.TwoSided([first, second], seed: 6);

        Assert.Equal(PairedPermutation.TwoSided([first], seed: 6)[0], both[0]);
        Assert.Equal(both[0], both[1]);
    }

    [Fact]
    public void TwoSided_OtherUsers_Throws() =>
        Assert.Throws<ArgumentException>(() => PairedPermutation.TwoSided([[1, 2], [1]], seed: 1));

    [Fact]
    public void Holm_HandWorked_MultipliesStepByStepAndNeverFalls()
    {
        // Ascending .01, .02, .03, .6: ×4 = .04, ×3 = .06, ×2 = .06, ×1 = .6.
        Assert.Equal([0.06, 0.04, 0.6, 0.06], Holm.Adjust([0.03, 0.01, 0.6, 0.02]), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal([1, 1], Holm.Adjust([0.7, 0.9]));
        Assert.Empty(Holm.Adjust([]));
    }
}
