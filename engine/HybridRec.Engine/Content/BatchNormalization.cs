using System.Numerics;

namespace HybridRec.Engine.Content;

/// <summary>
/// y = γ · (x − μ) / √(σ² + ε) + β channel by channel, then the larger of y and 0 where wanted. In training μ and σ² are
/// those of the crops at hand over all places; later they are running means (Ioffe &amp; Szegedy, ICML 2015).
/// </summary>
/// <remarks>
/// The crops at hand are a part of the batch, not all of it, so that parts can be worked on apart; it also generalises
/// better (Hoffer, Hubara &amp; Soudry, NIPS 2017). Backward computes μ and σ again, which is cheaper than keeping them.
/// </remarks>
internal sealed class BatchNormalization : ILayer
{
    private const float Epsilon = 1e-4f;

    private readonly bool _rectify;
    private readonly WeightTensor[] _weights;

    public BatchNormalization(string name, CropShape shape, bool rectify)
    {
        Name = name;
        Input = shape;
        _rectify = rectify;
        _weights =
        [
            new WeightTensor("gain", [shape.Channels]),
            new WeightTensor("bias", [shape.Channels]),
            new WeightTensor("mean", [shape.Channels], IsStatistic: true),
            new WeightTensor("variance", [shape.Channels], IsStatistic: true),
        ];
    }

    public string Name { get; }

    public CropShape Input { get; }

    public CropShape Output => Input;

    public IReadOnlyList<WeightTensor> Weights => _weights;

    public void Initialize(Span<float> weights, Random random)
    {
        int channels = Input.Channels;
        weights.Clear();
        weights[..channels].Fill(1f);
        weights[(3 * channels)..].Fill(1f);
    }

    public void Forward(ReadOnlySpan<float> weights, ReadOnlySpan<float> input, Span<float> output, int crops, LayerPass pass)
    {
        int channels = Input.Channels;
        Span<float> own = stackalloc float[2 * channels];
        if (pass.IsTraining)
        {
            Measure(input, own);
        }

        ReadOnlySpan<float> statistics = pass.IsTraining ? own : weights[(2 * channels)..];
        Span<float> scale = stackalloc float[channels];
        Span<float> shift = stackalloc float[channels];
        for (int c = 0; c < channels; c++)
        {
            scale[c] = weights[c] / MathF.Sqrt(statistics[channels + c] + Epsilon);
            shift[c] = weights[channels + c] - (scale[c] * statistics[c]);
        }

        float floor = _rectify ? 0f : float.NegativeInfinity;
        Vector<float> least = new(floor);
        for (int start = 0; start < input.Length; start += channels)
        {
            ReadOnlySpan<float> x = input.Slice(start, channels);
            Span<float> y = output.Slice(start, channels);
            int c = 0;
            for (; c <= channels - Vector<float>.Count; c += Vector<float>.Count)
            {
                Vector<float> value = (new Vector<float>(x[c..]) * new Vector<float>(scale[c..])) + new Vector<float>(shift[c..]);
                Vector.Max(value, least).CopyTo(y[c..]);
            }

            for (; c < channels; c++)
            {
                y[c] = Math.Max((x[c] * scale[c]) + shift[c], floor);
            }
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
        Span<float> statistics = stackalloc float[2 * channels];
        Measure(input, statistics);
        ReadOnlySpan<float> mean = statistics[..channels];

        // Of the gradient that passes the rectifier, G: Σ G and Σ G · (x − μ).
        Span<float> sums = stackalloc float[2 * channels];
        Sum(input, output, outputGradient, mean, sums);

        // ∂L/∂x = γ/σ · (G − ΣG/n − (x − μ)/σ² · Σ G(x − μ)/n) = a·G + b·x + d.
        float share = 1f / (input.Length / channels);
        Span<float> a = stackalloc float[channels];
        Span<float> b = stackalloc float[channels];
        Span<float> d = stackalloc float[channels];
        for (int c = 0; c < channels; c++)
        {
            float inverse = 1f / MathF.Sqrt(statistics[channels + c] + Epsilon);
            weightGradient[c] += sums[channels + c] * inverse;
            weightGradient[channels + c] += sums[c];
            weightGradient[(2 * channels) + c] += crops * mean[c];
            weightGradient[(3 * channels) + c] += crops * statistics[channels + c];
            a[c] = weights[c] * inverse;
            b[c] = -a[c] * inverse * inverse * share * sums[channels + c];
            d[c] = (-a[c] * share * sums[c]) - (b[c] * mean[c]);
        }

        if (inputGradient.IsEmpty)
        {
            return;
        }

        Vector<float> zero = Vector<float>.Zero;
        for (int start = 0; start < input.Length; start += channels)
        {
            ReadOnlySpan<float> x = input.Slice(start, channels);
            ReadOnlySpan<float> y = output.Slice(start, channels);
            ReadOnlySpan<float> dy = outputGradient.Slice(start, channels);
            Span<float> dx = inputGradient.Slice(start, channels);
            int c = 0;
            for (; c <= channels - Vector<float>.Count; c += Vector<float>.Count)
            {
                Vector<float> g = new(dy[c..]);
                g = _rectify ? Vector.ConditionalSelect(Vector.GreaterThan(new Vector<float>(y[c..]), zero), g, zero) : g;
                ((new Vector<float>(a[c..]) * g) + (new Vector<float>(b[c..]) * new Vector<float>(x[c..])) + new Vector<float>(d[c..]))
                    .CopyTo(dx[c..]);
            }

            for (; c < channels; c++)
            {
                float g = _rectify && y[c] <= 0f ? 0f : dy[c];
                dx[c] = (a[c] * g) + (b[c] * x[c]) + d[c];
            }
        }
    }

    /// <summary>Mean and variance of each channel, one after the other.</summary>
    private void Measure(ReadOnlySpan<float> input, Span<float> statistics)
    {
        int channels = Input.Channels;
        Span<float> sum = statistics[..channels];
        Span<float> square = statistics[channels..];
        statistics.Clear();

        // About the first value, so that a large mean does not swallow the variance.
        ReadOnlySpan<float> origin = input[..channels];
        for (int start = 0; start < input.Length; start += channels)
        {
            ReadOnlySpan<float> x = input.Slice(start, channels);
            int c = 0;
            for (; c <= channels - Vector<float>.Count; c += Vector<float>.Count)
            {
                Vector<float> off = new Vector<float>(x[c..]) - new Vector<float>(origin[c..]);
                (new Vector<float>(sum[c..]) + off).CopyTo(sum[c..]);
                (new Vector<float>(square[c..]) + (off * off)).CopyTo(square[c..]);
            }

            for (; c < channels; c++)
            {
                float off = x[c] - origin[c];
                sum[c] += off;
                square[c] += off * off;
            }
        }

        float share = 1f / (input.Length / channels);
        for (int c = 0; c < channels; c++)
        {
            float off = sum[c] * share;
            square[c] = Math.Max(0f, (square[c] * share) - (off * off));
            sum[c] = origin[c] + off;
        }
    }

    private void Sum(
        ReadOnlySpan<float> input, ReadOnlySpan<float> output, ReadOnlySpan<float> gradient, ReadOnlySpan<float> mean, Span<float> sums)
    {
        int channels = Input.Channels;
        Span<float> plain = sums[..channels];
        Span<float> weighted = sums[channels..];
        sums.Clear();
        Vector<float> zero = Vector<float>.Zero;
        for (int start = 0; start < input.Length; start += channels)
        {
            ReadOnlySpan<float> x = input.Slice(start, channels);
            ReadOnlySpan<float> y = output.Slice(start, channels);
            ReadOnlySpan<float> dy = gradient.Slice(start, channels);
            int c = 0;
            for (; c <= channels - Vector<float>.Count; c += Vector<float>.Count)
            {
                Vector<float> g = new(dy[c..]);
                g = _rectify ? Vector.ConditionalSelect(Vector.GreaterThan(new Vector<float>(y[c..]), zero), g, zero) : g;
                (new Vector<float>(plain[c..]) + g).CopyTo(plain[c..]);
                (new Vector<float>(weighted[c..]) + (g * (new Vector<float>(x[c..]) - new Vector<float>(mean[c..])))).CopyTo(weighted[c..]);
            }

            for (; c < channels; c++)
            {
                float g = _rectify && y[c] <= 0f ? 0f : dy[c];
                plain[c] += g;
                weighted[c] += g * (x[c] - mean[c]);
            }
        }
    }
}
