using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Measurement;

namespace HybridRec.Evaluation.Lineup.Rivals;

/// <summary>A published re-ranker over the candidates of als: what the hybrid's dial is held against.</summary>
/// <param name="als">Gives the candidates and their relevance s.</param>
/// <param name="train">The training plays.</param>
/// <param name="rule">Picks among a listener's candidates.</param>
/// <remarks>
/// Candidates are the listener's best tenth of the items by s, at least 500: that is what the hybrid picks from, too. Lists stay
/// in the order of picking, as the rules are published.
/// </remarks>
internal sealed class RivalRanker(FactorScorer als, InteractionMatrix train, RivalRule rule) : IRanker
{
    private const int FewestCandidates = 500;
    private const int UsersAtOnce = 512;

    public bool ExtendsShorterLists => true;

    public RankedLists Rank(RankingRequest request, CancellationToken cancellationToken)
    {
        RankedLists lists = new(request.UserRows, request.Length);
        ScoreRanker candidates = new(als, train);
        int wanted = Math.Max(request.Length, Math.Max(FewestCandidates, als.ItemCount / 10));
        ParallelOptions parallel = new()
        {
            CancellationToken = cancellationToken,
            MaxDegreeOfParallelism = Environment.ProcessorCount,
        };
        for (int start = 0; start < lists.Count; start += UsersAtOnce)
        {
            int[] users = request.UserRows[start..Math.Min(start + UsersAtOnce, lists.Count)];
            RankedLists found = candidates.Rank(request with { UserRows = users, Length = wanted }, cancellationToken);
            int first = start;
            Parallel.For(0, users.Length, parallel, index =>
            {
                int[] items = found.Items(index).ToArray();
                int[] picks = rule.Pick(users[index], items, found.Scores(index).ToArray(), request.Length);
                for (int place = 0; place < picks.Length; place++)
                {
                    // The order is what was picked; what was weighed is no longer one number.
                    lists.Set(first + index, place, items[picks[place]], -place);
                }
            });
        }

        return lists;
    }
}
