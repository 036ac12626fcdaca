using System.Numerics.Tensors;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Neighbours;

namespace HybridRec.Engine.Tests.Neighbours;

public sealed class Item2VecTests : CoPlayScorerContract
{
    // Which draws fall on which listener depends on their order; what is learned of two tastes does not.
    protected override float ReorderingTolerance => 0.5f;

    [Fact]
    public void Step_HandWorkedVectors_MovesByWhatTheLikelihoodLacks()
    {
        float[] near = [0f, 0f];
        float[] far = [MathF.Log(3), 0f];

        // σ(0) = 1/2, σ(ln 3) = 3/4.
        SkipGram.Step(near, [1f, 2f], 1f, 0.1f);
        SkipGram.Step(far, [1f, 2f], 0f, 0.1f);

        Assert.All(near.Zip([0.05f, 0.1f]), pair => Assert.Equal(pair.Second, pair.First, 1e-6f));
        Assert.All(far.Zip([MathF.Log(3) - 0.075f, -0.15f]), pair => Assert.Equal(pair.Second, pair.First, 1e-6f));
    }

    [Fact]
    public void Score_OfAUser_IsTheCosineWithTheMeanOfTheirItems()
    {
        InteractionMatrix plays = RandomPlays();
        Item2Vec model = Learn(plays, new Item2VecOptions { Rank = 6, Epochs = 3 });
        float[] mean = new float[6];
        foreach (int item in plays.Columns(5))
        {
            TensorPrimitives.Add(mean, model.ItemVectors.Row(item), mean);
        }

        float[] scores = new float[60];
        model.Score([5], scores);

        for (int item = 0; item < 60; item++)
        {
            bool played = !plays.Transpose().Columns(item).IsEmpty;
            float expected = played ? TensorPrimitives.CosineSimilarity<float>(mean, model.ItemVectors.Row(item)) : 0f;
            Assert.Equal(expected, scores[item], 1e-5f);
            Assert.Equal(played ? 1f : 0f, TensorPrimitives.Norm<float>(model.ItemVectors.Row(item)), 1e-5f);
        }
    }

    [Fact]
    public void ScoreHistory_OfAUser_IsTheUsersScore()
    {
        InteractionMatrix plays = RandomPlays();
        Item2Vec model = Learn(plays, new Item2VecOptions { Epochs = 1 });
        float[] user = new float[60];
        float[] history = new float[60];

        model.Score([7], user);
        model.ScoreHistory(plays.Columns(7), history);

        Assert.Equal(user, history);
        Assert.Throws<ArgumentException>(() => model.ScoreHistory([60], history));
    }

    [Fact]
    public void Fit_AnotherSeed_GivesOtherVectors()
    {
        InteractionMatrix plays = RandomPlays();

        Assert.NotEqual(
            Learn(plays, new Item2VecOptions { Epochs = 1 }).ItemVectors.Values,
            Learn(plays, new Item2VecOptions { Epochs = 1, Seed = 1 }).ItemVectors.Values);
    }

    private protected override IItemScorer Fit(InteractionMatrix plays, int threads) =>
        Learn(plays, new Item2VecOptions { Rank = 8, Epochs = 40, Threads = threads });

    private static Item2Vec Learn(InteractionMatrix plays, Item2VecOptions options) =>
        Item2Vec.Fit(plays, options, TestContext.Current.CancellationToken);
}
