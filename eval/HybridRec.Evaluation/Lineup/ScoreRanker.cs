using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Measurement;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Retrieval;

namespace HybridRec.Evaluation.Lineup;

/// <summary>Ranks all items by score.</summary>
/// <param name="scorer">Gives the scores; those of a <see cref="FactorScorer"/> are found by <see cref="FactorIndex"/>, with the same result.</param>
/// <param name="train">The training plays: what a user has heard.</param>
/// <remarks>Memory: one block of users' scores a core, at most <see cref="ScoresPerBlock"/> floats each.</remarks>
public sealed class ScoreRanker(IItemScorer scorer, InteractionMatrix train) : IRanker
{
    // Enough users at once for a matrix product, few enough that their scores stay near the core.
    private const int UsersPerBlock = 128;
    private const int ScoresPerBlock = 1 << 22;
    private const int UsersPerSearch = 192;

    private readonly FactorIndex? _index = scorer is FactorScorer factors ? new FactorIndex(factors.Items) : null;

    /// <inheritdoc/>
    public bool ExtendsShorterLists => true;

    /// <inheritdoc/>
    public RankedLists Rank(RankingRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        RankedLists lists = new(request.UserRows, Math.Min(request.Length, Math.Max(scorer.ItemCount, 1)));
        ParallelOptions parallel = new()
        {
            CancellationToken = cancellationToken,
            MaxDegreeOfParallelism = Environment.ProcessorCount,
        };
        if (_index is not null)
        {
            Search(_index, ((FactorScorer)scorer).Users, request, lists, parallel);
        }
        else
        {
            ScoreAll(request, lists, parallel);
        }

        return lists;
    }

    private void Search(
        FactorIndex index, FactorMatrix users, RankingRequest request, RankedLists lists, ParallelOptions parallel) => Parallel.For(
            0,
            (lists.Count + UsersPerSearch - 1) / UsersPerSearch,
            parallel,
            () => (Best: new ScoredRow[UsersPerSearch * lists.Length], Found: new int[UsersPerSearch]),
            (number, _, scratch) =>
            {
                int start = number * UsersPerSearch;
                int count = Math.Min(UsersPerSearch, lists.Count - start);
                index.TopN(
                    users,
                    request.UserRows.AsSpan(start, count),
                    request.IncludeHeard ? null : train,
                    request.Excluded,
                    lists.Length,
                    scratch.Best.AsSpan(0, count * lists.Length),
                    scratch.Found.AsSpan(0, count));
                for (int i = 0; i < count; i++)
                {
                    for (int place = 0; place < scratch.Found[i]; place++)
                    {
                        ScoredRow best = scratch.Best[(i * lists.Length) + place];
                        lists.Set(start + i, place, best.Row, best.Score);
                    }
                }

                return scratch;
            },
            _ => { });

    private void ScoreAll(RankingRequest request, RankedLists lists, ParallelOptions parallel)
    {
        int items = scorer.ItemCount;
        int block = Math.Clamp(ScoresPerBlock / Math.Max(items, 1), 1, UsersPerBlock);
        Parallel.For(
            0,
            (lists.Count + block - 1) / block,
            parallel,
            () => (Scores: new float[block * items], Best: new ScoredRow[lists.Length]),
            (number, _, scratch) =>
            {
                int start = number * block;
                int count = Math.Min(block, lists.Count - start);
                Span<float> scores = scratch.Scores.AsSpan(0, count * items);
                scorer.Score(request.UserRows.AsSpan(start, count), scores);
                for (int i = 0; i < count; i++)
                {
                    Select(scores.Slice(i * items, items), request, lists, start + i, scratch.Best);
                }

                return scratch;
            },
            _ => { });
    }

    private void Select(Span<float> scores, RankingRequest request, RankedLists lists, int index, ScoredRow[] best)
    {
        if (!request.IncludeHeard)
        {
            foreach (int heard in train.Columns(request.UserRows[index]))
            {
                scores[heard] = float.NegativeInfinity;
            }
        }

        int found = ExactSearch.TopN(scores, request.Excluded, best);
        for (int place = 0; place < found && best[place].Score > float.NegativeInfinity; place++)
        {
            lists.Set(index, place, best[place].Row, best[place].Score);
        }
    }
}
