using System.Globalization;
using System.IO.Compression;
using HybridRec.Evaluation.Protocol;

namespace HybridRec.Evaluation.Tests.Protocol;

/// <summary>
/// The independent check: recomputes figures from files alone, with dictionaries and the formulas of evaluation.md as they
/// stand there. It uses nothing of the engine and of the evaluation but the record it compares with.
/// </summary>
internal sealed class NaiveRecomputation
{
    private readonly Dictionary<string, HashSet<string>> _history;
    private readonly Dictionary<string, HashSet<string>> _usersOf;
    private readonly Dictionary<string, HashSet<string>> _heldOut;
    private readonly Dictionary<string, Dictionary<string, List<string>>> _lists;
    private readonly Dictionary<string, double> _popularity;
    private readonly List<string> _users;
    private readonly Dictionary<(string User, string Item), double> _unexpectedness = [];
    private readonly double _trainingUsers;
    private readonly List<(int Users, int Items)> _levels;

    /// <summary>Reads the files.</summary>
    /// <param name="recommendations">Path of recommendations.tsv.</param>
    /// <param name="items">Path of items.tsv.</param>
    /// <param name="training">Paths of all that the models were trained on: train, and valid where they were refitted.</param>
    /// <param name="test">Path of the held-out file.</param>
    /// <param name="allCandidates">Whether lists may show what the user has heard.</param>
    public NaiveRecomputation(
        string recommendations, string items, IReadOnlyList<string> training, string test, bool allCandidates)
    {
        _history = [];
        _usersOf = [];
        foreach ((string user, string item) in training.SelectMany(Pairs))
        {
            SetOf(_history, user).Add(item);
            SetOf(_usersOf, item).Add(user);
        }

        _trainingUsers = _history.Count;
        _levels = [.. _usersOf.Values.GroupBy(users => users.Count).Select(level => (level.Key, level.Count()))];
        _heldOut = [];
        foreach ((string user, string item) in Pairs(test))
        {
            if (allCandidates || !SetOf(_history, user).Contains(item))
            {
                SetOf(_heldOut, user).Add(item);
            }
        }

        _users = [.. _heldOut.Keys];
        _lists = Table(recommendations)
            .GroupBy(line => line["model"])
            .ToDictionary(
                model => model.Key,
                model => model.GroupBy(line => line["user_id"]).ToDictionary(
                    user => user.Key,
                    user => user.OrderBy(line => int.Parse(line["position"], CultureInfo.InvariantCulture))
                        .Select(line => line["item_id"]).ToList()));
        _popularity = Table(items).ToDictionary(
            line => line["item_id"], line => double.Parse(line["popularity"], CultureInfo.InvariantCulture));
        Recomputed = _popularity.Keys.ToDictionary(item => item, Popularity);
    }

    /// <summary>π by item from the training file alone, to be compared with items.tsv.</summary>
    public IReadOnlyDictionary<string, double> Recomputed { get; }

    /// <summary>The metrics that can be recomputed.</summary>
    public static IReadOnlyList<string> Metrics { get; } =
    [
        "recall", "capped-recall", "ndcg", "map", "mrr", "hit-rate", "popularity", "novelty", "coverage", "gini",
        "unexpectedness", "serendipity", "baseline-overlap",
    ];

    /// <summary>Asserts that a model's figures agree with the files.</summary>
    /// <param name="model">Its name in recommendations.tsv.</param>
    /// <param name="figures">What was reported of it.</param>
    /// <param name="tolerance">Largest difference allowed.</param>
    /// <returns>How many figures were compared.</returns>
    public int AssertAgrees(string model, IEnumerable<MetricValue> figures, double tolerance = 1e-6)
    {
        int compared = 0;
        foreach (MetricValue figure in figures.Where(figure => Metrics.Contains(figure.Metric)))
        {
            double own = Value(model, figure.Metric, figure.K);
            Assert.True(
                Math.Abs(own - figure.Value) <= tolerance,
                $"{model}: {figure.Metric}@{figure.K} is {figure.Value:R}, recomputed {own:R}");
            compared++;
        }

        foreach ((string item, double popularity) in _popularity)
        {
            Assert.Equal(Recomputed[item], popularity, tolerance);
        }

        return compared;
    }

    /// <summary>One figure from the files.</summary>
    public double Value(string model, string metric, int k)
    {
        Dictionary<string, List<string>> lists = _lists[model];
        if (metric is "coverage" or "gini")
        {
            Dictionary<string, int> shown = _popularity.Keys.ToDictionary(item => item, _ => 0);
            foreach (string item in _users.SelectMany(user => Top(lists, user, k)))
            {
                shown[item]++;
            }

            return metric == "coverage" ? (double)shown.Values.Count(times => times > 0) / shown.Count : Gini([.. shown.Values]);
        }

        List<double> values = [.. _users.Select(user => OfUser(model, metric, user, k)).Where(value => !double.IsNaN(value))];
        return values.Sum() / values.Count;
    }

    private double OfUser(string model, string metric, string user, int k)
    {
        List<string> list = Top(_lists[model], user, k);
        HashSet<string> truth = _heldOut[user];
        int found = list.Count(truth.Contains);
        int most = Math.Min(k, truth.Count);
        return metric switch
        {
            "recall" => (double)found / truth.Count,
            "capped-recall" => (double)found / most,
            "ndcg" => list.Select((item, at) => truth.Contains(item) ? 1 / Math.Log(at + 2, 2) : 0).Sum()
                / Enumerable.Range(1, most).Sum(position => 1 / Math.Log(position + 1, 2)),
            "map" => list.Select((item, at) => truth.Contains(item) ? (double)list.Take(at + 1).Count(truth.Contains) / (at + 1) : 0)
                .Sum() / most,
            "mrr" => found == 0 ? 0 : 1.0 / (list.FindIndex(truth.Contains) + 1),
            "hit-rate" => found > 0 ? 1 : 0,
            "popularity" => list.Count == 0 ? double.NaN : list.Average(item => Recomputed[item]),
            "novelty" => list.Count == 0 ? double.NaN : list.Average(Novelty),
            "unexpectedness" => list.Count == 0 ? double.NaN : list.Average(item => Unexpectedness(user, item)),
            "serendipity" => list.Where(truth.Contains).Sum(item => Unexpectedness(user, item)) / k,
            "baseline-overlap" => (double)list.Intersect(
                Top(_lists["popularity"], user, k).Union(Top(_lists["item-knn"], user, k))).Count() / k,
            _ => throw new ArgumentException(metric),
        };
    }

    private double Popularity(string item)
    {
        int own = CountOf(item);
        double fewer = _levels.Where(level => level.Users < own).Sum(level => level.Users * (double)level.Items);
        double equal = _levels.Where(level => level.Users == own).Sum(level => level.Users * (double)level.Items);
        return 100 * (fewer + (equal / 2)) / _levels.Sum(level => level.Users * (double)level.Items);
    }

    // An item that nobody played counts as half a user.
    private double Novelty(string item) =>
        -Math.Log((CountOf(item) == 0 ? 0.5 : CountOf(item)) / _trainingUsers, 2);

    private double Unexpectedness(string user, string item)
    {
        if (!_unexpectedness.TryGetValue((user, item), out double known))
        {
            known = 1 - SetOf(_history, user).Select(other => Strength(item, other)).DefaultIfEmpty(0).Max();
            _unexpectedness.Add((user, item), known);
        }

        return known;
    }

    private double Strength(string item, string other)
    {
        if (CountOf(item) == 0)
        {
            return 0;
        }

        double together = _usersOf[item].Count < _usersOf[other].Count
            ? _usersOf[item].Count(_usersOf[other].Contains)
            : _usersOf[other].Count(_usersOf[item].Contains);
        if (together == 0 || together == _trainingUsers)
        {
            return 0;
        }

        double mutual = Math.Log(
            together / _trainingUsers / (CountOf(item) / _trainingUsers * (CountOf(other) / _trainingUsers)));
        return Math.Max(0, mutual / -Math.Log(together / _trainingUsers)) * together / (together + 5);
    }

    private int CountOf(string item) => _usersOf.TryGetValue(item, out HashSet<string>? users) ? users.Count : 0;

    /// <summary>Mean absolute difference of all pairs ÷ twice the mean, scaled so that one item shown alone has 1.</summary>
    private static double Gini(List<int> shown)
    {
        List<(long Times, long Items)> levels = [.. shown.GroupBy(times => times).Select(level => ((long)level.Key, level.LongCount()))];
        double differences = (from left in levels from right in levels select Math.Abs(left.Times - right.Times) * (double)(left.Items * right.Items)).Sum();
        return differences / 2 / (shown.Count - 1) / shown.Sum(times => (double)times);
    }

    private static List<string> Top(Dictionary<string, List<string>> lists, string user, int k) =>
        lists.TryGetValue(user, out List<string>? list) ? [.. list.Take(k)] : [];

    private static HashSet<string> SetOf(Dictionary<string, HashSet<string>> sets, string key)
    {
        if (!sets.TryGetValue(key, out HashSet<string>? set))
        {
            sets.Add(key, set = []);
        }

        return set;
    }

    private static IEnumerable<(string User, string Item)> Pairs(string path) =>
        from line in Table(path)
        where !line.TryGetValue("play_count", out string? plays) || double.Parse(plays, CultureInfo.InvariantCulture) > 0
        select (line["user_id"], line["item_id"]);

    private static IEnumerable<Dictionary<string, string>> Table(string path)
    {
        using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(File.OpenRead(path), CompressionMode.Decompress)
            : File.OpenRead(path);
        using StreamReader reader = new(stream);
        string[] header = reader.ReadLine()!.Split('\t');
        while (reader.ReadLine() is { } line)
        {
            yield return header.Zip(line.Split('\t')).ToDictionary(cell => cell.First, cell => cell.Second);
        }
    }
}
