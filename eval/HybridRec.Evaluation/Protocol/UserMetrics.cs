using HybridRec.Engine.Interactions;
using HybridRec.Engine.Measurement;
using HybridRec.Engine.Numerics;

namespace HybridRec.Evaluation.Protocol;

/// <summary>The protocol's metrics of single lists, by name, as far as data and references allow them.</summary>
internal sealed class UserMetrics
{
    private readonly List<(string Name, UserMetric Of)> _all =
    [
        ("recall", (user, k) => RankingMetrics.RecallAt(user.Hits, user.HeldOut, k)),
        ("capped-recall", (user, k) => RankingMetrics.CappedRecallAt(user.Hits, user.HeldOut, k)),
        ("ndcg", (user, k) => RankingMetrics.NdcgAt(user.Hits, user.HeldOut, k)),
        ("map", (user, k) => RankingMetrics.AveragePrecisionAt(user.Hits, user.HeldOut, k)),
        ("mrr", (user, k) => RankingMetrics.ReciprocalRankAt(user.Hits, k)),
        ("hit-rate", (user, k) => RankingMetrics.HitRateAt(user.Hits, k)),
    ];

    private int _rank;
    private int _tags;

    /// <summary>Accuracy only.</summary>
    public UserMetrics()
    {
    }

    /// <summary>All that can be measured.</summary>
    public UserMetrics(EvaluationData data, int[] userRows, ItemFacts items, MeasureReferences references)
    {
        Add("popularity", (user, k) => ListMetrics.MeanAt(user.List, items.Popularity, k));
        Add("novelty", (user, k) => ListMetrics.MeanAt(user.List, items.Novelty, k));
        Add("unexpectedness", (user, k) => ListMetrics.UnexpectednessAt(user.Unexpectedness, k));
        Add("serendipity", (user, k) => ListMetrics.SerendipityAt(user.Unexpectedness, user.Hits, k));
        if (references is { Popularity: { } popularity, ItemKnn: { } neighbours })
        {
            Add("baseline-overlap", (user, k) => ListMetrics.OverlapAt(
                user.List, popularity.Items(user.Index), neighbours.Items(user.Index), k));
        }

        AddDiversity("diversity.listening", references.Listening);
        AddDiversity("diversity.audio", references.Audio);
        if (data.Artists is { } artists)
        {
            int[] artistOf = Number(artists);
            Add("artists", (user, k) => ListMetrics.ArtistsAt(user.List, artistOf, k));
        }

        if (references.AllCandidates)
        {
            Add("never-heard", (user, k) => ListMetrics.NeverHeardShareAt(Heard(user), k));
        }

        AddPopularityCalibration(data.Train, userRows, items.Popularity);
        if (data.Tags is { } tags)
        {
            AddGenreCalibration(tags);
        }
    }

    /// <summary>The metrics in the order of <see cref="Metric.All"/>.</summary>
    public IEnumerable<(string Name, UserMetric Of)> All =>
        from metric in Metric.All join own in _all on metric.Name equals own.Name select own;

    /// <summary>Buffers for one worker.</summary>
    public UserBuffers MakeBuffers() => new(_rank, _tags);

    private void Add(string name, UserMetric metric) => _all.Add((name, metric));

    private void AddDiversity(string name, FactorMatrix? vectors)
    {
        if (vectors is not null)
        {
            IntraListDiversity space = new(vectors);
            _rank = Math.Max(_rank, space.Rank);
            Add(name, (user, k) => space.At(user.List, k, user.Buffers.Vector));
        }
    }

    private void AddPopularityCalibration(InteractionMatrix train, int[] userRows, double[] popularity)
    {
        const int Bins = Calibration.PopularityBins;
        double[] histories = new double[userRows.Length * Bins];
        for (int index = 0; index < userRows.Length; index++)
        {
            Calibration.AddPopularity(train.Columns(userRows[index]), popularity, histories.AsSpan(index * Bins, Bins));
        }

        Add("popularity-calibration", (user, k) =>
        {
            Span<double> shown = stackalloc double[Bins];
            shown.Clear();
            Calibration.AddPopularity(First(user.List, k), popularity, shown);
            return JensenShannon.Distance(histories.AsSpan(user.Index * Bins, Bins), shown);
        });
    }

    private void AddGenreCalibration(IReadOnlyList<IReadOnlyList<string>> tags)
    {
        Dictionary<string, int> numbers = [];
        foreach (string tag in tags.SelectMany(own => own))
        {
            numbers.TryAdd(tag, numbers.Count);
        }

        int[][] tagsOf = [.. tags.Select(own => own.Distinct().Select(tag => numbers[tag]).ToArray())];
        _tags = numbers.Count;
        Add("genre-calibration", (user, k) =>
        {
            Span<double> history = user.Buffers.HistoryTags;
            Span<double> shown = user.Buffers.ListTags;
            if (user.Buffers.HistoryOwner != user.Index)
            {
                history.Clear();
                Calibration.AddTags(user.History, tagsOf, history);
                user.Buffers.HistoryOwner = user.Index;
            }

            shown.Clear();
            Calibration.AddTags(First(user.List, k), tagsOf, shown);
            return JensenShannon.Distance(history, shown);
        });
    }

    private static ReadOnlySpan<int> First(ReadOnlySpan<int> list, int k) => list[..Math.Min(k, list.Length)];

    private static bool[] Heard(UserView user)
    {
        bool[] heard = new bool[user.List.Length];
        for (int at = 0; at < heard.Length; at++)
        {
            heard[at] = user.History.BinarySearch(user.List[at]) >= 0;
        }

        return heard;
    }

    /// <summary>Numbers names; an empty one is unknown, -1.</summary>
    private static int[] Number(IReadOnlyList<string> names)
    {
        Dictionary<string, int> numbers = [];
        return [.. names.Select(name =>
        {
            if (string.IsNullOrWhiteSpace(name))
            {
                return -1;
            }

            numbers.TryAdd(name, numbers.Count);
            return numbers[name];
        })];
    }
}
