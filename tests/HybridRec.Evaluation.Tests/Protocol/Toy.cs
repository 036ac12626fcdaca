using HybridRec.Engine.Interactions;
using HybridRec.Engine.Measurement;
using HybridRec.Evaluation.Protocol;

namespace HybridRec.Evaluation.Tests.Protocol;

/// <summary>Small data sets for the measurer.</summary>
internal static class Toy
{
    /// <summary>Data from (user, item) pairs; ids are u0, u1, … and i0, i1, …</summary>
    public static EvaluationData Data(int users, int items, IEnumerable<(int User, int Item)> train, IEnumerable<(int User, int Item)> test) => new()
    {
        Users = new([.. Enumerable.Range(0, users).Select(row => $"u{row}")]),
        Items = new([.. Enumerable.Range(0, items).Select(row => $"i{row}")]),
        Train = Matrix(users, items, train),
        Test = Matrix(users, items, test),
        Hash = "toy",
        Source = "toy",
    };

    /// <summary>Random data with a long tail, cold items, users without history and without test.</summary>
    public static EvaluationData RandomData(int seed, int users, int items)
    {
        Random chance = new(seed);
        (int User, int Item)[] plays = [.. Enumerable.Range(0, users * 14)
            .Select(_ => (chance.Next(users), (int)(items * Math.Pow(chance.NextDouble(), 3)))).Distinct()];
        bool HeldOut((int User, int Item) play) => play.User % 10 == 1 || play.Item % 13 == 5 || ((play.User * 31) + play.Item) % 5 == 0;
        return Data(
            users,
            items,
            plays.Where(play => !HeldOut(play) || play.User % 10 == 2),
            plays.Where(play => HeldOut(play) && play.User % 10 != 2));
    }

    /// <summary>Lists by user of the data.</summary>
    public static RankedLists Lists(IReadOnlyList<int> userRows, int length, Func<int, IEnumerable<int>> itemsOf)
    {
        RankedLists lists = new([.. userRows], length);
        for (int index = 0; index < lists.Count; index++)
        {
            int place = 0;
            foreach (int item in itemsOf(userRows[index]).Take(length))
            {
                lists.Set(index, place, item, 1f / (place + 3));
                place++;
            }
        }

        return lists;
    }

    private static InteractionMatrix Matrix(int users, int items, IEnumerable<(int User, int Item)> pairs) =>
        InteractionMatrix.Build(users, items, pairs.Select(pair => (pair.User, pair.Item, 1f + (pair.Item % 3))));
}
