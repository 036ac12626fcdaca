using HybridRec.Engine.Diagnostics;

namespace HybridRec.Evaluation.Simulation.Rounds;

/// <summary>The loop: learn, show, listen, and again. One recommender in one world.</summary>
/// <param name="start">The world before the first round.</param>
/// <param name="plan">Its music, how many rounds, and so on.</param>
/// <param name="truth">Its truth.</param>
/// <param name="listening">How its listeners behave.</param>
/// <param name="times">Takes the seconds by stage.</param>
internal sealed class RoundsRun(
    SimulatedWorld start,
    RoundsPlan plan,
    TrueTaste truth,
    Listening listening,
    StageTimes times)
{
    private RoundsOptions Options => plan.Options;

    /// <summary>Runs all rounds.</summary>
    /// <remarks>Lists are made in parallel from models that do not change; listeners then act one after the other.</remarks>
    public async Task<RoundsLog> RunAsync(
        IRecommenderUnderTest recommender, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        RoundsWorld world = new(start, plan.Library);
        int listeners = start.Listeners.Count;
        int[][][] shown = new int[Options.Rounds][][];
        int[][][] played = new int[Options.Rounds][][];
        for (int round = 1; round <= Options.Rounds; round++)
        {
            world.Begin(round);
            if ((round - 1) % Options.RetrainEvery == 0)
            {
                using (times.Of("learn"))
                {
                    await recommender.LearnAsync(world, cancellationToken);
                }
            }

            int[][] lists = new int[listeners][];
            using (times.Of("make lists"))
            {
                int now = round;
                ParallelOptions parallel = new() { CancellationToken = cancellationToken };
                Parallel.For(0, listeners, parallel, listener =>
                    lists[listener] = recommender.List(world, listener, now, Options.ListLength));
            }

            using (times.Of("listen"))
            {
                Charts charts = Charts.Of(world);
                played[round - 1] = new int[listeners][];
                for (int listener = 0; listener < listeners; listener++)
                {
                    played[round - 1][listener] = listening.Listen(world, charts, listener, round, lists[listener]);
                }
            }

            shown[round - 1] = lists;
            progress?.Report(new StageProgress($"Listening under {recommender.Name}", round, Options.Rounds, "rounds"));
        }

        return new RoundsLog(recommender.Name, shown, played);
    }

    /// <summary>Measures what happened.</summary>
    public RoundsJudgement Judge(RoundsLog log)
    {
        using (times.Of("judge"))
        {
            return RoundsJudge.Judge(start, truth, log, Options);
        }
    }
}
