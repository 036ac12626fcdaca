using HybridRec.Engine.Blending;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Neighbours;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Tests.Blending;

public sealed class CoPlayLinksTests
{
    private static readonly InteractionMatrix Plays = RandomPlays();
    private static readonly Slim Slim = Slim.Fit(Plays, new SlimOptions(), CancellationToken.None);
    private static readonly ItemKnn ItemKnn = ItemKnn.Fit(Plays, new ItemKnnOptions(), CancellationToken.None);

    [Fact]
    public void Join_AnyHistory_ScoresLikeTheTwoModels()
    {
        SparseMatrix links = CoPlayLinks.Join(Slim, 0.7f, ItemKnn, 1.3f)!;
        int[] history = [3, 8, 20];
        float[] slim = new float[30];
        float[] itemKnn = new float[30];
        float[] joined = new float[30];
        Slim.ScoreHistory(history, slim);
        ItemKnn.ScoreHistory(history, itemKnn);
        Array.ForEach(history, row => links.AddRow(row, 1, joined));

        for (int track = 0; track < 30; track++)
        {
            Assert.Equal((0.7 * slim[track]) + (1.3 * itemKnn[track]), joined[track], 1e-5);
        }
    }

    [Fact]
    public void Join_OneWithoutWeight_IsTheOther()
    {
        SparseMatrix links = CoPlayLinks.Join(Slim, 0, ItemKnn, 1)!;

        (int[] items, float[] weights) = ItemKnn.LinksOf(5);
        Assert.Equal(items.Order().Select(item => (long)item), links.Columns(5).ToArray());
        Assert.Equal(weights.Sum(), links.Values(5).ToArray().Sum(), 1e-5);
    }

    [Fact]
    public void Join_NoWeightAtAll_IsNothing() => Assert.Null(CoPlayLinks.Join(Slim, 0, ItemKnn, 0));

    private static InteractionMatrix RandomPlays()
    {
        Random random = new(3);
        return InteractionMatrix.Build(
            60,
            30,
            Enumerable.Range(0, 60).SelectMany(user => Enumerable.Range(0, 30).Where(_ => random.Next(4) == 0)
                .Select(track => (user, track, 1f))).ToArray());
    }
}
