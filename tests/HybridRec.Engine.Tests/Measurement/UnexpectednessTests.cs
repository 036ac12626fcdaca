using HybridRec.Engine.Interactions;
using HybridRec.Engine.Measurement;

namespace HybridRec.Engine.Tests.Measurement;

public sealed class UnexpectednessTests
{
    [Fact]
    public void Of_HandWorkedPlays_IsOneMinusTheStrongestTie()
    {
        // 4 users. Items: 0 by {0, 1}, 1 by {1, 2}, 2 by {0, 1, 2, 3}, 3 by {3}, 4 by nobody.
        InteractionMatrix train = Matrix(4, 5, (0, 0), (1, 0), (1, 1), (2, 1), (0, 2), (1, 2), (2, 2), (3, 2), (3, 3));
        RankedLists lists = Lists([0, 3], [[1, 3, 4], [0, 3]], 4);

        double[] unexpectedness = Measure(new Unexpectedness(train), lists);

        // User 0 played 0 and 2. Item 1 meets 0 once (ln(1·4/(2·2)) = 0) and 2 twice (ln(2·4/(2·4)) = 0): no tie.
        // Item 3 meets neither 0, nor more than chance 2. User 3 played 2 and 3: item 3 meets itself once, NPMI 1 damped by 1/6.
        Assert.Equal([1, 1, 1, 1, 1, 1 - (1.0 / 6), 1, 1], unexpectedness, Near);
    }

    [Fact]
    public void Of_ItemsAlwaysPlayedTogether_IsOnlyTheDampingAway()
    {
        // Items 0 and 1 by the same 3 of 6 users, item 2 by the others; user 6 has played item 0 alone.
        InteractionMatrix train = Matrix(7, 3, (0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (2, 1), (3, 2), (4, 2), (5, 2), (6, 0));
        RankedLists lists = Lists([6], [[1, 2]], 2);

        double[] unexpectedness = Measure(new Unexpectedness(train), lists);

        double npmi = Math.Log(3.0 * 7 / (4 * 3)) / Math.Log(7.0 / 3);
        Assert.Equal([1 - (npmi * 3 / 8), 1], unexpectedness, Near);
    }

    [Fact]
    public void Of_EverybodyPlayedBoth_SaysNothing()
    {
        InteractionMatrix train = Matrix(2, 2, (0, 0), (1, 0), (0, 1), (1, 1));

        Assert.Equal([1, 1], Measure(new Unexpectedness(train), Lists([0], [[0, 1]], 2)), Near);
    }

    [Fact]
    public void Of_UserWithoutHistory_IsOne()
    {
        InteractionMatrix train = Matrix(3, 2, (0, 0), (1, 1));

        Assert.Equal([1, 1], Measure(new Unexpectedness(train), Lists([2], [[0, 1]], 2)), Near);
    }

    [Theory]
    [InlineData(1, 90)]
    [InlineData(2, 10)]
    [InlineData(0, 0)]
    public void Of_RandomPlays_AgreesWithTheFormulaWhateverThreadsAndKeptRows(int threads, int keptRows)
    {
        Random chance = new(5);
        (int, int)[] plays = [.. Enumerable.Range(0, 900).Select(_ => (chance.Next(60), (int)(80 * Math.Pow(chance.NextDouble(), 2)))).Distinct()];
        InteractionMatrix train = Matrix(61, 90, plays);
        int[] users = [.. Enumerable.Range(0, 61)];
        int[][] items = [.. users.Select(_ => Enumerable.Range(0, 90).OrderBy(_ => chance.Next()).Take(25).ToArray())];
        Unexpectedness measure = new(train, keptRows);

        double[] unexpectedness = Measure(measure, Lists(users, items, 25), threads);

        Assert.Equal(unexpectedness, Measure(measure, Lists(users, items, 25), 3));
        foreach (int user in users)
        {
            for (int at = 0; at < 25; at++)
            {
                double strongest = train.Columns(user).ToArray().Select(other => Strength(train, items[user][at], other)).DefaultIfEmpty(0).Max();
                Assert.Equal(1 - strongest, unexpectedness[(user * 25) + at], Near);
                Assert.InRange(unexpectedness[(user * 25) + at], 0, 1);
            }
        }
    }

    private static double[] Measure(Unexpectedness measure, RankedLists lists, int threads = 0) =>
        measure.Of(lists, threads, TestContext.Current.CancellationToken);

    private static double Strength(InteractionMatrix train, int item, int other)
    {
        HashSet<int> own = [.. train.Transpose().Columns(item)];
        HashSet<int> others = [.. train.Transpose().Columns(other)];
        double all = train.CountRowsWithPlays();
        double together = own.Intersect(others).Count();
        return together == 0 || together == all
            ? 0
            : Math.Max(0, Math.Log(together * all / (own.Count * others.Count)) / Math.Log(all / together)) * together / (together + 5);
    }

    private static bool Near(double expected, double actual) => Math.Abs(expected - actual) < 1e-7;

    private static InteractionMatrix Matrix(int users, int items, params (int User, int Item)[] plays) =>
        InteractionMatrix.Build(users, items, plays.Select(play => (play.User, play.Item, 1f)));

    private static RankedLists Lists(int[] users, int[][] items, int length)
    {
        RankedLists lists = new(users, length);
        for (int index = 0; index < users.Length; index++)
        {
            for (int at = 0; at < items[index].Length; at++)
            {
                lists.Set(index, at, items[index][at], -at);
            }
        }

        return lists;
    }
}
