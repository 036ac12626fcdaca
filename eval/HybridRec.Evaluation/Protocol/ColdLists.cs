using HybridRec.Engine.Interactions;
using HybridRec.Engine.Measurement;

namespace HybridRec.Evaluation.Protocol;

/// <summary>Accuracy of the cold items ranked among themselves: the truth is the held-out cold items.</summary>
internal sealed class ColdLists
{
    private readonly InteractionMatrix _train;
    private readonly HeldOut _cold;
    private readonly int[] _indexOf;
    private readonly int _users;

    /// <summary>Finds the evaluated users with held-out cold items.</summary>
    public ColdLists(EvaluationData data, HeldOut heldOut, int[] trainingUsers)
    {
        IEnumerable<(int, int, float)> pairs =
            from row in heldOut.UserRows
            from item in data.Test.Columns(row).ToArray()
            where trainingUsers[item] == 0
            select (row, item, 1f);
        _train = data.Train;
        _cold = new HeldOut(InteractionMatrix.Build(data.Test.RowCount, data.Test.ColumnCount, pairs));
        _indexOf = [.. _cold.UserRows.Select(row => Array.BinarySearch(heldOut.UserRows, row))];
        _users = heldOut.UserRows.Length;
    }

    /// <summary>Accuracy by user among all evaluated ones; NaN for users without held-out cold items.</summary>
    public IEnumerable<(string Metric, int K, double[] Values)> Columns(
        RankedLists lists, IReadOnlyList<int> ks, CancellationToken cancellationToken)
    {
        if (_cold.UserRows.Length == 0)
        {
            return [];
        }

        RankedLists own = Own(lists);
        Dictionary<(string Metric, int K), double[]> columns = UserColumns.Of(
            new UserMetrics(), ks, _cold, _train, own, _cold.Hits(own), [], cancellationToken);
        return columns.Select(column => (column.Key.Metric, column.Key.K, Spread(column.Value)));
    }

    private RankedLists Own(RankedLists lists)
    {
        Dictionary<int, int> listOf = Enumerable.Range(0, lists.Count).ToDictionary(index => lists.UserRows[index]);
        RankedLists own = new(_cold.UserRows, lists.Length);
        for (int index = 0; index < own.Count; index++)
        {
            if (!listOf.TryGetValue(_cold.UserRows[index], out int source))
            {
                throw new ArgumentException($"User row {_cold.UserRows[index]} has no list of cold items.", nameof(lists));
            }

            for (int place = 0; place < lists.Items(source).Length; place++)
            {
                own.Set(index, place, lists.Items(source)[place], lists.Scores(source)[place]);
            }
        }

        return own;
    }

    private double[] Spread(double[] values)
    {
        double[] spread = new double[_users];
        spread.AsSpan().Fill(double.NaN);
        for (int index = 0; index < values.Length; index++)
        {
            spread[_indexOf[index]] = values[index];
        }

        return spread;
    }
}
