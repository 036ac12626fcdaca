using HybridRec.Engine.Measurement;
using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Protocol;

/// <summary>Measures ranked lists by the protocol (evaluation.md): made once for the data, used once for each model.</summary>
/// <remarks>
/// Formulas, sources and edge cases stand with the metrics in the engine's Measurement. Averages are over the evaluated
/// users who have a value: an empty list has no popularity, novelty or unexpectedness, a list with fewer than two placed
/// items no diversity, a user without history no calibration. Thread-safe.
/// </remarks>
public sealed class Measurer
{
    private static readonly string[] StrataMetrics = ["recall", "ndcg"];

    private readonly EvaluationData _data;
    private readonly int[] _ks;
    private readonly int _mainK;
    private readonly HeldOut _heldOut;
    private readonly ColdLists _cold;
    private readonly UserMetrics _metrics;
    private readonly Unexpectedness _unexpectedness;
    private readonly Resamples _resamples;
    private readonly UserStrata[] _userStrata;
    private readonly ItemGroups _itemStrata;
    private readonly ItemGroups _curve;

    /// <summary>Prepares what all models share.</summary>
    /// <param name="data">The data; <see cref="EvaluationData.Train"/> holds all that the models were trained on.</param>
    /// <param name="ks">List lengths, each ≥ 1, ascending.</param>
    /// <param name="mainK">The length for strata, one of <paramref name="ks"/>.</param>
    /// <param name="references">What lists are measured against.</param>
    /// <param name="seed">Seed of the resampling.</param>
    /// <exception cref="ArgumentException">
    /// The lengths are not ascending, the main one is not among them, nobody has held-out items, only unheard items are
    /// candidates and a held-out pair is in training, or a reference does not fit the data.
    /// </exception>
    /// <remarks>Draws 1,000 resamples of the evaluated users: O(1,000 · users) time and bytes.</remarks>
    public Measurer(EvaluationData data, IReadOnlyList<int> ks, int mainK, MeasureReferences references, int seed)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(ks);
        ArgumentNullException.ThrowIfNull(references);
        _data = data;
        _ks = [.. ks];
        _mainK = mainK;
        _heldOut = new HeldOut(data.Test);
        MeasurerInput.ThrowIfBad(data, _heldOut, _ks, mainK, references);
        Items = new ItemFacts(data.Train);
        _cold = new ColdLists(data, _heldOut, Items.TrainingUsers);
        _metrics = new UserMetrics(data, _heldOut.UserRows, Items, references);
        _unexpectedness = new Unexpectedness(data.Train);
        _resamples = new Resamples(_heldOut.UserRows.Length, seed);
        _userStrata =
        [
            UserStrata.ByPopularity(data.Train, _heldOut.UserRows, Items.Popularity),
            UserStrata.ByHistory(data.Train, _heldOut.UserRows),
        ];
        _itemStrata = ItemGroups.Strata(Items.TrainingUsers);
        _curve = ItemGroups.Curve(Items.TrainingUsers);
    }

    /// <summary>The evaluated users: those with held-out items, ascending. All lists are of these, in this order.</summary>
    public IReadOnlyList<int> UserRows => _heldOut.UserRows;

    /// <summary>Training users, popularity and novelty of the items.</summary>
    public ItemFacts Items { get; }

    /// <summary>Measures one model.</summary>
    /// <param name="lists">A list for each of <see cref="UserRows"/>; one shorter than a k counts as it is.</param>
    /// <param name="coldLists">
    /// The cold items (no training users) ranked among themselves, for those of <see cref="UserRows"/> with held-out cold
    /// items or for more; null where they were not ranked.
    /// </param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    /// <exception cref="ArgumentException">The lists are of other users, or name an unknown item.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Measured Measure(RankedLists lists, RankedLists? coldLists = null, CancellationToken cancellationToken = default) =>
        MeasureAt(_ks, lists, coldLists, cancellationToken);

    /// <summary>Measures a model at some of the lengths, for lists that are made anew for each.</summary>
    /// <param name="ks">Some of the measurer's lengths, ascending. Without the main one nothing is split into strata.</param>
    /// <param name="lists">As for <see cref="Measure"/>.</param>
    /// <param name="coldLists">As for <see cref="Measure"/>.</param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    /// <exception cref="ArgumentException">As for <see cref="Measure"/>, or the lengths are others than the measurer's.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Measured MeasureAt(
        IReadOnlyList<int> ks, RankedLists lists, RankedLists? coldLists = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ks);
        ArgumentNullException.ThrowIfNull(lists);
        if (ks.Count == 0 || !_ks.Where(ks.Contains).SequenceEqual(ks))
        {
            throw new ArgumentException($"Lengths {string.Join(", ", ks)} are not some of {string.Join(", ", _ks)}, ascending.", nameof(ks));
        }

        bool[] hits = _heldOut.Hits(lists);
        double[] unexpectedness = _unexpectedness.Of(lists, cancellationToken: cancellationToken);
        Dictionary<(string Metric, int K), double[]> perUser = UserColumns.Of(
            _metrics, ks, _heldOut, _data.Train, lists, hits, unexpectedness, cancellationToken);

        ColumnTable table = new();
        int[] all = [.. perUser.Select(entry => table.Add(entry.Key.Metric, entry.Key.K, entry.Value))];
        int[] cold = coldLists is null
            ? []
            : [.. _cold.Columns(coldLists, ks, cancellationToken).Select(entry => table.Add(entry.Metric, entry.K, entry.Values))];
        int[] curve = [.. _heldOut.ByGroup(lists, hits, _curve, ks[^1]).Select(group => table.Add("recall", ks[^1], group.Recall))];
        (string Kind, string Name, int Column)[] strata =
            ks.Contains(_mainK) ? [.. OfUserStrata(perUser, table), .. OfItemStrata(lists, hits, table)] : [];
        table.Resolve(_resamples);

        MetricValue[] metrics = [.. all.Select(table.Value).OfType<MetricValue>(), .. OfAllLists(lists, ks)];
        return new Measured(
            [.. Metric.All.SelectMany(metric => metrics.Where(value => value.Metric == metric.Name))],
            [.. cold.Select(table.Value).OfType<MetricValue>()],
            [.. strata.Select(part => (part.Kind, part.Name, Value: table.Value(part.Column)))
                .Where(part => part.Value is not null)
                .Select(part => new StratumValue(part.Kind, part.Name, part.Value!))],
            Curve(curve, table),
            perUser);
    }

    private IEnumerable<MetricValue> OfAllLists(RankedLists lists, IReadOnlyList<int> ks)
    {
        foreach (int k in ks)
        {
            int[] shown = Exposure.CountAt(lists, k, _data.Items.Count);
            yield return new MetricValue("coverage", k, Exposure.CatalogueCoverageAt(shown), null, null, lists.Count);
            yield return new MetricValue("gini", k, Exposure.Gini(shown), null, null, lists.Count);
        }
    }

    private IEnumerable<(string Kind, string Name, int Column)> OfUserStrata(
        Dictionary<(string Metric, int K), double[]> perUser, ColumnTable table) =>
        from strata in _userStrata
        from part in Enumerable.Range(0, UserStrata.Names.Count)
        from metric in StrataMetrics
        select (strata.Kind, UserStrata.Names[part], table.Add(metric, _mainK, strata.Only(part, perUser[(metric, _mainK)])));

    private IEnumerable<(string Kind, string Name, int Column)> OfItemStrata(RankedLists lists, bool[] hits, ColumnTable table)
    {
        (double[] Recall, double[] Ndcg)[] groups = _heldOut.ByGroup(lists, hits, _itemStrata, _mainK);
        for (int group = 0; group < groups.Length; group++)
        {
            yield return ("item popularity", _itemStrata.Names[group], table.Add("recall", _mainK, groups[group].Recall));
            yield return ("item popularity", _itemStrata.Names[group], table.Add("ndcg", _mainK, groups[group].Ndcg));
        }
    }

    private ColdStartPoint[] Curve(int[] columns, ColumnTable table)
    {
        (int Items, int Pairs)[] counts = _heldOut.CountByGroup(_curve);
        return
        [
            .. from @group in Enumerable.Range(0, columns.Length)
               let recall = table.Value(columns[@group])
               where recall is not null
               select new ColdStartPoint(_curve.Names[@group], counts[@group].Items, counts[@group].Pairs, recall),
        ];
    }
}
