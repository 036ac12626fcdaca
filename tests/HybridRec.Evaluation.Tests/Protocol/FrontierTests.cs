using HybridRec.Evaluation.Protocol;

namespace HybridRec.Evaluation.Tests.Protocol;

public sealed class FrontierTests
{
    private static readonly Dictionary<string, double> Coverage = new()
    {
        ["als"] = 0.2,
        ["hybrid@0"] = 0.3,
        ["hybrid@1"] = 0.5,
        ["z-mix@0.5"] = 0.4,
        ["z-mix@1"] = 0.4,
    };

    [Fact]
    public void Make_BetweenTwoSettings_InterpolatesAtEqualPopularity()
    {
        FrontierReport frontier = Make(
            ("als", 0.30, 60), ("hybrid@0", 0.31, 55), ("hybrid@1", 0.20, 25), ("z-mix@0.5", 0.28, 50), ("z-mix@1", 0.12, 30));

        RivalReport rival = Assert.Single(frontier.Rivals);
        Assert.Equal("z-mix", rival.Rival);

        // At 55 the rival has half als's .30 and half its .28; it never comes down to 25, so its last lists count.
        Assert.Equal([0.02, 0.08], rival.Gaps.Select(gap => gap.Gap.Value), (left, right) => Math.Abs(left - right) < 1e-9);
        Assert.Equal([true, false], rival.Gaps.Select(gap => gap.Reached));
        Assert.Equal(1, rival.OnOrAbove);
    }

    [Fact]
    public void Make_BelowTheRival_IsNotOnOrAbove()
    {
        FrontierReport frontier = Make(
            ("als", 0.30, 60), ("hybrid@0", 0.25, 55), ("hybrid@1", 0.29, 50), ("z-mix@0.5", 0.28, 50), ("z-mix@1", 0.12, 30));

        Assert.Equal(0.5, frontier.Rivals[0].OnOrAbove);
        Assert.True(frontier.Rivals[0].Gaps[0].Gap.High < 0);
    }

    [Fact]
    public void Make_Points_AreDifferencesFromAls()
    {
        FrontierPoint point = Make(
            ("als", 0.30, 60), ("hybrid@0", 0.31, 55), ("z-mix@0.5", 0.28, 50)).Points.First(point => point.Model == "hybrid@0");

        Assert.Equal(0.01, point.Ndcg.Value, 9);
        Assert.Equal(-5, point.Popularity.Value, 9);
        Assert.Equal(1.5, point.CoverageRatio, 9);
        Assert.Equal(0.31 / 0.30, point.SerendipityRatio, 9);
        Assert.True(point.Ndcg.Low <= point.Ndcg.Value && point.Ndcg.Value <= point.Ndcg.High);
    }

    [Theory]
    [InlineData("als hybrid@0")]
    [InlineData("als z-mix@1")]
    [InlineData("hybrid@0 z-mix@1")]
    public void Make_SomethingMissing_IsNull(string models) => Assert.Null(Frontier.Make(
        [.. models.Split(' ').Select(model => Lists(model, 0.3, 50))], Coverage, 20, seed: 1));

    private static FrontierReport Make(params (string Model, double Ndcg, double Popularity)[] models) => Frontier.Make(
        [.. models.Select(model => Lists(model.Model, model.Ndcg, model.Popularity))], Coverage, 20, seed: 1)!;

    /// <summary>Three users around the means.</summary>
    private static (string Model, IReadOnlyDictionary<(string Metric, int K), double[]> PerUser) Lists(
        string model, double ndcg, double popularity) => (model, new Dictionary<(string Metric, int K), double[]>
        {
            [("ndcg", 20)] = [ndcg - 0.1, ndcg, ndcg + 0.1],
            [("serendipity", 20)] = [ndcg, ndcg, ndcg],
            [("popularity", 20)] = [popularity - 3, popularity, popularity + 3],
        });
}
