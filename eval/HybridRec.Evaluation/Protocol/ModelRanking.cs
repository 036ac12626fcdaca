using HybridRec.Engine.Interactions;
using HybridRec.Evaluation.Lineup;

namespace HybridRec.Evaluation.Protocol;

/// <summary>Who gets lists of what, the same for every model of a run.</summary>
internal sealed class ModelRanking
{
    private readonly bool[] _warm;
    private readonly RunOptions _options;

    public ModelRanking(EvaluationData data, RunOptions options)
    {
        _options = options;
        InteractionMatrix items = data.Train.Transpose();
        _warm = [.. Enumerable.Range(0, items.RowCount).Select(item => items.Columns(item).Length > 0)];
        UserRows = [.. Enumerable.Range(0, data.Test.RowCount).Where(user => data.Test.Columns(user).Length > 0)];
        ColdUserRows = [.. UserRows.Where(user => HoldsCold(data.Test.Columns(user)))];
    }

    /// <summary>Users with held-out items.</summary>
    public int[] UserRows { get; }

    /// <summary>Users with held-out items that nobody played in training.</summary>
    public int[] ColdUserRows { get; }

    /// <summary>Lists over all candidates.</summary>
    public RankingRequest Request(int length) => new(UserRows, length, _options.AllCandidates, []);

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
