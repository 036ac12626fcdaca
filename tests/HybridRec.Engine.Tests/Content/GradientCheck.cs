using HybridRec.Engine.Content;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Tests.Content;

/// <summary>Compares gradients with central finite differences.</summary>
internal static class GradientCheck
{
    private static readonly LayerPass Training = new(true, 3);

    public static float[] Draw(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => random.NextGaussian())];

    /// <summary>Every ∂loss/∂values[i] against (loss(x + h) − loss(x − h)) / 2h.</summary>
    public static void AssertMatches(float[] values, float[] gradient, Func<double> loss, float h, double tolerance, int every = 1)
    {
        double scale = gradient.Max(Math.Abs);
        Assert.True(scale > 0, "The gradient is zero everywhere.");
        for (int i = 0; i < values.Length; i += every)
        {
            float kept = values[i];
            values[i] = kept + h;
            double above = loss();
            float upper = values[i];
            values[i] = kept - h;
            double below = loss();
            float lower = values[i];
            values[i] = kept;
            double numeric = (above - below) / ((double)upper - lower);
            Assert.True(
                Math.Abs(numeric - gradient[i]) <= tolerance * scale,
                $"At {i}: {gradient[i]} by backward, {numeric} by differences, largest {scale}.");
        }
    }

    /// <summary>Checks a layer's gradients of a random linear function of its output, for input and learned weights.</summary>
    public static void AssertLayer(ILayer layer, int crops, float h, double tolerance)
    {
        Random random = new(5);
        float[] weights = Draw(random, layer.Weights.Sum(weight => weight.Count));
        float[] input = Draw(random, crops * layer.Input.Count);
        float[] output = new float[crops * layer.Output.Count];
        float[] direction = Draw(random, output.Length);
        float[] inputGradient = Draw(random, input.Length);
        float[] before = Draw(random, weights.Length);
        float[] weightGradient = [.. before];

        double Loss()
        {
            layer.Forward(weights, input, output, crops, Training);
            return output.Zip(direction, (y, d) => (double)y * d).Sum();
        }

        Loss();
        layer.Backward(weights, input, output, direction, inputGradient, weightGradient, crops, Training);

        AssertMatches(input, inputGradient, Loss, h, tolerance);
        int start = 0;
        foreach (WeightTensor tensor in layer.Weights)
        {
            if (!tensor.IsStatistic)
            {
                // Backward adds to what was there.
                int first = start;
                float[] part = weights[first..(first + tensor.Count)];
                float[] added = [.. Enumerable.Range(first, tensor.Count).Select(i => weightGradient[i] - before[i])];
                AssertMatches(
                    part,
                    added,
                    () =>
                    {
                        part.CopyTo(weights, first);
                        return Loss();
                    },
                    h,
                    tolerance);
                part.CopyTo(weights, first);
            }

            start += tensor.Count;
        }
    }
}
