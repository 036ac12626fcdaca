using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Measurement;
using HybridRec.Engine.Numerics;
using HybridRec.Evaluation.Lineup;
using HybridRec.Evaluation.Lineup.Rivals;

namespace HybridRec.Evaluation.Tests.Lineup;

public sealed class RivalRuleTests
{
    // Items 0 and 1 point the same way, 2 another, 3 has no vector.
    private static readonly FactorMatrix Factors = new([2, 0, 3, 0, 0, 1, 0, 0], 4, 2);
    private static readonly InteractionMatrix Train = InteractionMatrix.Build(2, 4, [(0, 0, 1f), (0, 2, 1f), (1, 0, 1f)]);
    private static readonly Aspects Tagged = Aspects.FromTags([["rock"], ["rock"], ["jazz", "rock"], []]);
    private static readonly float[] Relevance = [0.9f, 0.8f, 0.5f, 0.1f];

    public static TheoryData<string> Rules => [.. ModelName.Rivals];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Pick_KnobAtZero_IsTheOrderOfRelevance(string rule) =>
        Assert.Equal([0, 1, 2, 3], Rule(rule, 0).Pick(0, [0, 1, 2, 3], Relevance, 9));

    [Theory]
    [MemberData(nameof(Rules))]
    public void Pick_NoCandidates_IsEmpty(string rule) => Assert.Empty(Rule(rule, 0.5).Pick(0, [], [], 5));

    [Fact]
    public void Pick_Mmr_PassesOverWhatIsAlike() =>
        Assert.Equal([0, 2, 1], Rule("mmr", 0.5).Pick(0, [0, 1, 2], Relevance[..3], 3));

    [Fact]
    public void Pick_XQuad_CoversTheOtherHalfOfTheHistory()
    {
        // The first is of rock alone and as relevant as can be: after it rock counts nothing, jazz all.
        Assert.Equal([0, 2, 1, 3], Rule("xquad", 1).Pick(0, [0, 1, 2, 3], Relevance, 4));
        Assert.Equal([0.75, 0.25], Tagged.SharesOf(Train, 0));
        Assert.Equal([1.0, 0.0], Tagged.SharesOf(Train, 1));
    }

    [Fact]
    public void Pick_Discount_PutsTheLeastPlayedFirst() =>
        Assert.Equal([1, 3, 2, 0], Rule("popularity-discount", 1).Pick(0, [0, 1, 2, 3], Relevance, 4));

    [Fact]
    public void Pick_ZMix_IsByRelativePreference()
    {
        float[] z = [.. Enumerable.Range(0, 4).Select(item => Relative().Of(item, Relevance[item]))];

        int[] expected = [.. Enumerable.Range(0, 4).OrderByDescending(item => z[item]).ThenBy(item => item)];

        Assert.Equal(expected, Rule("z-mix", 1).Pick(0, [0, 1, 2, 3], Relevance, 4));
    }

    [Fact]
    public void FromFactors_TwoDirections_AreTwoAspects()
    {
        FactorMatrix items = new([.. Enumerable.Range(0, 80).SelectMany(i => i % 2 == 0 ? new[] { 1f, 0.01f * i } : [-0.01f * i, -1f])], 80, 2);

        Aspects aspects = Aspects.FromFactors(items, seed: 3);

        Assert.Empty(aspects.Of.Where((own, i) => i % 2 == 0).SelectMany(own => own)
            .Intersect(aspects.Of.Where((own, i) => i % 2 == 1).SelectMany(own => own)));
        Assert.All(aspects.Of, own => Assert.InRange(Assert.Single(own), 0, aspects.Count - 1));
        Assert.Empty(Aspects.FromFactors(Factors, seed: 3).Of[3]);
    }

    [Fact]
    public void Rank_LeavesOutTheHistoryAndWhatIsExcluded()
    {
        FactorScorer als = new(new FactorMatrix([1, 0.5f, 1, 1], 2, 2), Factors);
        RivalRanker ranker = new(als, Train, Rule("z-mix", 0));

        RankedLists lists = ranker.Rank(
            new RankingRequest([1, 0], 2, IncludeHeard: false, [false, true, false, false]), TestContext.Current.CancellationToken);

        Assert.Equal([2, 3], lists.Items(0).ToArray());
        Assert.Equal([3], lists.Items(1).ToArray());
    }

    private static RivalRule Rule(string kind, double share) => kind switch
    {
        "mmr" => new MaximalMarginalRelevance(Factors, share),
        "xquad" => new ExplicitAspects(Tagged, Train, share),
        "popularity-discount" => new PopularityDiscount([5, 0, 2, 1], share),
        "z-mix" => new RelativeMix(Relative(), share),
        _ => throw new ArgumentException(kind),
    };

    private static RelativePreference Relative()
    {
        FactorMatrix users = new([1, 0, 0.2f, 1, 0.7f, 0.3f], 3, 2);
        return RelativePreference.Build(UserStatistics.Compute(users, 1, TestContext.Current.CancellationToken), Factors);
    }
}
