using HybridRec.Engine.Reranking;

namespace HybridRec.Engine.Tests.Reranking;

public sealed class GenreBalanceTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0.5)]
    [InlineData(2, 1)]
    public void Price_IsWhatTheDivergenceFallsBy(int seed, double discovery)
    {
        Random random = new(seed);
        double[] shares = [0.5, 0.3, 0.15, 0.05];
        int[][] of = [.. Enumerable.Range(0, 30).Select(_ => Enumerable.Range(0, 4).Where(_ => random.Next(3) == 0).ToArray())];
        GenreBalance balance = new(new GenreTaste(of, shares));
        balance.Begin(discovery);
        int[] picked = [3, 8, 20];
        Array.ForEach(picked, balance.Add);

        float[] gains = new float[of.Length];
        balance.Price(2, gains);

        Assert.All(Enumerable.Range(0, of.Length), i => Assert.Equal(
            2 * (Divergence(of, shares, discovery, picked, null) - Divergence(of, shares, discovery, picked, i)), gains[i], 4));
    }

    [Fact]
    public void From_CountsEachTrackOnceAndLeavesOutGenresNeverPlayed()
    {
        GenreTaste taste = GenreTaste.From(
            [["rock"], ["rock", "blues"], null, []], [["rock", "polka"], null, ["blues"]]);

        Assert.Equal([0.75, 0.25], taste.Shares);
        Assert.Equal([[0], [], [1]], taste.Of);
        Assert.Same(GenreTaste.Unknown, GenreTaste.From([null, []], [["rock"]]));
    }

    [Fact]
    public void Rerank_AsMuchOfAMinorGenreAsItsRoot_WithinReach()
    {
        // Three quarters rock, a quarter jazz; by relevance the list would be rock alone.
        const int candidates = 60;
        int[][] of = [.. Enumerable.Range(0, candidates).Select(i => new[] { i < 40 ? 0 : 1 })];
        float[] relevance = [.. Enumerable.Range(0, candidates).Select(i => i < 40 ? 3 - (0.01f * i) : 2.5f - (0.01f * i))];

        Assert.Equal(0, Jazz(0));
        Assert.Equal(0, Jazz(1, weight: 0));
        Assert.InRange(Jazz(0.5), 4, 7);
        Assert.True(Jazz(1) >= Jazz(0.5));

        int Jazz(double discovery, double weight = 100)
        {
            CandidateSet set = new(
                relevance,
                new float[candidates],
                new float[candidates],
                new float[candidates],
                [],
                (_, all) => all.Clear(),
                genres: new GenreTaste(of, [0.75, 0.25]));
            return new DiscoveryReranker(new() { GenreBalance = weight })
                .Rerank(set, 20, discovery, historyPopularity: null).Picks.Count(pick => pick >= 40);
        }
    }

    [Fact]
    public void CandidateSet_GenresOfOtherLength_Throws() => Assert.Contains(
        "the genres (1)",
        Assert.Throws<ArgumentException>(() => new CandidateSet(
            [1, 2], [0, 0], [0, 0], [0, 0], [], (_, all) => all.Clear(), genres: new GenreTaste([[0]], [1]))).Message);

    /// <summary>Σ p ln(p ÷ q̃) of the picked and one more, or of a list that is longer by a track without a genre.</summary>
    private static double Divergence(int[][] of, double[] shares, double discovery, int[] picked, int? added)
    {
        double[] target = [.. shares.Select(share => Math.Pow(share, 1 - (discovery / 2)))];
        double all = target.Sum();
        IEnumerable<int> list = added is { } one ? picked.Append(one) : picked;
        double sum = 0;
        for (int genre = 0; genre < shares.Length; genre++)
        {
            double p = target[genre] / all;
            double q = list.Sum(track => of[track].Contains(genre) ? 1.0 / of[track].Length : 0) / (picked.Length + 1);
            sum += p * Math.Log(p / ((0.99 * q) + (0.01 * p)));
        }

        return sum;
    }
}
