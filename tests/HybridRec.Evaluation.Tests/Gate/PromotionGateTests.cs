using HybridRec.Evaluation.Gate;

namespace HybridRec.Evaluation.Tests.Gate;

public sealed class PromotionGateTests
{
    private static readonly GateOptions Options = new();

    [Fact]
    public void Judge_TheSameLists_IsAccepted()
    {
        RecipeMeasures recipe = Measures(200, seed: 1);

        GateVerdict verdict = PromotionGate.Judge(recipe, recipe, recipe, Options);

        Assert.True(verdict.IsAccepted);
        Assert.All(verdict.Comparisons, one => Assert.Equal((0, 0, 0), (one.Difference, one.Low, one.High)));
    }

    [Fact]
    public void Judge_EqualOnAverageOnTooFewListeners_IsNotProvenAndNotAccepted()
    {
        RecipeMeasures champion = Measures(50, seed: 1);
        double[] values = [.. champion.Ndcg.Select((value, at) => value + (at % 2 == 0 ? 0.2 : -0.2))];

        GateVerdict verdict = PromotionGate.Judge(champion with { Ndcg = values }, champion, champion, Options);

        Assert.Equal(0, verdict.Comparisons[0].Difference, 9);
        Assert.False(verdict.IsAccepted);
        Assert.Contains("champion", verdict.Reason);
    }

    [Fact]
    public void Judge_ChainOfSmallLosses_IsStoppedByTheAnchor()
    {
        // Each 1.5 % worse than the one before, on every listener: within the margin of its champion, every time.
        RecipeMeasures anchor = Measures(400, seed: 2);
        RecipeMeasures champion = anchor;
        int accepted = 0;
        GateVerdict verdict;
        while (true)
        {
            RecipeMeasures challenger = champion with { Ndcg = [.. champion.Ndcg.Select(value => value * 0.985)] };
            verdict = PromotionGate.Judge(challenger, champion, anchor, Options);
            Assert.Null(verdict.Comparisons[0].Fault);
            if (!verdict.IsAccepted)
            {
                break;
            }

            champion = challenger;
            Assert.True(++accepted < 5, "the losses add up");
        }

        Assert.Equal(1, accepted);
        Assert.Contains("anchor", verdict.Reason);
        Assert.True(champion.MeanNdcg > 0.98 * anchor.MeanNdcg);
    }

    [Theory]
    [InlineData(0.47, 50, "of the catalogue")]
    [InlineData(0.6, 55.1, "mean popularity")]
    [InlineData(0.47, 80, "of the catalogue")]
    public void Judge_BetterButNarrowerOrMorePopular_IsNotAccepted(double coverage, double popularity, string reason)
    {
        RecipeMeasures champion = Measures(200, seed: 1);
        RecipeMeasures challenger = new([.. champion.Ndcg.Select(value => value + 0.1)], coverage, popularity);

        GateVerdict verdict = PromotionGate.Judge(challenger, champion, champion, Options);

        Assert.False(verdict.IsAccepted);
        Assert.Contains(reason, verdict.Reason);
        Assert.True(PromotionGate.Judge(challenger with { Coverage = 0.49, Popularity = 55 }, champion with { Coverage = 0.61 }, champion with { Coverage = 0.61 }, Options).IsAccepted);
    }

    [Fact]
    public void Judge_NoListsAtAll_IsNotAccepted()
    {
        RecipeMeasures champion = Measures(200, seed: 1);
        RecipeMeasures nothing = new(new double[200], 0, double.NaN);

        Assert.False(PromotionGate.Judge(nothing, champion, champion, Options).IsAccepted);
        Assert.False(PromotionGate.Judge(nothing, nothing, nothing, Options).IsAccepted);
    }

    [Fact]
    public void Judge_OtherListeners_Throws()
    {
        RecipeMeasures champion = Measures(200, seed: 1);

        Assert.Throws<ArgumentException>(() => PromotionGate.Judge(Measures(199, 1), champion, champion, Options));
    }

    private static RecipeMeasures Measures(int listeners, int seed)
    {
        Random chance = new(seed);
        return new RecipeMeasures([.. Enumerable.Range(0, listeners).Select(_ => chance.NextDouble() * 0.6)], 0.6, 50);
    }
}
