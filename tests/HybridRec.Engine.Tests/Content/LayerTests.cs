using HybridRec.Engine.Content;

namespace HybridRec.Engine.Tests.Content;

public sealed class LayerTests
{
    [Theory]
    [InlineData(7, 5, 3, 4)]
    [InlineData(4, 3, 20, 4)]
    [InlineData(9, 2, 2, 1)]
    [InlineData(1, 6, 5, 1)]
    public void TimeConvolution_Backward_MatchesFiniteDifferences(int frames, int channels, int outputs, int kernel) =>
        GradientCheck.AssertLayer(
            new TimeConvolution("c", new CropShape(frames, channels), outputs, kernel), crops: 3, h: 0.5f, tolerance: 1e-4);

    [Theory]
    [InlineData(8, 2)]
    [InlineData(7, 3)]
    public void TimeMaxPool_Backward_MatchesFiniteDifferences(int frames, int width) =>
        GradientCheck.AssertLayer(new TimeMaxPool("p", new CropShape(frames, 4), width), crops: 2, h: 1e-3f, tolerance: 1e-2);

    [Fact]
    public void Rectifier_Backward_MatchesFiniteDifferences() =>
        GradientCheck.AssertLayer(new Rectifier("r", new CropShape(5, 4)), crops: 2, h: 1e-3f, tolerance: 1e-2);

    [Fact]
    public void GlobalPool_Backward_MatchesFiniteDifferences() =>
        GradientCheck.AssertLayer(new GlobalPool("g", new CropShape(6, 5)), crops: 2, h: 1e-3f, tolerance: 1e-2);

    [Fact]
    public void UnitLength_Backward_MatchesFiniteDifferences() =>
        GradientCheck.AssertLayer(new UnitLength("u", new CropShape(1, 7)), crops: 3, h: 1e-2f, tolerance: 1e-3);

    [Fact]
    public void TimeConvolution_Forward_GivesHandWorkedSums()
    {
        // Two channels, kernel of two frames, one output: W = ((1, 10), (100, 1000)), b = 0.5.
        TimeConvolution layer = new("c", new CropShape(3, 2), 1, 2);
        float[] output = new float[4];

        layer.Forward([1f, 10f, 100f, 1000f, 0.5f], [1f, 2f, 3f, 4f, 5f, 6f, 0f, 0f, 0f, 0f, 1f, 1f], output, crops: 2);

        Assert.Equal([4321.5f, 6543.5f, 0.5f, 1100.5f], output);
    }

    [Fact]
    public void TimeConvolution_NoInputGradientWanted_StillGivesWeightGradient()
    {
        TimeConvolution layer = new("c", new CropShape(2, 1), 1, 2);
        float[] weightGradient = new float[3];

        layer.Backward([1f, 1f, 0f], [3f, 4f], [7f], [2f], [], weightGradient, crops: 1);

        Assert.Equal([6f, 8f, 2f], weightGradient);
    }

    [Fact]
    public void TimeConvolution_Initialize_HasHeVarianceAndNoBias()
    {
        TimeConvolution layer = new("c", new CropShape(8, 32), 64, 4);
        float[] weights = new float[(4 * 32 * 64) + 64];

        layer.Initialize(weights, new Random(1));

        double variance = weights.Take(4 * 32 * 64).Average(w => w * w);
        Assert.InRange(variance, 0.9 * 2 / 128, 1.1 * 2 / 128);
        Assert.All(weights.Skip(4 * 32 * 64), bias => Assert.Equal(0f, bias));
    }

    [Fact]
    public void TimeMaxPool_Forward_DropsTheRemainder()
    {
        float[] output = new float[4];

        new TimeMaxPool("p", new CropShape(5, 2), 2)
            .Forward([], [1f, 9f, 2f, 8f, -3f, -7f, -4f, -6f, 99f, 99f], output, crops: 1);

        Assert.Equal([2f, 9f, -3f, -6f], output);
    }

    [Fact]
    public void GlobalPool_Forward_GivesMeanMaxAndRootMeanSquare()
    {
        float[] output = new float[3];

        new GlobalPool("g", new CropShape(2, 1)).Forward([], [3f, -4f], output, crops: 1);

        Assert.Equal(-0.5f, output[0]);
        Assert.Equal(3f, output[1]);
        Assert.Equal(Math.Sqrt(12.5), output[2], 4);
    }

    [Fact]
    public void UnitLength_ZeroVector_StaysFinite()
    {
        UnitLength layer = new("u", new CropShape(1, 2));
        float[] output = new float[4];
        float[] gradient = new float[4];

        layer.Forward([], [3f, -4f, 0f, 0f], output, crops: 2);
        layer.Backward([], [3f, -4f, 0f, 0f], output, [1f, 1f, 1f, 1f], gradient, [], crops: 2);

        Assert.Equal([0.6f, -0.8f, 0f, 0f], output);
        Assert.All(gradient, g => Assert.True(float.IsFinite(g)));
    }

    [Fact]
    public void LayerStack_LayersThatDoNotFit_Throw()
    {
        Rectifier rectifier = new("r", new CropShape(3, 2));
        UnitLength unit = new("u", new CropShape(3, 1));

        Assert.Contains("u takes", Assert.Throws<ArgumentException>(() => new LayerStack([rectifier, unit])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Trunk_BackwardThroughAllLayers_MatchesFiniteDifferences()
    {
        ContentOptions options = new() { CropFrames = 32, Channels = 6, HiddenSize = 12, EmbeddingSize = 8 };
        LayerStack trunk = ContentArchitecture.Trunk(options, bands: 10);
        Random random = new(3);
        float[] weights = trunk.CreateWeights(random);
        const int Crops = 4;
        LayerWorkspace workspace = new(trunk, Crops, forTraining: true, inputGradient: true);
        GradientCheck.Draw(random, workspace.Input.Length).CopyTo(workspace.Input, 0);
        float[] gradient = new float[trunk.WeightCount];
        float[] outputGradient = new float[workspace.Output.Length];

        double Loss()
        {
            trunk.Forward(weights, workspace, Crops);
            return ContrastiveLoss.Compute(workspace.Output, Crops, 0.5f, outputGradient);
        }

        Loss();
        outputGradient.CopyTo(workspace.OutputGradient, 0);
        trunk.Backward(weights, workspace, gradient, Crops);

        // Maxima and rectifiers have kinks, so single weights may be off; on the whole both must point the same way.
        float[] numeric = new float[gradient.Length];
        for (int i = 0; i < weights.Length; i++)
        {
            float kept = weights[i];
            weights[i] = kept + 2e-3f;
            double above = Loss();
            weights[i] = kept - 2e-3f;
            numeric[i] = (float)((above - Loss()) / 4e-3);
            weights[i] = kept;
        }

        double dot = gradient.Zip(numeric, (a, b) => (double)a * b).Sum();
        double length = Math.Sqrt(gradient.Sum(g => (double)g * g));
        double numericLength = Math.Sqrt(numeric.Sum(g => (double)g * g));
        Assert.InRange(dot / (length * numericLength), 0.999, 1.0001);
        Assert.InRange(numericLength / length, 0.98, 1.02);
    }

    [Fact]
    public void NextGaussian_ManyDraws_HaveMeanZeroAndVarianceOne()
    {
        float[] draws = GradientCheck.Draw(new Random(2), 20_000);

        Assert.InRange(draws.Average(), -0.03, 0.03);
        Assert.InRange(draws.Average(x => x * x), 0.95, 1.05);
    }
}
