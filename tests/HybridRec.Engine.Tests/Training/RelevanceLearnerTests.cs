using HybridRec.Engine.Blending;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Neighbours;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Training;

namespace HybridRec.Engine.Tests.Training;

public sealed class RelevanceLearnerTests
{
    private const int Users = 120;
    private const int Tracks = 80;
    private static readonly InteractionMatrix Plays = TwoTastes();
    private static readonly ImplicitAlsOptions Als = new() { Rank = 8, Iterations = 5 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Learn_SoundTellsTaste_LearnsABlendAndWeights()
    {
        LearnedRelevance learned = Learn(new TrainingOptions())!;

        Assert.True(learned.Weights.Audio > 0);
        Assert.InRange(learned.Ndcg, 0.2, 1);
        Assert.True(learned.SlimWeight >= 0 && learned.ItemKnnWeight >= 0);
        Assert.True(learned.Weights.Relative >= 0.5f && learned.Weights.Links is >= 0 and <= 1, $"{learned.Weights}");
    }

    [Fact]
    public void Learn_AnyThreadCount_LearnsTheSame() =>
        Assert.Equal(Learn(new TrainingOptions(), threads: 1), Learn(new TrainingOptions(), threads: 3));

    [Fact]
    public void Learn_BlendGiven_KeepsIt()
    {
        BlendOptions given = new() { Tau = 0.2f, Kappa = 7 };

        Assert.Same(given, Learn(new TrainingOptions { Blend = given })!.Blend);
    }

    [Fact]
    public void Learn_TooFewPlaysToHoldOut_IsNothing()
    {
        InteractionMatrix few = InteractionMatrix.Build(3, 10, Enumerable.Range(0, 30).Select(i => (i / 10, i % 10, 1f)).ToArray());

        Assert.Null(RelevanceLearner.Learn(few, Factorise, Als, null, new HashSet<int>(), new TrainingOptions(), Cancel));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Find_PriorsThatTellTheTruthOrLie_TrustsThemAccordingly(bool truth)
    {
        HeldOutPlays heldOut = HeldOutPlays.Choose(Plays, new CollaborativeOptions())!;
        FactorModel factors = Factorise(heldOut.Train, Als);
        FactorMatrix means = new(Tracks, Als.Rank, factors.ItemFactors.Version);
        for (int track = 0; track < Tracks; track++)
        {
            // The liar says of each track that it is one of the other kind.
            factors.ItemFactors.Row(truth ? track : (track + 1) % Tracks).CopyTo(means.Row(track));
        }

        AudioPriors priors = new(means, [.. Enumerable.Repeat(100_000f, Als.Rank)], [.. Enumerable.Repeat(true, Tracks)]);
        BlendOptions found = new BlendSearch(factors, priors, heldOut, null, Als).Find(new BlendOptions(), Cancel);

        Assert.True(truth ? found.Tau > 0.003f : found.Tau == 0.003f, $"τ {found.Tau}");
    }

    private static LearnedRelevance? Learn(TrainingOptions options, int threads = 0)
    {
        Random random = new(4);
        float[] sound = [.. Enumerable.Range(0, Tracks).SelectMany(track =>
            new[] { (track % 2 == 0 ? 1f : -1f) + (0.3f * random.NextSingle()), random.NextSingle() - 0.5f })];
        return RelevanceLearner.Learn(
            Plays, Factorise, Als with { Threads = threads }, new FactorMatrix(sound, Tracks, 2), new HashSet<int>(), options, Cancel);
    }

    private static FactorModel Factorise(InteractionMatrix plays, ImplicitAlsOptions als) =>
        new ImplicitAls(als).Fit(plays, new ModelVersion("20260101T000000000Z-00000001"), null, Cancel);

    /// <summary>Every second listener likes the tracks of even rows, the others those of odd ones.</summary>
    private static InteractionMatrix TwoTastes()
    {
        Random random = new(8);
        return InteractionMatrix.Build(
            Users,
            Tracks,
            Enumerable.Range(0, Users).SelectMany(user => Enumerable.Range(0, Tracks)
                .Where(track => random.NextDouble() < (track % 2 == user % 2 ? 0.5 : 0.03))
                .Select(track => (user, track, (float)random.Next(1, 5)))).ToArray());
    }
}
