using HybridRec.Engine.Interactions;
using HybridRec.Evaluation.Lineup;

namespace HybridRec.Evaluation.Tests.Lineup;

public sealed class SumScorerTests
{
    [Fact]
    public void Score_ModelsOnDifferentScales_WeighAsAsked()
    {
        InteractionMatrix train = InteractionMatrix.Build(1, 2, [(0, 0, 1f), (0, 1, 1f)]);
        SumScorer sum = new(new Fixed(300, 400), new Fixed(0.4f, 0.3f), 0.25, train);

        float[] scores = new float[2];
        sum.Score([0], scores);

        // Root mean squares: 500/√2 and 0.5/√2.
        float scale = MathF.Sqrt(2);
        Assert.Equal((0.25f * 0.6f * scale) + (0.75f * 0.8f * scale), scores[0], 1e-5f);
        Assert.Equal((0.25f * 0.8f * scale) + (0.75f * 0.6f * scale), scores[1], 1e-5f);
    }

    [Fact]
    public void Score_ItemsWithoutTraining_DoNotChangeTheScales()
    {
        InteractionMatrix train = InteractionMatrix.Build(1, 2, [(0, 0, 1f), (0, 1, 1f)]);
        InteractionMatrix withCold = InteractionMatrix.Build(1, 4, [(0, 0, 1f), (0, 1, 1f)]);
        float[] warm = new float[2];
        float[] all = new float[4];

        new SumScorer(new Fixed(3, 4), new Fixed(0.4f, 0.3f), 0.5, train).Score([0], warm);
        new SumScorer(new Fixed(3, 4, 0, 0), new Fixed(0.4f, 0.3f, -100, -100), 0.5, withCold).Score([0], all);

        Assert.Equal(warm, all[..2]);
    }

    private sealed class Fixed(params float[] values) : IItemScorer
    {
        public int ItemCount => values.Length;

        public void Score(ReadOnlySpan<int> userRows, Span<float> scores) => values.CopyTo(scores);
    }
}
