using HybridRec.Engine.Audio;
using HybridRec.Evaluation.Simulation;
using HybridRec.Evaluation.Simulation.Rounds;

namespace HybridRec.Evaluation.Tests.Simulation.Rounds;

/// <summary>Tiny worlds for tests of many rounds: no sound, no whims, no noise, unless asked for.</summary>
internal static class TinyRounds
{
    /// <summary>Listeners who always do what they like: hear whole lists, play all they like, skip all else, nothing on their own.</summary>
    public static BehaviourOptions Honest { get; } = new()
    {
        DislikedWithin = 0,
        LikedOutside = 0,
        GoesOn = 1,
        SkipsLiked = 0,
        PlaysDisliked = 0,
        SaysLike = 0,
        SaysDislike = 0,
        OwnListens = 0,
    };

    public static HeardLibrary Library(SimulatedWorld world, int styles) => new(
        "a test",
        world.Tracks,
        [.. Enumerable.Range(0, styles).Select(style => $"style {style}")],
        [.. world.Tracks.Select(_ => (IReadOnlyList<Spectrogram>)[])],
        []);

    /// <summary>Runs one recommender in a world and judges it.</summary>
    public static async Task<(RoundsLog Log, RoundsJudgement Judgement)> RunAsync(
        SimulatedWorld start,
        RoundsOptions options,
        BehaviourOptions behaviour,
        Func<TrueTaste, Draws, IRecommenderUnderTest> recommender)
    {
        // Worlds.Of gives every listener a taste over all of the rendered styles.
        int styles = start.Listeners[0].Taste.Count;
        RoundsPlan plan = new(Library(start, styles), options) { Behaviour = behaviour };
        Draws draws = new(options.Seed);
        TrueTaste truth = new(start, styles, options, behaviour, draws);
        RoundsRun run = new(start, plan, truth, new Listening(truth, behaviour, draws), new StageTimes(TimeProvider.System));
        RoundsLog log = await run.RunAsync(recommender(truth, draws), null, TestContext.Current.CancellationToken);
        return (log, run.Judge(log));
    }

    public static double Value(this RoundsJudgement judgement, string measure, int round, int listener) =>
        judgement.Values[RoundMeasure.IndexOf(measure)][round - 1][listener];

    /// <summary>Shows what it is told to, whatever was heard.</summary>
    public sealed class Scripted(Func<int, int, int[]> list) : IRecommenderUnderTest
    {
        public string Name => "scripted";

        public Task LearnAsync(RoundsWorld world, CancellationToken cancellationToken) => Task.CompletedTask;

        public int[] List(RoundsWorld world, int listener, int round, int count) => list(listener, round);
    }
}
