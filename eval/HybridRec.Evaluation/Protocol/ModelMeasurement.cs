using System.Diagnostics;
using HybridRec.Engine.Measurement;
using HybridRec.Evaluation.Lineup;

namespace HybridRec.Evaluation.Protocol;

/// <summary>Has one model after the other make its lists, and measures them.</summary>
internal sealed class ModelMeasurement
{
    private readonly RunOptions _options;
    private readonly ModelRanking _ranking;
    private readonly Measurer _measurer;

    /// <summary>What training says of the items.</summary>
    public ItemFacts Items => _measurer.Items;

    public ModelMeasurement(EvaluationData data, RunOptions options, ModelRanking ranking, MeasureReferences references)
    {
        _options = options;
        _ranking = ranking;
        _measurer = new Measurer(data, options.Ks, options.MainK, references, options.Seed);
    }

    public (ModelReport Report, IReadOnlyDictionary<(string Metric, int K), double[]> PerUser) Measure(
        ModelName model, TrainedModel trained, Action<RankedModel>? ranked, CancellationToken cancellationToken)
    {
        double rankSeconds = 0;
        double measureSeconds = 0;
        List<Measured> parts = [];
        DialReport? dial = null;

        // A list that is made as a whole is made anew for each length.
        IReadOnlyList<int>[] lengths = trained.Ranker.ExtendsShorterLists
            ? [_options.Ks]
            : [.. _options.Ks.Select(k => new[] { k })];
        foreach (IReadOnlyList<int> ks in lengths)
        {
            (RankedLists lists, double seconds) = trained.Ranker is DialRanker dialRanker
                ? WithDial(dialRanker, ks[^1], ref dial, cancellationToken)
                : _ranking.Rank(model, trained.Ranker, ks[^1], cancellationToken);
            long started = Stopwatch.GetTimestamp();
            RankedLists? cold = _ranking.ColdUserRows.Length > 0
                ? trained.Ranker.Rank(_ranking.ColdRequest(ks[^1]), cancellationToken)
                : null;
            rankSeconds += seconds + Stopwatch.GetElapsedTime(started).TotalSeconds;
            ranked?.Invoke(new RankedModel(lengths.Length == 1 ? $"{model}" : $"{model}/{ks[^1]}", lists));

            started = Stopwatch.GetTimestamp();
            parts.Add(_measurer.MeasureAt(ks, lists, cold, cancellationToken));
            measureSeconds += Stopwatch.GetElapsedTime(started).TotalSeconds;
        }

        return (
            new ModelReport
            {
                Name = $"{model}",
                Options = trained.Options,
                Seconds = new Dictionary<string, double>
                {
                    ["train"] = trained.TrainingSeconds,
                    ["rank"] = rankSeconds,
                    ["measure"] = measureSeconds,
                },
                Metrics = InOrder(parts.SelectMany(part => part.Metrics)),
                ColdAmongThemselves = InOrder(parts.SelectMany(part => part.ColdAmongThemselves)),
                Strata = [.. parts.SelectMany(part => part.Strata)],
                ColdStart = parts[^1].ColdStart,
                Dial = dial,
            },
            parts.SelectMany(part => part.PerUser).ToDictionary(pair => pair.Key, pair => pair.Value));
    }

    /// <summary>Lists at a dial setting; at the main k, how the promise was kept.</summary>
    private (RankedLists Lists, double Seconds) WithDial(
        DialRanker ranker, int k, ref DialReport? dial, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        (RankedLists lists, (double Asked, double Feasible)[] asked) =
            ranker.RankWithDial(_ranking.Request(k), cancellationToken);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        if (k == _options.MainK)
        {
            dial = DialOutcome.Make(ranker.Discovery, lists, asked, Items.Popularity, _options.Seed);
        }

        return (lists, seconds);
    }

    private static MetricValue[] InOrder(IEnumerable<MetricValue> values)
    {
        Dictionary<string, int> order = Metric.All.Select((metric, index) => (metric.Name, index)).ToDictionary();
        return [.. values.OrderBy(value => order[value.Metric]).ThenBy(value => value.K)];
    }
}
