using HybridRec.Engine.Reranking;

namespace HybridRec.Engine.Tests.Reranking;

public sealed class KeptPlacesTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.5, 2)]
    [InlineData(1, 4)]
    public void Rerank_ClaimantsOfLittleRelevance_GetTheirPlacesAndNoMore(double discovery, int places)
    {
        int[] picks = Rerank(discovery, new KeptPlaces(From(50), 0.2));

        Assert.Equal(20, picks.Length);
        Assert.Equal(places, picks.Count(pick => pick >= 50));
    }

    [Fact]
    public void Rerank_FewerClaimantsThanPlaces_FillsTheListWithOthers()
    {
        int[] picks = Rerank(1, new KeptPlaces(From(59), 0.5));

        Assert.Equal(20, picks.Distinct().Count());
        Assert.Equal(1, picks.Count(pick => pick >= 59));
    }

    [Fact]
    public void Rerank_SeveralKinds_EachHasItsPlaces()
    {
        bool[] middle = [.. Enumerable.Range(0, 60).Select(i => i is >= 40 and < 50)];

        int[] picks = Rerank(1, new KeptPlaces(middle, 0.1), new KeptPlaces(From(50), 0.2), new KeptPlaces(new bool[60], 0.1));

        Assert.Equal(2, picks.Count(pick => middle[pick]));
        Assert.Equal(4, picks.Count(pick => pick >= 50));
        Assert.Equal(Enumerable.Range(0, 14), picks.Where(pick => pick < 40).Order());
    }

    [Fact]
    public void Rerank_ClaimantsPickedAnyway_Count()
    {
        int[] picks = Rerank(1, new KeptPlaces([.. From(50).Select(isLate => !isLate)], 0.5));

        Assert.Equal(Enumerable.Range(0, 20), picks.Order());
    }

    [Fact]
    public void CandidateSet_MembersOfAnotherLength_ThrowsStatingThem() =>
        Assert.Contains("kept places (3)", Assert.Throws<ArgumentException>(() => Rerank(1, new KeptPlaces(new bool[3], 1))).Message);

    private static bool[] From(int first) => [.. Enumerable.Range(0, 60).Select(i => i >= first)];

    /// <summary>20 of 60 tracks of equal popularity and of falling relevance.</summary>
    private static int[] Rerank(double discovery, params KeptPlaces[] kept)
    {
        CandidateSet set = new(
            [.. Enumerable.Range(0, 60).Select(i => 6f - (0.1f * i))],
            new float[60],
            [.. Enumerable.Repeat(40f, 60)],
            new float[60],
            [],
            (_, all) => all.Clear(),
            kept);
        return [.. new DiscoveryReranker(new() { Diversity = 0 }).Rerank(set, 20, discovery, null).Picks];
    }
}
