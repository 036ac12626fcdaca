using HybridRec.Evaluation.Protocol;
using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Tests.Protocol;

public sealed class PairedTestsTests
{
    [Fact]
    public void Make_ThreeModels_ComparesEachWithTheReferenceAndCorrectsOverAll()
    {
        Random chance = new(3);
        double[] own = [.. Enumerable.Range(0, 120).Select(_ => chance.NextDouble())];
        (string Model, IReadOnlyDictionary<(string Metric, int K), double[]> PerUser)[] models =
        [
            ("als", Values(own)),
            ("better", Values([.. own.Select((value, user) => value + 0.1 + (user % 3 * 0.01))])),
            ("alike", Values([.. own.Select((value, user) => value + (user % 2 == 0 ? 0.1 : -0.1))])),
        ];

        IReadOnlyList<PairedTest> tests = PairedTests.Make(models, "als", ["recall", "ndcg"], 20, seed: 5);

        Assert.Equal(
            [("recall", "better"), ("recall", "alike"), ("ndcg", "better"), ("ndcg", "alike")],
            tests.Select(test => (test.Metric, test.Model)));
        PairedTest better = tests[0];
        Assert.Equal(0.11, better.Difference, 12);
        Assert.InRange(better.Low, 0.1, 0.11);
        Assert.InRange(better.High, 0.11, 0.12);
        Assert.Equal(1.0 / 10_001, better.P, 12);
        Assert.Equal(4.0 / 10_001, better.PHolm, 12);
        Assert.True(tests[1].Low < 0 && tests[1].High > 0 && tests[1].PHolm > 0.5);
        Assert.Equal(Holm.Adjust([.. tests.Select(test => test.P)]), tests.Select(test => test.PHolm));
    }

    [Fact]
    public void Make_ReferenceAlone_MakesNoTest() => Assert.Empty(PairedTests.Make([("als", Values([1]))], "als", ["recall"], 20, 1));

    [Fact]
    public void Make_MissingReferenceOrValues_Throws()
    {
        Assert.Throws<ArgumentException>(() => PairedTests.Make([("als", Values([1]))], "ease", ["recall"], 20, 1));
        Assert.Throws<ArgumentException>(() => PairedTests.Make([("als", Values([1])), ("ease", Values([1]))], "als", ["mrr"], 20, 1));
        Assert.Throws<ArgumentException>(
            () => PairedTests.Make([("als", Values([1])), ("ease", Values([double.NaN]))], "als", ["recall"], 20, 1));
    }

    private static Dictionary<(string Metric, int K), double[]> Values(double[] values) =>
        new() { [("recall", 20)] = values, [("ndcg", 20)] = [.. values.Select(value => value / 2)] };
}
