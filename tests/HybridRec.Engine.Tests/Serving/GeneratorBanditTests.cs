using HybridRec.Engine.Listens;
using HybridRec.Engine.Models;
using HybridRec.Engine.Serving;

namespace HybridRec.Engine.Tests.Serving;

public sealed class GeneratorBanditTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Sources = ["cross-genre", "sounds-like", "lift"];

    private static ServedOutcome Outcome(string source, bool liked, double day = 0) =>
        new(new UserId(1), Start.AddDays(day), source, 0.5, liked);

    private static GeneratorBandit Bandit(
        IReadOnlyList<ServedOutcome> outcomes,
        IReadOnlyDictionary<string, GeneratorRecord>? everybody = null,
        GeneratorBanditOptions? options = null,
        ulong seed = 1) => new(options ?? new(), everybody ?? new Dictionary<string, GeneratorRecord>(), outcomes, seed);

    private static double[] Chances(GeneratorBandit bandit) => bandit.Chances([.. Sources.Select(bandit.BeliefIn)]);

    [Fact]
    public void Chances_NothingKnown_AreEven() => Assert.All(Chances(Bandit([])), chance => Assert.Equal(1.0 / 3, chance, 1e-9));

    [Fact]
    public void Chances_AnyBeliefs_AreThoseOfDrawsFromThem()
    {
        // A Beta(a, b) with whole a, b is the a-th smallest of a + b − 1 uniform draws.
        GeneratorBandit.Belief[] beliefs = [new(3, 2), new(2, 2), new(8, 5)];
        Random random = new(3);
        int[] wins = new int[3];
        const int Draws = 100_000;
        for (int i = 0; i < Draws; i++)
        {
            double[] drawn = [.. beliefs.Select(belief => Enumerable.Range(0, (int)(belief.Alpha + belief.Beta) - 1)
                .Select(_ => random.NextDouble()).Order().ElementAt((int)belief.Alpha - 1))];
            wins[Array.IndexOf(drawn, drawn.Max())]++;
        }

        double[] chances = Bandit([], options: new GeneratorBanditOptions { Floor = 0.01 }).Chances(beliefs);

        Assert.Equal(1, chances.Sum(), 1e-12);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal((0.01 / 3) + (0.99 * wins[i] / Draws), chances[i], 0.01);
        }
    }

    [Fact]
    public void Chances_OneGeneratorSuits_GoToItAndNoneFallsBelowTheFloor()
    {
        ServedOutcome[] outcomes =
        [
            .. Enumerable.Range(0, 60).Select(_ => Outcome("lift", liked: true)),
            .. Enumerable.Range(0, 60).Select(_ => Outcome("sounds-like", liked: false)),
        ];

        double[] chances = Chances(Bandit(outcomes));

        Assert.InRange(chances[2], 0.65, 0.67);
        Assert.All(chances, chance => Assert.True(chance >= 0.5 / 3));
    }

    [Fact]
    public void BeliefIn_OldOutcomes_CountLessSoThatAChangeIsFollowed()
    {
        ServedOutcome[] before = [.. Enumerable.Range(0, 40).Select(i => Outcome("lift", liked: true, i))];
        ServedOutcome[] after = [.. Enumerable.Range(0, 20).Select(i => Outcome("lift", liked: false, 150 + i))];
        GeneratorBanditOptions ageless = new() { HalfLifeDays = 0 };

        Assert.True(Bandit(before).BeliefIn("lift").Mean > 0.75);
        Assert.True(Bandit([.. before, .. after]).BeliefIn("lift").Mean < 0.35);
        Assert.True(Bandit([.. before, .. after], options: ageless).BeliefIn("lift").Mean > 0.55);
    }

    [Fact]
    public void BeliefIn_ListenerWithoutOutcomes_IsWhatEverybodyShows()
    {
        Dictionary<string, GeneratorRecord> everybody = new() { ["lift"] = new(900, 1_000), ["sounds-like"] = new(100, 1_000) };

        GeneratorBandit bandit = Bandit([], everybody);

        // Prior of 8 tracks: 1 + 8 · 0.9 of 10, and the mean of all for what nobody was shown.
        Assert.Equal(0.82, bandit.BeliefIn("lift").Mean, 0.01);
        Assert.Equal(0.18, bandit.BeliefIn("sounds-like").Mean, 0.01);
        Assert.Equal(0.5, bandit.BeliefIn("cross-genre").Mean, 0.01);
        Assert.Equal(10, bandit.BeliefIn("lift").Alpha + bandit.BeliefIn("lift").Beta, 1e-9);
    }

    [Fact]
    public void Draw_ManySeeds_FollowsTheChances()
    {
        ServedOutcome[] outcomes = [.. Enumerable.Range(0, 9).Select(i => Outcome("lift", liked: i % 3 > 0))];
        double[] chances = Chances(Bandit(outcomes));
        int[] drawn = new int[3];
        for (uint seed = 0; seed < 4_000; seed++)
        {
            GeneratorBandit.Place place = Assert.Single(Bandit(outcomes, seed: seed * 7_919).Draw(Sources, [5, 5, 5], 1));
            drawn[place.Generator]++;
            Assert.Equal(chances[place.Generator], place.Chance);
        }

        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(chances[i], drawn[i] / 4_000.0, 0.025));
    }

    [Fact]
    public void Draw_SupplyEnds_GoesOnWithTheOthers()
    {
        IReadOnlyList<GeneratorBandit.Place> places = Bandit([]).Draw(Sources, [1, 2, 0], 5);

        Assert.Equal([0, 1, 1], places.Select(place => place.Generator).Order());
        Assert.Equal(1, places[^1].Chance, 1e-12);
        Assert.Equal(places, Bandit([]).Draw(Sources, [1, 2, 0], 5));
    }
}
