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
    [InlineData(8, 1, 4, 2, 1)]
    [InlineData(7, 1, 4, 3, 1)]
    [InlineData(6, 5, 11, 2, 2)]
    [InlineData(3, 6, 3, 1, 6)]
    public void MaxPool_Backward_MatchesFiniteDifferences(int frames, int bands, int channels, int tileFrames, int tileBands) =>
        GradientCheck.AssertLayer(
            new MaxPool("p", new CropShape(frames, bands, channels), tileFrames, tileBands), crops: 2, h: 1e-3f, tolerance: 1e-2);

    [Theory]
    [InlineData(4, 5, 1, 3, 3, 3, true)]
    [InlineData(5, 4, 3, 7, 3, 3, true)]
    [InlineData(4, 6, 2, 3, 5, 4, false)]
    [InlineData(3, 6, 1, 2, 1, 6, false)]
    public void PictureConvolution_Backward_MatchesFiniteDifferences(
        int frames, int bands, int channels, int outputs, int kernelFrames, int kernelBands, bool keepBands) =>
        GradientCheck.AssertLayer(
            new PictureConvolution("c", new CropShape(frames, bands, channels), outputs, kernelFrames, kernelBands, keepBands),
            crops: 2, h: 0.5f, tolerance: 1e-4);

    [Theory]
    [InlineData(2, true)]
    [InlineData(9, true)]
    [InlineData(5, false)]
    public void BatchNormalization_Backward_MatchesFiniteDifferences(int channels, bool rectify) =>
        GradientCheck.AssertLayer(
            new BatchNormalization("n", new CropShape(3, 2, channels), rectify), crops: 4, h: 1e-3f, tolerance: 1e-2);

    [Fact]
    public void Dropout_Backward_MatchesFiniteDifferences() =>
        GradientCheck.AssertLayer(new Dropout("d", new CropShape(4, 5), 0.5f), crops: 2, h: 1e-2f, tolerance: 1e-3);

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

        layer.Forward([1f, 10f, 100f, 1000f, 0.5f], [1f, 2f, 3f, 4f, 5f, 6f, 0f, 0f, 0f, 0f, 1f, 1f], output, crops: 2, default);

        Assert.Equal([4321.5f, 6543.5f, 0.5f, 1100.5f], output);
    }

    [Fact]
    public void TimeConvolution_NoInputGradientWanted_StillGivesWeightGradient()
    {
        TimeConvolution layer = new("c", new CropShape(2, 1), 1, 2);
        float[] weightGradient = new float[3];

        layer.Backward([1f, 1f, 0f], [3f, 4f], [7f], [2f], [], weightGradient, crops: 1, default);

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
    public void MaxPool_Forward_DropsTheRemainder()
    {
        float[] output = new float[4];

        new MaxPool("p", new CropShape(5, 2), 2, 1)
            .Forward([], [1f, 9f, 2f, 8f, -3f, -7f, -4f, -6f, 99f, 99f], output, crops: 1, default);

        Assert.Equal([2f, 9f, -3f, -6f], output);
    }

    [Fact]
    public void GlobalPool_Forward_GivesMeanMaxAndRootMeanSquare()
    {
        float[] output = new float[3];

        new GlobalPool("g", new CropShape(2, 1)).Forward([], [3f, -4f], output, crops: 1, default);

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

        layer.Forward([], [3f, -4f, 0f, 0f], output, crops: 2, default);
        layer.Backward([], [3f, -4f, 0f, 0f], output, [1f, 1f, 1f, 1f], gradient, [], crops: 2, default);

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
    public void PictureConvolution_Forward_IsTheScalarSum()
    {
        PictureConvolution layer = new("c", new CropShape(70, 9, 4), 5, 3, 3);
        Random random = new(8);
        float[] weights = GradientCheck.Draw(random, layer.Weights[0].Count);
        float[] input = GradientCheck.Draw(random, 2 * layer.Input.Count);
        float[] output = new float[2 * layer.Output.Count];

        layer.Forward(weights, input, output, crops: 2, default);

        Assert.Equal(new CropShape(70, 9, 5), layer.Output);
        for (int i = 0; i < output.Length; i += 7)
        {
            (int place, int o) = (i / 5, i % 5);
            (int row, int band) = (place / 9, place % 9);
            (int crop, int frame) = (row / 70, row % 70);
            double sum = 0;
            for (int k = 0; k < 36; k++)
            {
                (int t, int b, int c) = (frame + (k / 12) - 1, band + (k / 4 % 3) - 1, k % 4);
                sum += t is >= 0 and < 70 && b is >= 0 and < 9
                    ? input[(((((crop * 70) + t) * 9) + b) * 4) + c] * weights[(k * 5) + o]
                    : 0;
            }

            Assert.Equal(sum, output[i], 1e-3);
        }
    }

    [Fact]
    public void BatchNormalization_Training_NormalisesAndReportsItsStatistics()
    {
        BatchNormalization layer = new("n", new CropShape(1, 1), rectify: false);
        float[] output = new float[2];
        float[] gradient = new float[4];

        layer.Forward([2f, 5f, 99f, 99f], [7f, 9f], output, crops: 2, new LayerPass(true));
        layer.Backward([2f, 5f, 99f, 99f], [7f, 9f], output, [1f, 1f], new float[2], gradient, crops: 2, new LayerPass(true));

        // Mean 8, variance 1: 2 · ∓1 + 5. The statistics' places hold them times the crops.
        Assert.Equal([3f, 7f], output.Select(y => MathF.Round(y, 2)));
        Assert.Equal([2f, 16f, 2f], gradient[1..]);
    }

    [Fact]
    public void BatchNormalization_Listening_UsesTheRunningStatisticsAndRectifies()
    {
        BatchNormalization layer = new("n", new CropShape(1, 1), rectify: true);
        float[] output = new float[2];

        layer.Forward([2f, 5f, 10f, 4f], [0f, 12f], output, crops: 2, default);

        Assert.Equal([0f, 7f], output.Select(y => MathF.Round(y, 2)));
    }

    [Fact]
    public void Dropout_DropsItsShareInTrainingAndNothingElse()
    {
        Dropout layer = new("d", new CropShape(1, 1_000), 0.3f);
        float[] ones = [.. Enumerable.Repeat(1f, 1_000)];
        float[] output = new float[1_000];

        layer.Forward([], ones, output, crops: 1, new LayerPass(true, 1));
        Assert.InRange(output.Count(y => y == 0f), 250, 350);
        Assert.All(output, y => Assert.True(y == 0f || Math.Abs(y - (1f / 0.7f)) < 1e-5f));

        layer.Forward([], ones, output, crops: 1, default);
        Assert.Equal(ones, output);
    }

    [Theory]
    [InlineData(ContentArchitectureKind.Picture)]
    [InlineData(ContentArchitectureKind.Time)]
    [InlineData(ContentArchitectureKind.TallFilters)]
    public void Trunk_BackwardThroughAllLayers_MatchesFiniteDifferences(ContentArchitectureKind architecture)
    {
        ContentOptions options = new() { Architecture = architecture, CropFrames = 32, Channels = 4, EmbeddingSize = 8, Members = 1 };
        LayerStack trunk = ContentArchitecture.Trunk(options, bands: 10);
        Random random = new(3);
        float[] weights = trunk.CreateWeights(random);
        const int Crops = 4;
        LayerPass pass = new(true, 9);
        LayerWorkspace workspace = new(trunk, Crops, forTraining: true, inputGradient: true);
        GradientCheck.Draw(random, workspace.Input.Length).CopyTo(workspace.Input, 0);
        float[] gradient = new float[trunk.WeightCount];
        float[] outputGradient = new float[workspace.Output.Length];

        double Loss()
        {
            trunk.Forward(weights, workspace, Crops, pass);
            return ContrastiveLoss.Compute(workspace.Output, Crops, 0.5f, [], outputGradient);
        }

        Loss();
        outputGradient.CopyTo(workspace.OutputGradient, 0);
        trunk.Backward(weights, workspace, gradient, Crops, pass);

        // Maxima and rectifiers have kinks, so single weights may be off; on the whole both must point the same way.
        int[] learned =
        [
            .. trunk.Tensors().Where(tensor => !tensor.Tensor.IsStatistic)
                .SelectMany(tensor => Enumerable.Range(tensor.Place.Start.Value, tensor.Tensor.Count)),
        ];
        double dot = 0;
        double length = 0;
        double numericLength = 0;
        foreach (int i in learned)
        {
            float kept = weights[i];
            weights[i] = kept + 1e-3f;
            double above = Loss();
            weights[i] = kept - 1e-3f;
            double numeric = (above - Loss()) / 2e-3;
            weights[i] = kept;
            dot += gradient[i] * numeric;
            length += gradient[i] * (double)gradient[i];
            numericLength += numeric * numeric;
        }

        Assert.InRange(dot / Math.Sqrt(length * numericLength), 0.99, 1.0001);
        Assert.InRange(Math.Sqrt(numericLength / length), 0.95, 1.05);
    }

    [Fact]
    public void NextGaussian_ManyDraws_HaveMeanZeroAndVarianceOne()
    {
        float[] draws = GradientCheck.Draw(new Random(2), 20_000);

        Assert.InRange(draws.Average(), -0.03, 0.03);
        Assert.InRange(draws.Average(x => x * x), 0.95, 1.05);
    }
}
