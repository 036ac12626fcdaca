namespace HybridRec.Evaluation.Protocol;

/// <summary>All that was measured of one model: the figures of a <see cref="ModelReport"/> and what paired tests need.</summary>
/// <param name="Metrics">Every metric at every k, in the order of <see cref="Metric.All"/> and then of k.</param>
/// <param name="ColdAmongThemselves">Accuracy of the cold items' own lists; empty without such lists.</param>
/// <param name="Strata">Recall and NDCG at the main k by kind of user and of item; empty where that k was not measured.</param>
/// <param name="ColdStart">Recall at the largest k measured by the items' training users.</param>
/// <param name="PerUser">
/// Values by metric and k, each in the order of <see cref="Measurer.UserRows"/>; NaN for a user for whom the metric has
/// no value. Metrics of all lists together are not here.
/// </param>
public sealed record Measured(
    IReadOnlyList<MetricValue> Metrics,
    IReadOnlyList<MetricValue> ColdAmongThemselves,
    IReadOnlyList<StratumValue> Strata,
    IReadOnlyList<ColdStartPoint> ColdStart,
    IReadOnlyDictionary<(string Metric, int K), double[]> PerUser);
