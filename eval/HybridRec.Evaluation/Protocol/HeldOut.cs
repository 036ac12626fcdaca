using HybridRec.Engine.Interactions;
using HybridRec.Engine.Measurement;

namespace HybridRec.Evaluation.Protocol;

/// <summary>The evaluated users and their held-out items.</summary>
internal sealed class HeldOut
{
    private readonly InteractionMatrix _test;

    /// <summary>Finds the users with held-out items.</summary>
    public HeldOut(InteractionMatrix test)
    {
        _test = test;
        UserRows = [.. Enumerable.Range(0, test.RowCount).Where(row => test.Columns(row).Length > 0)];
    }

    /// <summary>Rows of the evaluated users, ascending.</summary>
    public int[] UserRows { get; }

    /// <summary>T of a user, item rows ascending.</summary>
    public ReadOnlySpan<int> Of(int index) => _test.Columns(UserRows[index]);

    /// <summary>Which places of which lists are hits, shape (lists, their length), row-major. Checks the lists on the way.</summary>
    public bool[] Hits(RankedLists lists)
    {
        if (!lists.UserRows.SequenceEqual(UserRows))
        {
            throw new ArgumentException($"{lists.Count} lists are not those of the {UserRows.Length} evaluated users.", nameof(lists));
        }

        for (int index = 0; index < lists.Count; index++)
        {
            int unknown = lists.Items(index).IndexOfAnyExceptInRange(0, _test.ColumnCount - 1);
            if (unknown >= 0)
            {
                throw new ArgumentException(
                    $"A list names item {lists.Items(index)[unknown]} of {_test.ColumnCount}.", nameof(lists));
            }
        }

        bool[] hits = new bool[checked(lists.Count * lists.Length)];
        Parallel.For(0, lists.Count, index =>
        {
            ReadOnlySpan<int> truth = Of(index);
            ReadOnlySpan<int> list = lists.Items(index);
            for (int at = 0; at < list.Length; at++)
            {
                hits[(index * lists.Length) + at] = truth.BinarySearch(list[at]) >= 0;
            }
        });
        return hits;
    }

    /// <summary>Recall and NDCG at k of the held-out items of each group; NaN for users without any in it.</summary>
    /// <remarks>The lists are whole: what is counted is how much of the group's held-out items stands in the first k.</remarks>
    public (double[] Recall, double[] Ndcg)[] ByGroup(RankedLists lists, bool[] hits, ItemGroups groups, int k)
    {
        (double[] Recall, double[] Ndcg)[] columns =
            [.. groups.Names.Select(_ => (new double[UserRows.Length], new double[UserRows.Length]))];
        Parallel.For(0, UserRows.Length, index =>
        {
            ReadOnlySpan<int> list = lists.Items(index);
            list = list[..Math.Min(k, list.Length)];
            Span<bool> own = new bool[list.Length];
            Span<int> sizes = stackalloc int[columns.Length];
            sizes.Clear();
            foreach (int item in Of(index))
            {
                sizes[groups.Of[item]]++;
            }

            for (int group = 0; group < columns.Length; group++)
            {
                for (int at = 0; at < own.Length; at++)
                {
                    own[at] = hits[(index * lists.Length) + at] && groups.Of[list[at]] == group;
                }

                bool any = sizes[group] > 0;
                columns[group].Recall[index] = any ? RankingMetrics.RecallAt(own, sizes[group], k) : double.NaN;
                columns[group].Ndcg[index] = any ? RankingMetrics.NdcgAt(own, sizes[group], k) : double.NaN;
            }
        });
        return columns;
    }

    /// <summary>Held-out items and pairs of each group.</summary>
    public (int Items, int Pairs)[] CountByGroup(ItemGroups groups)
    {
        (int Items, int Pairs)[] counts = new (int, int)[groups.Names.Count];
        InteractionMatrix byItem = _test.Transpose();
        for (int item = 0; item < byItem.RowCount; item++)
        {
            int pairs = byItem.Columns(item).Length;
            counts[groups.Of[item]].Items += pairs > 0 ? 1 : 0;
            counts[groups.Of[item]].Pairs += pairs;
        }

        return counts;
    }
}
