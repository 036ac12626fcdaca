using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Simulation.Rounds;

/// <summary>The listeners of all worlds under one recommender, in one line: listener by listener comparable with another's.</summary>
/// <param name="worlds">What the judge found, world by world.</param>
internal sealed class Pooled(IReadOnlyList<RoundsJudgement> worlds)
{
    /// <summary>Plays after which a change of taste should have been followed.</summary>
    private const int FewPlays = 20;

    public string Name => worlds[0].Recommender;

    public int Rounds => worlds[0].Gini.Length;

    private int Third => Math.Max(1, Rounds / 3);

    /// <summary>One value a listener for a round; NaN where there is none.</summary>
    public double[] Round(int measure, int round) => [.. worlds.SelectMany(world => world.Values[measure][round])];

    /// <summary>One value a listener over all rounds.</summary>
    public double[] Overall(int measure) => RoundMeasure.All[measure].Cumulative
        ? Round(measure, Rounds - 1)
        : MeanOf(measure, 0, Rounds);

    /// <summary>One value a listener: last third of the rounds − first third.</summary>
    public double[] Drift(int measure) =>
        [.. MeanOf(measure, Rounds - Third, Rounds).Zip(MeanOf(measure, 0, Third), (last, first) => last - first)];

    /// <summary>One value a world.</summary>
    public double[] Gini(int round) => [.. worlds.Select(world => world.Gini[round])];

    /// <summary>One value a world: Gini in the last third of the rounds − first third.</summary>
    public double[] GiniDrift() =>
        [.. worlds.Select(world => world.Gini[^Third..].Average() - world.Gini[..Third].Average())];

    /// <summary>One value a changed listener: rounds until the change was followed, or all since if it never was.</summary>
    public double[] RoundsToFollow(RoundsOptions options) =>
        Changed(change => change.Rounds ?? Rounds - options.ChangeRound);

    /// <summary>Intervals of everything.</summary>
    public RecommenderReport Report(IReadOnlyDictionary<string, double> seconds, RoundsOptions options)
    {
        IEnumerable<int> rounds = Enumerable.Range(0, Rounds);
        return new RecommenderReport(
            Name,
            seconds,
            [
                .. RoundMeasure.All.Select((measure, m) => new MeasureReport(
                    measure.Name,
                    Of(Overall(m)),
                    Of(Drift(m)),
                    [.. rounds.Select(round => Of(Round(m, round)))])),
            ],
            new MeasureReport(
                "gini",
                Of([.. worlds.Select(world => world.Gini.Average())]),
                Of(GiniDrift()),
                [.. rounds.Select(round => Of(Gini(round)))]),
            worlds.Sum(world => world.Following.Count) == 0
                ? null
                : new FollowingReport(
                    Of(Changed(change => change.Rounds is null ? 0 : 1))!,
                    Of(Changed(change => change.Rounds is not null && change.Plays <= FewPlays ? 1 : 0))!,
                    Of(RoundsToFollow(options))!,
                    Of(Changed(change => change.Rounds is null ? double.NaN : change.Plays)),
                    [.. Enumerable.Range(0, Rounds - options.ChangeRound).Select(after =>
                        Of(Changed(change => change.Rounds <= after ? 1 : 0))!)]));

        Interval? Of(double[] values)
        {
            double[] finite = [.. values.Where(double.IsFinite)];
            return finite.Length == 0 ? null : Bootstrap.OfMean(finite, options.Seed);
        }
    }

    private double[] Changed(Func<TasteFollowing, double> value) =>
        [.. worlds.SelectMany(world => world.Following).Select(value)];

    private double[] MeanOf(int measure, int from, int to)
    {
        double[][] rounds = [.. Enumerable.Range(from, to - from).Select(round => Round(measure, round))];
        return [.. Enumerable.Range(0, rounds[0].Length).Select(listener => rounds
            .Select(round => round[listener]).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average())];
    }
}
