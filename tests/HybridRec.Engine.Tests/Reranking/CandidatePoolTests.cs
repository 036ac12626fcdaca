using HybridRec.Engine.Reranking;

namespace HybridRec.Engine.Tests.Reranking;

public sealed class CandidatePoolTests
{
    private static int[] Select(
        float[] scores, int count, float[]? popularity = null, int[]? artists = null, bool[]? excluded = null) =>
        CandidatePool.Select(
            scores,
            popularity ?? new float[scores.Length],
            excluded ?? new bool[scores.Length],
            [new GroupCap(artists ?? [.. Enumerable.Range(0, scores.Length)], Most: 2, Window: 30)],
            count);

    [Fact]
    public void Select_SmallLibrary_IsOrderedAndLeavesExcludedOut() => Assert.Equal(
        [3, 1, 0],
        Select([1, 3, 2, 4], count: 30, excluded: [false, false, true, false]));

    [Fact]
    public void Select_TracksFarLessRelevantThanTheList_AreNoCandidates()
    {
        // Place 2 has score 8: a tenth of it is 0.8. The best four stay whatever their score.
        Assert.Equal([0, 1, 2, 3, 4], Select([10, 8, 7, 0.9f, 0.85f, 0.5f, 0.1f], count: 2));
        Assert.Equal([0, 1, 2, 3], Select([10, 8, 0.2f, 0.1f, 0.05f, 0.01f], count: 2));
    }

    [Fact]
    public void Select_NothingPositive_KeepsTwoListsWorth() =>
        Assert.Equal([0, 1, 2, 3], Select([-1, -2, -3, -4, -5, -6], count: 2));

    [Fact]
    public void Select_OneArtistFillsTheTop_LooksFurtherDownForOthers()
    {
        // 2,000 tracks of one artist before 60 of others: a list of 30 needs those.
        float[] scores = [.. Enumerable.Range(0, 2_060).Select(row => 10f - (0.001f * row))];
        int[] artists = [.. Enumerable.Range(0, 2_060).Select(row => row < 2_000 ? 0 : row)];

        int[] pool = Select(scores, count: 30, artists: artists);

        Assert.True(pool.Count(row => row >= 2_000) >= 28, $"{pool.Count(row => row >= 2_000)} of other artists");
        Assert.Contains(0, pool);
        Assert.Contains(1, pool);
    }

    [Fact]
    public void Select_LargeLibrary_CoversBothEndsOfTheFrontier()
    {
        Random random = new(1);
        float[] popularity = [.. Enumerable.Range(0, 30_000).Select(_ => 100 * random.NextSingle())];
        float[] scores = [.. popularity.Select(p => (0.05f * p) + random.NextSingle())];

        int[] pool = Select(scores, count: 30, popularity: popularity);

        Assert.InRange(pool.Length, 120, 720);
        Assert.Equal(pool.Distinct().Count(), pool.Length);
        int[] best = [.. Enumerable.Range(0, 30_000).OrderByDescending(row => scores[row])];
        Assert.All(best.Take(120), row => Assert.Contains(row, pool));
        IEnumerable<int> floor = best.Take(3_000).Where(row => scores[row] >= 0.1f * scores[best[29]]);
        Assert.All(floor.OrderBy(row => popularity[row]).Take(120), row => Assert.Contains(row, pool));
        Assert.All(pool, row => Assert.True(Array.IndexOf(best, row) < 3_000));
    }

    [Fact]
    public void Select_LengthsDiffer_ThrowsStatingThem() => Assert.Contains(
        "popularity (1)", Assert.Throws<ArgumentException>(() => Select([1, 2], 1, popularity: [1])).Message);
}
