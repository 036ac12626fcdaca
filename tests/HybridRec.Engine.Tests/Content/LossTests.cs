using System.Numerics.Tensors;
using HybridRec.Engine.Content;

namespace HybridRec.Engine.Tests.Content;

public sealed class LossTests
{
    [Theory]
    [InlineData(0.1f, false)]
    [InlineData(1f, false)]
    [InlineData(0.5f, true)]
    public void Contrastive_Gradient_MatchesFiniteDifferences(float temperature, bool tagged)
    {
        const int Crops = 6;
        float[] likeness = tagged ? [1f, 0.5f, 0f, 0.5f, 1f, 0.25f, 0f, 0.25f, 1f] : [];
        float[] units = GradientCheck.Draw(new Random(1), Crops * 5);
        for (int row = 0; row < Crops; row++)
        {
            Span<float> unit = units.AsSpan(row * 5, 5);
            TensorPrimitives.Divide(unit, TensorPrimitives.Norm<float>(unit), unit);
        }

        float[] gradient = new float[units.Length];
        float[] ignored = new float[units.Length];
        ContrastiveLoss.Compute(units, Crops, temperature, likeness, gradient);

        GradientCheck.AssertMatches(
            units, gradient, () => ContrastiveLoss.Compute(units, Crops, temperature, likeness, ignored), 1e-3f, 1e-2);
    }

    [Fact]
    public void Contrastive_AllEqual_IsTheLogOfTheOthers()
    {
        float[] units = [1f, 0f, 1f, 0f, 1f, 0f, 1f, 0f];

        Assert.Equal(MathF.Log(3f), ContrastiveLoss.Compute(units, 4, 0.2f, [], new float[8]), 5);
    }

    [Fact]
    public void Contrastive_PartnersEqualOthersOpposite_GivesHandWorkedLoss()
    {
        // cos is 1 to the partner and −1 to the two others: L = ln(1 + 2 e^(−2/τ)).
        float[] units = [1f, 0f, 1f, 0f, -1f, 0f, -1f, 0f];

        Assert.Equal(MathF.Log(1f + (2f * MathF.Exp(-2f))), ContrastiveLoss.Compute(units, 4, 1f, [], new float[8]), 5);
    }

    [Fact]
    public void Contrastive_TracksOfTheSameTag_AreWantedAsMuchAsThePartner()
    {
        // Two tracks alike in tags, at right angles to each other: s is 1 to the partner and 0 to two others, q a third each.
        float[] units = [1f, 0f, 1f, 0f, 0f, 1f, 0f, 1f];

        Assert.Equal(
            MathF.Log(MathF.E + 2f) - (1f / 3f), ContrastiveLoss.Compute(units, 4, 1f, [1f, 1f, 1f, 1f], new float[8]), 5);
    }

    [Fact]
    public void Direction_Gradient_MatchesFiniteDifferences()
    {
        Random random = new(4);
        float[] predictions = GradientCheck.Draw(random, 12);
        float[] targets = GradientCheck.Draw(random, 12);
        for (int row = 0; row < 3; row++)
        {
            Span<float> target = targets.AsSpan(row * 4, 4);
            TensorPrimitives.Divide(target, TensorPrimitives.Norm<float>(target), target);
        }

        float[] evidence = [0.3f, 1f, 0f];
        float[] gradient = new float[12];
        float[] ignored = new float[12];
        DirectionLoss.Compute(predictions, targets, evidence, gradient);

        GradientCheck.AssertMatches(
            predictions, gradient, () => DirectionLoss.Compute(predictions, targets, evidence, ignored), 1e-2f, 1e-3);
    }

    [Fact]
    public void Direction_HandWorked_CountsOnlyDirectionAndEvidence()
    {
        // Same way but longer: 0. At right angles with evidence 0.5: 0.5. Opposite without evidence: nothing. Over 2 rows.
        float loss = DirectionLoss.Compute(
            [7f, 0f, 0f, 2f, -1f, 0f], [1f, 0f, 1f, 0f, 1f, 0f], [1f, 0.5f, 0f], new float[6]);

        Assert.Equal(0.25f, loss, 5);
    }

    [Fact]
    public void Direction_NoEvidenceOrZeroPrediction_StaysFinite()
    {
        float[] gradient = [9f, 9f];

        Assert.Equal(0f, DirectionLoss.Compute([1f, 2f], [0f, 0f], [0f], gradient));
        Assert.Equal([0f, 0f], gradient);
        Assert.Equal(1f, DirectionLoss.Compute([0f, 0f], [0f, 1f], [1f], gradient));
        Assert.All(gradient, g => Assert.True(float.IsFinite(g)));
    }

    [Fact]
    public void Tags_Gradient_MatchesFiniteDifferences()
    {
        Random random = new(6);
        float[] scores = GradientCheck.Draw(random, 12);
        float[] targets = [0.5f, 0f, 0.5f, 0f, 0f, 0f, 0f, 0f, 0f, 1f, 0f, 0f];
        float[] gradient = new float[12];
        float[] ignored = new float[12];
        TagLoss.Compute(scores, targets, 3, gradient);

        GradientCheck.AssertMatches(scores, gradient, () => TagLoss.Compute(scores, targets, 3, ignored), 1e-2f, 1e-3);
        Assert.All(gradient[4..8], g => Assert.Equal(0f, g));
    }

    [Fact]
    public void Tags_EqualScores_CostTheLogOfTheTagsWhateverTheTargets()
    {
        float[] gradient = new float[6];

        Assert.Equal(MathF.Log(3f), TagLoss.Compute([2f, 2f, 2f, 5f, 5f, 5f], [1f, 0f, 0f, 0.5f, 0.5f, 0f], 2, gradient), 5);
        Assert.Equal(0f, TagLoss.Compute([1f, 2f], [0f, 0f], 1, gradient.AsSpan(0, 2)));
    }

    [Fact]
    public void Adam_OtherPlaces_StayAsTheyAre()
    {
        float[] weights = [1f, 1f, 1f];

        new AdamOptimizer(3, weightDecay: 0.5f).Step(weights, [1f, 1f, 1f], 0.1f, 0..1, 2..3);

        Assert.Equal(1f, weights[1]);
        Assert.True(weights[0] < 1f && weights[2] < 1f);
    }

    [Fact]
    public void Adam_FirstStep_MovesEachWeightByTheStepSizeAgainstItsGradient()
    {
        float[] weights = [1f, 1f, 1f];

        new AdamOptimizer(3, weightDecay: 0f).Step(weights, [0.001f, -50f, 0f], learningRate: 0.1f, ..);

        Assert.Equal(0.9f, weights[0], 4);
        Assert.Equal(1.1f, weights[1], 4);
        Assert.Equal(1f, weights[2]);
    }

    [Fact]
    public void Adam_TwoSteps_GiveHandWorkedMoments()
    {
        // g = 1 then 3: m̂ = (0.09 + 0.3) / 0.19, v̂ = (0.000999 + 0.009) / 0.001999.
        float[] weights = [0f];
        AdamOptimizer adam = new(1, weightDecay: 0f);

        adam.Step(weights, [1f], learningRate: 0f, ..);
        adam.Step(weights, [3f], learningRate: 1f, ..);

        Assert.Equal(-(0.39 / 0.19) / Math.Sqrt(0.009999 / 0.001999), weights[0], 3);
    }

    [Fact]
    public void Adam_WeightDecay_ShrinksWeightsWithoutGradient()
    {
        float[] weights = [2f];

        new AdamOptimizer(1, weightDecay: 0.5f).Step(weights, [0f], learningRate: 0.1f, ..);

        Assert.Equal(1.9f, weights[0], 5);
    }

    [Fact]
    public void Adam_Quadratic_ReachesTheMinimum()
    {
        float[] weights = [5f, -3f];
        AdamOptimizer adam = new(2, weightDecay: 0f);

        for (int step = 0; step < 500; step++)
        {
            adam.Step(weights, [2f * (weights[0] - 1f), 20f * (weights[1] - 2f)], 0.1f * (1f - (step / 500f)), ..);
        }

        Assert.Equal(1f, weights[0], 2);
        Assert.Equal(2f, weights[1], 2);
    }

    [Fact]
    public void Adam_ManyWeights_MoveBitByBitAsEachAlone()
    {
        const int Count = 37;
        Random random = new(3);
        float[] together = [.. Enumerable.Range(0, Count).Select(_ => random.NextSingle() - 0.5f)];
        float[] alone = [.. together];
        AdamOptimizer all = new(Count, weightDecay: 0.1f);
        AdamOptimizer[] each = [.. Enumerable.Range(0, Count).Select(_ => new AdamOptimizer(1, weightDecay: 0.1f))];
        for (int step = 0; step < 5; step++)
        {
            float[] gradient = [.. Enumerable.Range(0, Count).Select(_ => random.NextSingle() - 0.5f)];
            all.Step(together, gradient, 0.01f, ..);
            for (int i = 0; i < Count; i++)
            {
                each[i].Step(alone.AsSpan(i, 1), gradient.AsSpan(i, 1), 0.01f, ..);
            }
        }

        Assert.Equal(alone, together);
    }
}
