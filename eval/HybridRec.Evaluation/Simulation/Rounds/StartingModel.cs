using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Serving;
using HybridRec.Engine.Training;

namespace HybridRec.Evaluation.Simulation.Rounds;

/// <summary>The model of everything known before the first round.</summary>
/// <param name="AudioVectors">What the network hears, by track; null where no network could be trained.</param>
/// <param name="OneRound">What the model's first lists are worth.</param>
internal sealed record StartingModel(FactorMatrix? AudioVectors, HeldBackReport OneRound)
{
    public static async Task<StartingModel> TrainAsync(
        RoundsPlan plan,
        SimulatedWorld start,
        WorldTrainer trainer,
        StageTimes times,
        IProgress<StageProgress>? progress,
        CancellationToken cancellationToken)
    {
        ListenerHistory[] histories = WorldListens.Histories(start, plan.Library);
        BuiltModel built;
        using (times.Of("train the starting model"))
        {
            built = await trainer.TrainAsync(WorldListens.Plays(histories, plan.Library, trainer.Evidence), progress, cancellationToken);
        }

        using (times.Of("one-round study"))
        {
            HybridLists lists = new(trainer.Serve(built), start, plan.Library.Ids);
            return new StartingModel(
                built.Parts.AudioEmbeddings,
                lists.Measure(histories, plan.OneRound, plan.Options.Seed, cancellationToken));
        }
    }
}
