using System.Diagnostics;
using HybridRec.Engine.Measurement;
using HybridRec.Evaluation.Lineup;

namespace HybridRec.Evaluation.Protocol;

/// <summary>Who gets lists of what, the same for every model of a run.</summary>
internal sealed class ModelRanking
{
    /// <summary>The two models that baseline overlap is measured against.</summary>
    public static readonly ModelName Popularity = new("popularity");

    /// <inheritdoc cref="Popularity"/>
    public static readonly ModelName ItemKnn = new("item-knn");

    private readonly bool[] _warm;
    private readonly RunOptions _options;
    private readonly Dictionary<(ModelName Model, int Length), (RankedLists Lists, double Seconds)> _made = [];

    public ModelRanking(EvaluationData data, RunOptions options)
    {
        _options = options;
        _warm = [.. data.Train.Transpose().CountPairsByRow().Select(users => users > 0)];
        UserRows = new HeldOut(data.Test).UserRows;
        ColdUserRows = [.. UserRows.Where(user => HoldsCold(data.Test.Columns(user)))];
    }

    /// <summary>Users with held-out items.</summary>
    public int[] UserRows { get; }

    /// <summary>Users with held-out items that nobody played in training.</summary>
    public int[] ColdUserRows { get; }

    /// <summary>Lists over all candidates.</summary>
    public RankingRequest Request(int length) => new(UserRows, length, _options.AllCandidates, []);

    /// <summary>A model's lists and the wall seconds they took; made once, though others are measured against them too.</summary>
    public (RankedLists Lists, double Seconds) Rank(
        ModelName model, IRanker ranker, int length, CancellationToken cancellationToken)
    {
        if (!_made.TryGetValue((model, length), out (RankedLists Lists, double Seconds) made))
        {
            long started = Stopwatch.GetTimestamp();
            RankedLists lists = ranker.Rank(Request(length), cancellationToken);
            made = (lists, Stopwatch.GetElapsedTime(started).TotalSeconds);
            if (model == Popularity || model == ItemKnn)
            {
                _made.Add((model, length), made);
            }
        }

        return made;
    }

    /// <summary>Lists of the cold items among themselves.</summary>
    public RankingRequest ColdRequest(int length) => new(ColdUserRows, length, _options.AllCandidates, _warm);

    private bool HoldsCold(ReadOnlySpan<int> items)
    {
        foreach (int item in items)
        {
            if (!_warm[item])
            {
                return true;
            }
        }

        return false;
    }
}
