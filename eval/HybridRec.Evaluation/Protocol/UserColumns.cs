using HybridRec.Engine.Interactions;
using HybridRec.Engine.Measurement;

namespace HybridRec.Evaluation.Protocol;

/// <summary>Values by user of metrics at several k.</summary>
internal static class UserColumns
{
    /// <summary>Measures every list, in parallel.</summary>
    /// <param name="metrics">What to measure.</param>
    /// <param name="ks">List lengths.</param>
    /// <param name="heldOut">The users, in the order of the lists.</param>
    /// <param name="train">Histories.</param>
    /// <param name="lists">The lists.</param>
    /// <param name="hits">Which places are hits, row-major.</param>
    /// <param name="unexpectedness">By place, row-major; empty where no metric needs it.</param>
    /// <param name="cancellationToken">Stops between users.</param>
    public static Dictionary<(string Metric, int K), double[]> Of(
        UserMetrics metrics,
        IReadOnlyList<int> ks,
        HeldOut heldOut,
        InteractionMatrix train,
        RankedLists lists,
        bool[] hits,
        double[] unexpectedness,
        CancellationToken cancellationToken)
    {
        (string Name, int K, UserMetric Of, double[] Values)[] columns =
            [.. from metric in metrics.All from k in ks select (metric.Name, k, metric.Of, new double[lists.Count])];
        Parallel.For(
            0,
            lists.Count,
            new ParallelOptions { CancellationToken = cancellationToken },
            metrics.MakeBuffers,
            (index, loop, buffers) =>
            {
                ReadOnlySpan<int> list = lists.Items(index);
                int start = index * lists.Length;
                UserView user = new()
                {
                    Index = index,
                    List = list,
                    Hits = hits.AsSpan(start, list.Length),
                    HeldOut = heldOut.Of(index).Length,
                    History = train.Columns(heldOut.UserRows[index]),
                    Unexpectedness = unexpectedness.Length == 0 ? [] : unexpectedness.AsSpan(start, list.Length),
                    Buffers = buffers,
                };
                foreach ((string _, int k, UserMetric of, double[] values) in columns)
                {
                    values[index] = of(user, k);
                }

                return buffers;
            },
            static _ => { });
        return columns.ToDictionary(column => (column.Name, column.K), column => column.Values);
    }
}
