using System.Numerics.Tensors;

namespace HybridRec.Engine.Content;

/// <summary>
/// Summarises all places of a crop, channel by channel, by mean, maximum and root mean square, concatenated: how much,
/// how strong at best, how strong on the whole (the mean, max and L2 pooling of Dieleman's spectrogram networks).
/// </summary>
internal sealed class GlobalPool(string name, CropShape input) : ILayer
{
    /// <summary>Keeps the root's gradient finite where a channel is silent.</summary>
    private const float Floor = 1e-6f;

    public string Name { get; } = name;

    public CropShape Input { get; } = input;

    public CropShape Output { get; } = new(1, 3 * input.Channels);

    public void Forward(ReadOnlySpan<float> weights, ReadOnlySpan<float> input, Span<float> output, int crops, LayerPass pass)
    {
        int channels = Input.Channels;
        for (int crop = 0; crop < crops; crop++)
        {
            ReadOnlySpan<float> frames = input.Slice(crop * Input.Count, Input.Count);
            Span<float> mean = output.Slice(crop * Output.Count, channels);
            Span<float> max = output.Slice((crop * Output.Count) + channels, channels);
            Span<float> power = output.Slice((crop * Output.Count) + (2 * channels), channels);
            mean.Clear();
            max.Fill(float.NegativeInfinity);
            power.Clear();
            for (int t = 0; t < Input.Positions; t++)
            {
                ReadOnlySpan<float> frame = frames.Slice(t * channels, channels);
                TensorPrimitives.Add(mean, frame, mean);
                TensorPrimitives.Max(max, frame, max);
                TensorPrimitives.MultiplyAdd(frame, frame, power, power);
            }

            TensorPrimitives.Multiply(mean, 1f / Input.Positions, mean);
            TensorPrimitives.Multiply(power, 1f / Input.Positions, power);
            TensorPrimitives.Add(power, Floor, power);
            TensorPrimitives.Sqrt(power, power);
        }
    }

    public void Backward(
        ReadOnlySpan<float> weights,
        ReadOnlySpan<float> input,
        ReadOnlySpan<float> output,
        ReadOnlySpan<float> outputGradient,
        Span<float> inputGradient,
        Span<float> weightGradient,
        int crops,
        LayerPass pass)
    {
        int channels = Input.Channels;
        float share = 1f / Input.Positions;
        Span<float> perMean = stackalloc float[channels];
        Span<float> perPower = stackalloc float[channels];
        for (int crop = 0; crop < crops; crop++)
        {
            ReadOnlySpan<float> y = output.Slice(crop * Output.Count, Output.Count);
            ReadOnlySpan<float> dy = outputGradient.Slice(crop * Output.Count, Output.Count);
            int start = crop * Input.Count;
            TensorPrimitives.Multiply(dy[..channels], share, perMean);
            TensorPrimitives.Divide(dy.Slice(2 * channels, channels), y.Slice(2 * channels, channels), perPower);
            TensorPrimitives.Multiply(perPower, share, perPower);
            for (int t = 0; t < Input.Positions; t++)
            {
                // ∂mean/∂x = 1/T and ∂rms/∂x = x / (T · rms).
                int frame = start + (t * channels);
                TensorPrimitives.MultiplyAdd(
                    input.Slice(frame, channels), perPower, perMean, inputGradient.Slice(frame, channels));
            }

            for (int c = 0; c < channels; c++)
            {
                int winner = start + c;
                while (input[winner] != y[channels + c])
                {
                    winner += channels;
                }

                inputGradient[winner] += dy[channels + c];
            }
        }
    }
}
