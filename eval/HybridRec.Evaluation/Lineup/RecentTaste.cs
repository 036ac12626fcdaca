using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;

namespace HybridRec.Evaluation.Lineup;

/// <summary>Listeners folded in by what they played lately, as the server does where the evidence has a half-life.</summary>
internal static class RecentTaste
{
    /// <returns>X, shape (users, rank); zero for a user without plays. The thread count does not matter.</returns>
    public static FactorMatrix FoldIn(
        FactorMatrix items,
        InteractionMatrix train,
        PlayTimes times,
        ImplicitAlsOptions options,
        double halfLifeDays,
        CancellationToken cancellationToken)
    {
        FoldIn foldIn = new(items, default, options);
        FactorMatrix users = new(train.RowCount, items.Rank, items.Version);
        Parallel.For(0, train.RowCount, new ParallelOptions { CancellationToken = cancellationToken }, user =>
        {
            float[] recency = PlayTimes.Weights(times.Row(user), halfLifeDays);
            Evidence[] evidence = new Evidence[recency.Length];
            for (int at = 0; at < evidence.Length; at++)
            {
                evidence[at] = new Evidence(
                    train.Columns(user)[at], recency[at] * options.Confidence(train.Values(user)[at]), Preference: 1);
            }

            foldIn.Fold(evidence).Factors.CopyTo(users.Row(user));
        });
        return users;
    }
}
