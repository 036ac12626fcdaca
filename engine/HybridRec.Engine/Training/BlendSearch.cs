using HybridRec.Engine.Blending;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Neighbours;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Retrieval;

namespace HybridRec.Engine.Training;

/// <summary>Chooses τ and κ of the blend on plays held out.</summary>
/// <remarks>
/// Of the settings whose NDCG@20 on tracks that are played already is within 0.2 % of the best, the one that finds
/// most of the listeners of young tracks (<see cref="YoungTracks"/>), ranked among all: what audio can do for new music
/// without costing the rest. τ is searched first, at the κ given, then κ. Eight blends, each the cost of an ALS iteration.
/// </remarks>
internal sealed class BlendSearch(
    FactorModel factors, AudioPriors priors, HeldOutPlays heldOut, YoungTracks? young, ImplicitAlsOptions als)
{
    private const double Slack = 0.002;
    private const int ListLength = 20;
    private const int UsersPerBlock = 8;
    private static readonly float[] Taus = [0.003f, 0.01f, 0.03f, 0.1f, 0.3f];
    private static readonly float[] Kappas = [1f, 3f, 30f];

    /// <summary>Finds the setting.</summary>
    /// <param name="start">τ and κ to start from.</param>
    /// <param name="cancellationToken">Stops within a blend.</param>
    public BlendOptions Find(BlendOptions start, CancellationToken cancellationToken)
    {
        List<Trial> trials = [.. Taus.Select(tau => Try(new BlendOptions { Tau = tau, Kappa = start.Kappa }, cancellationToken))];
        float tau = Best(trials).Tau;
        trials.AddRange(Kappas.Select(kappa => Try(new BlendOptions { Tau = tau, Kappa = kappa }, cancellationToken)));
        return Best(trials);
    }

    private static BlendOptions Best(List<Trial> trials)
    {
        double enough = (1 - Slack) * trials.Max(trial => trial.Ndcg);
        return trials.Where(trial => trial.Ndcg >= enough).MaxBy(trial => (trial.YoungRecall, trial.Ndcg))!.Options;
    }

    private Trial Try(BlendOptions options, CancellationToken cancellationToken)
    {
        BlendedSpace space = BlendedSpace.Build(factors, heldOut.Train, priors, als, options, cancellationToken);
        int count = heldOut.UserRows.Length;
        double[] ndcg = new double[count];
        int[] found = new int[count];
        int[] taken = new int[count];
        int tracks = space.ItemVectors.Rows;
        ParallelBlocks.For(
            count,
            UsersPerBlock,
            als.Threads,
            () => (Scores: new float[tracks], Best: new ScoredRow[ListLength]),
            (scratch, _, start, end) =>
            {
                for (int index = start; index < end; index++)
                {
                    int user = heldOut.UserRows[index];
                    ExactSearch.ScoreAll(space.UserFactors.Row(user), space.ItemVectors, scratch.Scores);
                    foreach (int played in heldOut.Train.Columns(user))
                    {
                        scratch.Scores[played] = float.NegativeInfinity;
                    }

                    if (young?.TakenOf.GetValueOrDefault(user) is { } targets)
                    {
                        int listed = ExactSearch.TopN(scratch.Scores, default, scratch.Best);
                        taken[index] = targets.Length;
                        found[index] = scratch.Best.Take(listed).Count(row => Array.BinarySearch(targets, row.Row) >= 0);
                    }

                    int warm = ExactSearch.TopN(scratch.Scores, young?.IsYoung, scratch.Best);
                    ndcg[index] = heldOut.Ndcg(index, scratch.Best.AsSpan(0, warm), ListLength);
                }
            },
            cancellationToken);
        return new Trial(options, ndcg.Average(), found.Sum() / Math.Max(1.0, taken.Sum()));
    }

    private sealed record Trial(BlendOptions Options, double Ndcg, double YoungRecall);
}
