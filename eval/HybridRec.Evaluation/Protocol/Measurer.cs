using HybridRec.Engine.Interactions;
using HybridRec.Engine.Measurement;
using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Protocol;

/// <summary>Measures ranked lists by the protocol (evaluation.md): made once for the data, used once for each model.</summary>
public sealed class Measurer
{
    private readonly EvaluationData _data;
    private readonly int[] _ks;
    private readonly int[] _userRows;
    private readonly int _seed;

    /// <summary>Prepares what all models share.</summary>
    /// <param name="data">The data; <see cref="EvaluationData.Train"/> holds all that the models were trained on.</param>
    /// <param name="ks">List lengths, each ≥ 1, ascending.</param>
    /// <param name="mainK">The length for strata, one of <paramref name="ks"/>.</param>
    /// <param name="references">What lists are measured against.</param>
    /// <param name="seed">Seed of the resampling.</param>
    /// <exception cref="ArgumentException">
    /// The lengths are not ascending, the main one is not among them, nobody has held-out items, or a reference does not
    /// fit the data.
    /// </exception>
    public Measurer(EvaluationData data, IReadOnlyList<int> ks, int mainK, MeasureReferences references, int seed)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(ks);
        ArgumentNullException.ThrowIfNull(references);
        _data = data;
        _ks = [.. ks];
        _seed = seed;
        if (_ks.Length == 0 || _ks[0] < 1 || !_ks.Zip(_ks.Skip(1)).All(pair => pair.First < pair.Second) || !_ks.Contains(mainK))
        {
            throw new ArgumentException($"Lengths {string.Join(", ", _ks)} are not ascending or lack {mainK}.", nameof(ks));
        }

        _userRows = [.. Enumerable.Range(0, data.Test.RowCount).Where(row => data.Test.Columns(row).Length > 0)];
        if (_userRows.Length == 0)
        {
            throw new ArgumentException("No user has held-out items.", nameof(data));
        }
    }

    /// <summary>The evaluated users: those with held-out items, ascending. All lists are of these, in this order.</summary>
    public IReadOnlyList<int> UserRows => _userRows;

    /// <summary>Measures one model.</summary>
    /// <param name="lists">A list for each of <see cref="UserRows"/>, able to hold the largest k.</param>
    /// <param name="coldLists">
    /// The cold items (no training users) ranked among themselves, for those of <see cref="UserRows"/> with held-out cold
    /// items or for more; null where they were not ranked.
    /// </param>
    /// <param name="cancellationToken">Stops between blocks of users.</param>
    /// <exception cref="ArgumentException">The lists are of other users, too short, or name an unknown item.</exception>
    public Measured Measure(RankedLists lists, RankedLists? coldLists = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lists);
        Dictionary<(string Metric, int K), double[]> perUser = [];
        foreach (int k in _ks)
        {
            perUser[("recall", k)] = PerUser(lists, (list, truth) => RankingMetrics.RecallAt(list, truth, k));
            perUser[("ndcg", k)] = PerUser(lists, (list, truth) => RankingMetrics.NdcgAt(list, truth, k));
        }

        MetricValue[] metrics = [.. perUser.Select(entry => Value(entry.Key.Metric, entry.Key.K, entry.Value))];
        return new Measured(metrics, [], [], [], perUser);
    }

    private double[] PerUser(RankedLists lists, Func<ReadOnlySpan<int>, HashSet<int>, double> metric)
    {
        InteractionMatrix test = _data.Test;
        return [.. _userRows.Select((row, index) => metric(lists.Items(index), [.. test.Columns(row)]))];
    }

    private MetricValue Value(string metric, int k, double[] values)
    {
        Interval interval = Bootstrap.OfMean(values, _seed);
        return new MetricValue(metric, k, interval.Estimate, interval.Low, interval.High, interval.Count);
    }
}
