using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Protocol;

/// <summary>Collects per-user columns so that one product with the resamples gives all intervals.</summary>
internal sealed class ColumnTable
{
    private readonly List<(string Metric, int K, double[] Values)> _columns = [];
    private IReadOnlyList<Interval?> _intervals = [];

    /// <summary>Adds a column.</summary>
    /// <returns>Its number, for <see cref="Value"/>.</returns>
    public int Add(string metric, int k, double[] values)
    {
        _columns.Add((metric, k, values));
        return _columns.Count - 1;
    }

    /// <summary>Computes all intervals.</summary>
    public void Resolve(Resamples resamples) =>
        _intervals = resamples.OfMeans([.. _columns.Select(column => column.Values)]);

    /// <summary>The figure of a column after <see cref="Resolve"/>; null where no user has a value.</summary>
    public MetricValue? Value(int column)
    {
        (string metric, int k, _) = _columns[column];
        return _intervals[column] is { } interval
            ? new MetricValue(metric, k, interval.Estimate, interval.Low, interval.High, interval.Count)
            : null;
    }
}
