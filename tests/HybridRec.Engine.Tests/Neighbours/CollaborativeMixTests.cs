using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Measurement;
using HybridRec.Engine.Neighbours;

namespace HybridRec.Engine.Tests.Neighbours;

public sealed class CollaborativeMixTests : CoPlayScorerContract
{
    [Fact]
    public void Contributions_OfAllPlays_SumToTheScore()
    {
        InteractionMatrix plays = Styles(seed: 3);
        CollaborativeMix mix = Learn(plays, 0);
        int[] history = [.. plays.Columns(7)];
        float[] counts = [.. Enumerable.Range(0, history.Length).Select(at => 1f + (at % 3))];
        float[] scores = new float[mix.ItemCount];
        mix.ScoreHistory(history, counts, scores);

        float[] perPlay = new float[history.Length];
        Assert.True(mix.Weights is { Als: > 0 });
        for (int item = 0; item < mix.ItemCount; item += 3)
        {
            mix.Contributions(history, counts, item, perPlay);
            double magnitude = perPlay.Sum(share => Math.Abs((double)share));
            Assert.Equal(scores[item], perPlay.Sum(share => (double)share), 1e-4 * (1 + magnitude));
        }
    }

    [Fact]
    public void ScoreHistory_OfAUser_IsTheUsersScore()
    {
        InteractionMatrix plays = Styles(seed: 4);
        CollaborativeMix mix = Learn(plays, 0);
        float[] user = new float[mix.ItemCount];
        float[] history = new float[mix.ItemCount];

        mix.Score([5], user);
        mix.ScoreHistory(plays.Columns(5), plays.Values(5), history);

        Assert.All(user.Zip(history), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
    }

    [Fact]
    public void Fit_PlaysToSpare_LearnsAMixtureNoWorseThanAnyPart()
    {
        InteractionMatrix plays = Styles(seed: 5);
        CollaborativeOptions options = new();
        HeldOutPlays heldOut = HeldOutPlays.Choose(plays, options)!;
        MixParts parts = Parts(heldOut.Train);

        MixWeights learned = MixLearner.Learn(heldOut, parts, options, TestContext.Current.CancellationToken);

        double Value(MixWeights weights) => heldOut.UserRows.Select((user, index) => Ndcg(heldOut, parts, weights, user, index)).Average();
        double mixed = Value(learned);
        Assert.True(mixed >= Value(MixWeights.Standard), "as good as what the search starts from");
        for (int part = 0; part < MixWeights.Parts; part++)
        {
            float[] alone = new float[MixWeights.Parts];
            alone[part] = 1f;
            Assert.True(mixed >= Value(MixWeights.Of(alone)) - 0.005, $"part {part} alone");
        }
    }

    [Fact]
    public void Choose_HoldsOutTheShareOfEveryListenerAndNothingElse()
    {
        InteractionMatrix plays = Styles(seed: 6);

        HeldOutPlays heldOut = HeldOutPlays.Choose(plays, new CollaborativeOptions { HeldOutShare = 0.25, HeldOutUsers = 150 })!;

        Assert.Equal(150, heldOut.UserRows.Length);
        Assert.Equal(plays.Count, heldOut.Train.Count + heldOut.Items.Sum(items => items.Length));
        for (int index = 0; index < heldOut.UserRows.Length; index++)
        {
            int user = heldOut.UserRows[index];
            Assert.Equal((int)Math.Round(0.25 * plays.Columns(user).Length, MidpointRounding.AwayFromZero), heldOut.Items[index].Length);
            Assert.All(heldOut.Items[index], item => Assert.True(plays.Contains(user, item) && !heldOut.Train.Contains(user, item)));
        }
    }

    [Fact]
    public void Fit_FewPlays_TakesTheStandardMixture() =>
        Assert.Equal(MixWeights.Standard, Learn(TwoTastes.Plays(), 1).Weights);

    [Fact]
    public void ScoreHistory_WrongShapes_Throw()
    {
        CollaborativeMix mix = Learn(TwoTastes.Plays(), 1);
        float[] scores = new float[TwoTastes.Items];

        Assert.Throws<ArgumentException>(() => mix.ScoreHistory([0], [], scores));
        Assert.Throws<ArgumentException>(() => mix.ScoreHistory([TwoTastes.Items], [1f], scores));
        Assert.Throws<ArgumentException>(() => mix.Contributions([0], [1f], TwoTastes.Items, new float[1]));
        Assert.Throws<ArgumentException>(() => mix.Contributions([0], [1f], 1, new float[2]));
        mix.ScoreHistory([], [], scores);
        Assert.All(scores, score => Assert.Equal(0f, score));
    }

    private protected override IItemScorer Fit(InteractionMatrix plays, int threads) => Learn(plays, threads);

    private static CollaborativeMix Learn(InteractionMatrix plays, int threads) => CollaborativeMix.Fit(
        plays,
        new CollaborativeOptions { AlsModels = 2, Threads = threads },
        Als with { Threads = threads },
        new SlimOptions { Threads = threads },
        new ItemKnnOptions { Threads = threads },
        null,
        TestContext.Current.CancellationToken);

    private static ImplicitAlsOptions Als => new() { Rank = 8, Iterations = 6 };

    private static MixParts Parts(InteractionMatrix plays) => MixParts.Fit(
        plays,
        Als,
        2,
        options => new ImplicitAls(options).Fit(plays, default, null, TestContext.Current.CancellationToken),
        new SlimOptions(),
        new ItemKnnOptions(),
        TestContext.Current.CancellationToken);

    private static double Ndcg(HeldOutPlays heldOut, MixParts parts, MixWeights weights, int user, int index)
    {
        float[] scores = new float[MixWeights.Parts * parts.ItemCount];
        parts.Score([user], scores);
        float[] scales = [.. Enumerable.Range(0, MixWeights.Parts)
            .Select(part => weights[part] * parts.Scale(scores.AsSpan(part * parts.ItemCount, parts.ItemCount)))];
        int[] list = [.. Enumerable.Range(0, parts.ItemCount)
            .Where(item => !heldOut.Train.Contains(user, item))
            .OrderByDescending(item => scales.Select((scale, part) => scale * scores[(part * parts.ItemCount) + item]).Sum())
            .Take(20)];
        return RankingMetrics.NdcgAt(list, heldOut.Items[index].ToHashSet(), 20);
    }

    /// <summary>200 users who play 10 of 120 items each, mostly of one of 6 styles, popular ones more often.</summary>
    private static InteractionMatrix Styles(int seed)
    {
        Random random = new(seed);
        return InteractionMatrix.Build(200, 120, Enumerable.Range(0, 200 * 12).Select(play =>
        {
            int user = play / 12;
            int style = random.NextDouble() < 0.8 ? user % 6 : random.Next(6);
            return (user, style + (6 * (int)(20 * Math.Pow(random.NextDouble(), 2))), 1f);
        }));
    }
}
