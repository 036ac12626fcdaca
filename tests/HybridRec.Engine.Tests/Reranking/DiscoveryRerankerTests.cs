using HybridRec.Engine.Reranking;

namespace HybridRec.Engine.Tests.Reranking;

public sealed class DiscoveryRerankerTests
{
    private static CandidateSet Set(
        float[] relevance,
        float[]? popularity = null,
        float[]? relative = null,
        float[]? familiarity = null,
        int[]? artists = null,
        SimilarityToAll? similarity = null,
        params KeptPlaces[] kept) => new(
            relevance,
            relative ?? new float[relevance.Length],
            popularity ?? new float[relevance.Length],
            familiarity ?? new float[relevance.Length],
            [new GroupCap(artists ?? [.. Enumerable.Range(0, relevance.Length)], Most: 2, Window: 30)],
            similarity ?? ((_, all) => all.Clear()),
            kept);

    /// <summary>Tracks whose relevance grows with popularity, as in life, with artists and sounds by chance.</summary>
    private static CandidateSet RandomSet(Random random, int count, int artists)
    {
        float[] popularity = [.. Enumerable.Range(0, count).Select(_ => 100 * random.NextSingle())];
        float[] relevance = [.. popularity.Select(p => (0.02f * p) + (float)Math.Pow(random.NextDouble(), 3))];
        float[] familiarity = [.. popularity.Select(_ => random.Next(3) == 0 ? random.NextSingle() : 0)];
        float[][] vectors = [.. popularity.Select(_ => new[] { random.NextSingle() - 0.5f, random.NextSingle() - 0.5f })];
        return Set(
            relevance,
            popularity,
            [.. popularity.Select((p, i) => relevance[i] - (0.02f * p))],
            familiarity,
            [.. popularity.Select(_ => random.Next(artists))],
            (one, all) =>
            {
                for (int i = 0; i < all.Length; i++)
                {
                    (float[] a, float[] b) = (vectors[one], vectors[i]);
                    all[i] = ((a[0] * b[0]) + (a[1] * b[1])) / (float.Hypot(a[0], a[1]) * float.Hypot(b[0], b[1]));
                }
            });
    }

    [Fact]
    public void Rerank_DialAtZero_IsTheListByRelevance()
    {
        RerankedList list = new DiscoveryReranker().Rerank(
            Set([1, 5, 3, 4], popularity: [10, 90, 20, 80], familiarity: [0, 1, 0, 1], similarity: (_, all) => all.Fill(1)),
            count: 3,
            discovery: 0,
            historyPopularity: 10);

        Assert.Equal([1, 3, 2], list.Picks);
        Assert.Equal(190.0 / 3, list.Asked, 10);
        Assert.Equal(190.0 / 3, list.Achieved, 10);
        Assert.Equal(110.0 / 3, list.Feasible, 10);
    }

    [Fact]
    public void Rerank_SeventyAskedOfTwoKinds_MixesThemToMeetIt()
    {
        // 40 hits of π 90 and 40 rarities of π 50; relevance alone shows hits only, history asks for 70.
        float[] relevance = [.. Enumerable.Range(0, 80).Select(i => i < 40 ? 2 - (0.01f * i) : 1 - (0.01f * i))];
        float[] popularity = [.. Enumerable.Range(0, 80).Select(i => i < 40 ? 90f : 50f)];

        RerankedList list = new DiscoveryReranker(new() { Diversity = 0, Unfamiliarity = 0 }).Rerank(
            Set(relevance, popularity), count: 10, discovery: 0.5, historyPopularity: 70);

        Assert.Equal(70, list.Asked, 10);
        Assert.Equal(70, list.Achieved, 10);
        Assert.Equal(50, list.Feasible, 10);
        Assert.Equal([0, 1, 2, 3, 4], list.Picks.Where(pick => pick < 40).Order());
        Assert.Equal([40, 41, 42, 43, 44], list.Picks.Where(pick => pick >= 40).Order());
    }

    [Fact]
    public void Rerank_RelevanceIsPopularity_MixesTwoListsToMeetWhatNoTiltGives()
    {
        // Along a straight frontier a tilt gives the most or the least popular 30, and nothing between.
        float[] popularity = [.. Enumerable.Range(0, 200).Select(i => i / 2f)];

        RerankedList list = new DiscoveryReranker(new() { Diversity = 0, Unfamiliarity = 0 }).Rerank(
            Set(popularity, popularity), count: 30, discovery: 0.5, historyPopularity: 50);

        Assert.Equal(50, list.Asked, 10);
        Assert.InRange(list.Achieved, 48, 52);
        Assert.Equal(30, list.Picks.Distinct().Count());
    }

    [Fact]
    public void Rerank_FarOut_MeetsTheMeanFromTheMiddleNotByHitsBesideRarities()
    {
        // Hits, a middle a little below the straight line between the two, and rarities: half hits and half rarities are the most relevant at π 50.
        float[] relevance = [.. Enumerable.Range(0, 90).Select(i => (i < 30 ? 2 : i < 60 ? 1.2f : 0.5f) - (0.0001f * i))];
        float[] popularity = [.. Enumerable.Range(0, 90).Select(i => i < 30 ? 90f : i < 60 ? 50f : 10f)];

        RerankedList list = new DiscoveryReranker(new() { Diversity = 0, Unfamiliarity = 0 }).Rerank(
            Set(relevance, popularity), count: 20, discovery: 1, historyPopularity: 75);

        Assert.Equal(50, list.Asked, 10);
        Assert.InRange(list.Achieved, 45, 55);
        Assert.True(list.Picks.Count(pick => pick is >= 30 and < 60) >= 15, string.Join(' ', list.Picks));
    }

    [Fact]
    public void Rerank_FarOut_PrefersTheUnfamiliarArtist()
    {
        RerankedList list = new DiscoveryReranker(new() { Unfamiliarity = 2, Diversity = 0 }).Rerank(
            Set([1.1f, 1, 0], familiarity: [1, 0, 0]), count: 1, discovery: 1, historyPopularity: 0);

        Assert.Equal([1], list.Picks);
    }

    [Fact]
    public void Rerank_FarOut_PrefersWhatIsUnlikeThePicked()
    {
        // Track 1 is a twin of track 0, track 2 is unlike both and only a little less relevant.
        RerankedList list = new DiscoveryReranker(new() { Diversity = 1, Unfamiliarity = 0 }).Rerank(
            Set([3, 2.9f, 2.8f, 0], similarity: (one, all) =>
            {
                all.Clear();
                if (one < 2)
                {
                    all[0] = all[1] = 1;
                }
            }),
            count: 2,
            discovery: 1,
            historyPopularity: 0);

        Assert.Equal([0, 2], list.Picks);
    }

    [Fact]
    public void Rerank_AnyDial_IsOrderedByRelevance()
    {
        CandidateSet set = RandomSet(new Random(19), 400, artists: 300);
        foreach (double discovery in (double[])[0.3, 0.7, 1])
        {
            float[] relevance =
            [
                .. new DiscoveryReranker().Rerank(set, 20, discovery, historyPopularity: 40).Picks.Select(pick => set.Relevance[pick]),
            ];

            Assert.Equal(relevance.OrderDescending(), relevance);
        }
    }

    [Fact]
    public void Rerank_SamePopularityGivenUp_KeepsWhatIsRelativelyMoreRelevant()
    {
        // Ten hits, and two kinds of rarities that relevance alone cannot tell apart; z can.
        float[] relevance = [.. Enumerable.Range(0, 30).Select(i => i < 10 ? 2f : 1f)];
        float[] popularity = [.. Enumerable.Range(0, 30).Select(i => i < 10 ? 90f : 40f)];
        float[] relative = [.. Enumerable.Range(0, 30).Select(i => i < 10 ? 0f : i % 2 == 0 ? 1.5f : 0.1f)];

        RerankedList list = new DiscoveryReranker(new() { Diversity = 0, Unfamiliarity = 0 }).Rerank(
            Set(relevance, popularity, relative), count: 10, discovery: 0.5, historyPopularity: 65);

        Assert.InRange(list.Achieved, 63, 67);
        Assert.All(list.Picks.Where(pick => pick >= 10), pick => Assert.Equal(0, pick % 2));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void Rerank_AnyDial_KeepsTwoPerArtistInEvery30Positions(double discovery)
    {
        Random random = new(7);
        for (int round = 0; round < 5; round++)
        {
            CandidateSet set = RandomSet(random, 400, artists: 40);
            RerankedList list = new DiscoveryReranker().Rerank(set, count: 100, discovery, historyPopularity: 40);

            Assert.Equal(list.Picks.Count, list.Picks.Distinct().Count());
            Assert.True(list.Picks.Count > 60, $"Only {list.Picks.Count} of 100.");
            int[] artists = [.. list.Picks.Select(pick => set.Caps[0].Groups[pick])];
            for (int start = 0; start + 30 <= artists.Length; start++)
            {
                Assert.True(artists[start..(start + 30)].CountBy(artist => artist).All(pair => pair.Value <= 2));
            }
        }
    }

    [Fact]
    public void Rerank_OneArtistOnly_StopsAtTwo()
    {
        RerankedList list = new DiscoveryReranker().Rerank(
            Set([1, 2, 3, 4], artists: [9, 9, 9, 9]), count: 4, discovery: 0.5, historyPopularity: 0);

        Assert.Equal([3, 2], list.Picks);
    }

    [Fact]
    public void Rerank_TurningTheDialUp_NeverMakesTheListMorePopular()
    {
        Random random = new(11);
        double[] dials = [.. Enumerable.Range(0, 21).Select(step => step / 20.0), 0.33, 0.61];
        Array.Sort(dials);
        for (int round = 0; round < 15; round++)
        {
            CandidateSet set = RandomSet(random, random.Next(5, 300), artists: random.Next(3, 200));
            double history = 100 * random.NextDouble();
            int count = random.Next(1, 50);
            double[] achieved =
            [
                .. dials.Select(d => new DiscoveryReranker().Rerank(set, count, d, history).Achieved),
            ];

            Assert.Equal(achieved.OrderDescending(), achieved);
        }
    }

    [Fact]
    public void Rerank_EnoughCandidates_MeetsWhatIsAskedWithinTwoPoints()
    {
        Random random = new(13);
        for (int round = 0; round < 20; round++)
        {
            CandidateSet set = RandomSet(random, 400, artists: 200);
            double history = 20 + (60 * random.NextDouble());
            foreach (double discovery in (double[])[0, 0.25, 0.5, 0.75, 1])
            {
                RerankedList list = new DiscoveryReranker().Rerank(set, 30, discovery, history);

                Assert.InRange(list.Achieved, list.Asked - 2, Math.Max(list.Asked, list.Feasible) + 2);
            }
        }
    }

    [Fact]
    public void Rerank_AskedBelowFeasible_ComesNearFeasible()
    {
        Random random = new(17);
        float[] relevance = [.. Enumerable.Range(0, 100).Select(_ => random.NextSingle())];
        float[] popularity = [.. relevance.Select(value => 60 + (40 * value))];

        RerankedList list = new DiscoveryReranker().Rerank(Set(relevance, popularity), 10, 1, historyPopularity: 10);

        Assert.Equal(5, list.Asked, 10);
        Assert.Equal(popularity.Order().Take(10).Average(), list.Feasible, 3);
        Assert.InRange(list.Achieved, list.Feasible, list.Feasible + 1);
    }

    [Fact]
    public void Rerank_SameInputTwice_GivesTheSameList()
    {
        CandidateSet set = RandomSet(new Random(3), 300, artists: 80);

        Assert.Equal(
            new DiscoveryReranker().Rerank(set, 30, 0.8, 50).Picks, new DiscoveryReranker().Rerank(set, 30, 0.8, 50).Picks);
    }

    [Fact]
    public void Rerank_EqualCandidates_TakesThemInOrder() =>
        Assert.Equal([0, 1, 2], new DiscoveryReranker().Rerank(Set(new float[5]), 3, 1, 0).Picks);

    [Fact]
    public void Rerank_NoCandidates_GivesAnEmptyList()
    {
        RerankedList list = new DiscoveryReranker().Rerank(Set([]), 3, 1, null);

        Assert.Empty(list.Picks);
        Assert.Equal(0, list.Achieved);
    }

    [Fact]
    public void CandidateSet_LengthsDiffer_ThrowsStatingThem() => Assert.Contains(
        "relevance (2), relative (2), popularity (1)",
        Assert.Throws<ArgumentException>(() => Set([1, 2], popularity: [1])).Message);

    [Fact]
    public void Rerank_NoPositions_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiscoveryReranker().Rerank(Set([1]), 0, 0, null));
}
