using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Training;
using HybridRec.Evaluation.Protocol;

namespace HybridRec.Evaluation.Simulation.Rounds;

/// <summary>Compares recommenders in worlds whose truth is known, over many rounds of exposure and feedback.</summary>
/// <param name="training">The recipe of the models.</param>
/// <param name="clock">Supplies the time; what is measured does not depend on it.</param>
public sealed class RoundsStudy(TrainingOptions training, TimeProvider clock)
{
    /// <summary>Simulates all recommenders in all worlds and measures them.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="progress">Told of every stage.</param>
    /// <param name="cancellationToken">Stops within a stage.</param>
    /// <exception cref="SimulationInputException">The options do not fit the library.</exception>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">An option is out of range.</exception>
    /// <remarks>The same plan and recipe give the same figures (but for times), whatever the thread count.</remarks>
    public async Task<RoundsReport> RunAsync(
        RoundsPlan plan, IProgress<StageProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        RoundsOptions options = plan.Options;
        options.ThrowIfUnfit(plan.Library.Tracks.Count, plan.Listeners.Listeners);
        DateTimeOffset began = clock.GetUtcNow();
        StageTimes times = new(clock);
        WorldTrainer trainer = new(plan.Library, training, clock);
        StartingModel? model = null;
        SimulatedWorld? start = null;
        int changed = 0;
        List<RoundsJudgement>[] found = [.. options.Recommenders.Select(_ => new List<RoundsJudgement>())];
        StageTimes[] timesOf = [.. options.Recommenders.Select(_ => new StageTimes(clock))];
        for (int world = 0; world < options.Worlds; world++)
        {
            int seed = world == 0 ? options.Seed : SeedStream.Derive(options.Seed, world);
            start = SimulatedListeners.Simulate(
                plan.Library.Tracks, plan.Library.Styles.Count, plan.Listeners with { Seed = seed }, clock);
            model ??= await StartingModel.TrainAsync(plan, start, trainer, times, progress, cancellationToken);
            FactorMatrix? vectors = options.RetrainContent ? null : model.AudioVectors;
            Draws draws = new(seed);
            TrueTaste truth = new(start, plan.Library.Styles.Count, options, plan.Behaviour, draws);
            changed += truth.Changes.Count(change => change is not null);
            IRecommenderUnderTest[] recommenders =
                [.. LineUp.Make(options.Recommenders, truth, draws, trainer, vectors)];
            for (int i = 0; i < recommenders.Length; i++)
            {
                using (times.Of($"rounds: {recommenders[i].Name}"))
                {
                    RoundsRun run = new(start, plan, truth, new Listening(truth, plan.Behaviour, draws), timesOf[i]);
                    RoundsLog log = await run.RunAsync(recommenders[i], progress, cancellationToken);
                    found[i].Add(run.Judge(log));
                }
            }
        }

        Pooled[] pooled = [.. found.Select(worlds => new Pooled(worlds))];
        RecommenderReport[] reports;
        IReadOnlyList<PairedTest> tests;
        using (times.Of("statistics"))
        {
            reports = [.. pooled.Select((one, i) => one.Report(timesOf[i].Seconds, options))];
            tests = RoundsTests.Make(pooled, options);
        }

        return new RoundsReport
        {
            Run = RunFacts.Make(plan.Command, began, options.Seed, times.Seconds),
            Simulation = Facts(plan, start!.IsCold.Count(cold => cold), changed),
            OneRound = model!.OneRound,
            OneRoundLengths = plan.OneRound,
            Recommenders = reports,
            Tests = tests,
        };
    }

    private static SimulationFacts Facts(RoundsPlan plan, int coldTracks, int changed) => new(
        plan.Library.Source,
        plan.Library.Tracks.Count,
        coldTracks,
        plan.Library.Styles,
        plan.Listeners.Listeners * plan.Options.Worlds,
        changed,
        plan.Listeners.MedianListens,
        plan.Listeners.Affinity,
        plan.Listeners.UndiscoveredShare,
        plan.Listeners.AverseShare,
        plan.Options with { ChangeAt = plan.Options.ChangeRound },
        plan.Behaviour,
        plan.Library.Notes);
}
