using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Retrieval;
using HybridRec.Engine.Tests.Numerics;

namespace HybridRec.Engine.Tests.Retrieval;

public sealed class FactorIndexTests
{
    [Fact]
    public void TopN_HandWorkedFactors_LeavesOutSeenAndBreaksTiesByRow()
    {
        FactorIndex index = new(new FactorMatrix([1f, 2f, 1f, 2f, 3f, -1f], 6, 1));
        InteractionMatrix seen = InteractionMatrix.Build(2, 6, [(1, 4, 1f)]);
        ScoredRow[] best = new ScoredRow[8];
        int[] found = new int[2];

        index.TopN(new FactorMatrix([-1f, 2f], 2, 1), [1, 0], seen, [], 4, best, found);

        Assert.Equal([4, 4], found);
        Assert.Equal([new(1, 4f), new(3, 4f), new(0, 2f), new(2, 2f)], best[..4]);
        Assert.Equal([new(5, 1f), new(0, -1f), new(2, -1f), new(1, -2f)], best[4..]);
    }

    /// <summary>Ranks beyond whole vectors and beyond a block of the product; more wanted than there are; norms alike and far apart.</summary>
    [Theory]
    [InlineData(1, 500, 7)]
    [InlineData(5, 31, 10)]
    [InlineData(16, 700, 100)]
    [InlineData(21, 600, 1)]
    [InlineData(64, 3_000, 100)]
    [InlineData(200, 400, 50)]
    [InlineData(3, 90, 400)]
    public void TopN_AnyFactors_EqualsScoringAllItems(int rank, int items, int wanted)
    {
        for (int seed = 0; seed < 6; seed++)
        {
            Random random = new(seed);
            const int Users = 130;
            FactorMatrix x = Factors(random, Users, rank, whole: seed % 2 == 0);
            FactorMatrix y = Factors(random, items, rank, whole: seed % 2 == 0);
            InteractionMatrix seen = Seen(random, Users, items);
            bool[] excluded = seed % 3 == 0 ? [] : [.. Enumerable.Range(0, items).Select(_ => random.NextDouble() < 0.2)];
            int[] rows = [.. Enumerable.Range(0, Users).OrderBy(_ => random.Next())];
            ScoredRow[] best = new ScoredRow[Users * wanted];
            int[] found = new int[Users];

            new FactorIndex(y).TopN(x, rows, seed == 5 ? null : seen, excluded, wanted, best, found);

            float[] scores = new float[Users * items];
            new FactorScorer(x, y).Score(rows, scores);
            for (int at = 0; at < Users; at++)
            {
                float[] own = scores[(at * items)..((at + 1) * items)];
                ScoredRow[] expected =
                [
                    .. Enumerable.Range(0, items)
                        .Where(item => (seed == 5 || !seen.Contains(rows[at], item)) && (excluded.Length == 0 || !excluded[item]))
                        .OrderByDescending(item => own[item]).ThenBy(item => item).Take(wanted)
                        .Select(item => new ScoredRow(item, own[item])),
                ];
                Assert.Equal(expected, best.AsSpan(at * wanted, found[at]).ToArray());
            }
        }
    }

    [Fact]
    public void TopN_OneUserOrMany_HasTheSameBits()
    {
        Random random = new(7);
        FactorMatrix x = Factors(random, 100, 33, whole: false);
        FactorIndex index = new(Factors(random, 1_000, 33, whole: false));
        ScoredRow[] together = new ScoredRow[100 * 20];
        index.TopN(x, [.. Enumerable.Range(0, 100)], null, [], 20, together, new int[100]);

        foreach (int user in new[] { 0, 41, 99 })
        {
            ScoredRow[] alone = new ScoredRow[20];
            index.TopN(x, [user], null, [], 20, alone, new int[1]);
            Assert.Equal(together[(user * 20)..((user + 1) * 20)], alone);
        }
    }

    [Fact]
    public void TopN_NothingLeft_FindsNothing()
    {
        int[] found = [9];

        new FactorIndex(new FactorMatrix([1f, 2f], 2, 1)).TopN(
            new FactorMatrix([1f], 1, 1), [0], InteractionMatrix.Build(1, 2, [(0, 0, 1f), (0, 1, 1f)]), [], 3, new ScoredRow[3], found);
        Assert.Equal([0], found);

        new FactorIndex(new FactorMatrix(0, 1)).TopN(new FactorMatrix([1f], 1, 1), [0], null, [], 3, new ScoredRow[3], found);
        Assert.Equal([0], found);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(2e19f)]
    public void FactorIndex_ValueWithoutFiniteScores_IsRejectedNamingTheRow(float value)
    {
        FactorMatrix bad = new([1f, 1f, 1f, value], 2, 2);
        FactorMatrix good = new([1f, 1f, 1f, 1f], 2, 2);

        Assert.Contains("Item row 1", Assert.Throws<ArgumentException>(() => new FactorIndex(bad)).Message);
        Assert.Contains("User row 1", Assert.Throws<ArgumentException>(
            () => new FactorIndex(good).TopN(bad, [1], null, [], 1, new ScoredRow[1], new int[1])).Message);
    }

    [Fact]
    public void TopN_ShapeMismatch_ThrowsNamingTheShapes()
    {
        FactorIndex index = new(new FactorMatrix(3, 2));

        Assert.Contains("(3, 2)", Assert.Throws<ArgumentException>(
            () => index.TopN(new FactorMatrix(1, 3), [0], null, [], 1, new ScoredRow[1], new int[1])).Message);
        Assert.Contains("seen (1, 4)", Assert.Throws<ArgumentException>(() => index.TopN(
            new FactorMatrix(1, 2), [0], InteractionMatrix.Build(1, 4, []), [], 1, new ScoredRow[1], new int[1])).Message);
        Assert.Throws<ArgumentException>(
            () => index.TopN(new FactorMatrix(1, 2), [0], null, [true], 1, new ScoredRow[1], new int[1]));
        Assert.Throws<ArgumentException>(
            () => index.TopN(new FactorMatrix(1, 2), [0], null, [], 2, new ScoredRow[1], new int[1]));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => index.TopN(new FactorMatrix(1, 2), [0], null, [], 0, [], new int[1]));
    }

    /// <summary>Norms fall over four orders of magnitude; whole numbers tie often; some rows are zero, some equal.</summary>
    private static FactorMatrix Factors(Random random, int rows, int rank, bool whole)
    {
        FactorMatrix factors = new(Dense.Random(random, rows * rank), rows, rank);
        for (int row = 0; row < rows; row++)
        {
            float scale = row % 17 == 0 ? 0f : whole ? 1f : MathF.Pow(10, -4 * random.NextSingle());
            Span<float> values = factors.Row(row);
            for (int column = 0; column < rank; column++)
            {
                values[column] = whole ? MathF.Round(3 * values[column]) * scale : values[column] * scale;
            }

            if (row % 23 == 22)
            {
                factors.Row(row - 1).CopyTo(values);
            }
        }

        return factors;
    }

    /// <summary>Some users have seen nothing, some nearly everything, user 3 all.</summary>
    private static InteractionMatrix Seen(Random random, int users, int items) => InteractionMatrix.Build(
        users,
        items,
        from user in Enumerable.Range(0, users)
        let share = user == 3 ? 1 : user % 5 == 0 ? 0 : Math.Pow(random.NextDouble(), 3)
        from item in Enumerable.Range(0, items)
        where random.NextDouble() < share
        select (user, item, 1f));
}
