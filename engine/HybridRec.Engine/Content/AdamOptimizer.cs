using System.Numerics;

namespace HybridRec.Engine.Content;

/// <summary>Adam (Kingma &amp; Ba, ICLR 2015, algorithm 1) with decoupled weight decay (Loshchilov &amp; Hutter, ICLR 2019).</summary>
internal sealed class AdamOptimizer(int weightCount, float weightDecay)
{
    private const float Beta1 = 0.9f;
    private const float Beta2 = 0.999f;
    private const float Epsilon = 1e-8f;

    private readonly float[] _mean = new float[weightCount];
    private readonly float[] _square = new float[weightCount];
    private int _step;

    /// <summary>Moves the weights one step against the gradient.</summary>
    /// <param name="weights">Changed in place.</param>
    /// <param name="gradient">∂L/∂weights.</param>
    /// <param name="learningRate">Step size.</param>
    /// <param name="places">Which weights.</param>
    public void Step(Span<float> weights, ReadOnlySpan<float> gradient, float learningRate, params ReadOnlySpan<Range> places)
    {
        _step++;
        float meanScale = 1f / (1f - MathF.Pow(Beta1, _step));
        float squareScale = 1f / (1f - MathF.Pow(Beta2, _step));
        float keep = 1f - (learningRate * weightDecay);
        foreach (Range place in places)
        {
            (int start, int length) = place.GetOffsetAndLength(weights.Length);
            int end = start + length;
            int i = start;
            for (; i <= end - Vector<float>.Count; i += Vector<float>.Count)
            {
                // As below, operation by operation, so that the bits are the same.
                Vector<float> g = new(gradient[i..]);
                Vector<float> m = (Beta1 * new Vector<float>(_mean, i)) + ((1f - Beta1) * g);
                Vector<float> v = (Beta2 * new Vector<float>(_square, i)) + ((1f - Beta2) * g * g);
                m.CopyTo(_mean, i);
                v.CopyTo(_square, i);
                Vector<float> step = learningRate * m * meanScale / (Vector.SquareRoot(v * squareScale) + new Vector<float>(Epsilon));
                ((keep * new Vector<float>(weights[i..])) - step).CopyTo(weights[i..]);
            }

            for (; i < end; i++)
            {
                float g = gradient[i];
                float m = _mean[i] = (Beta1 * _mean[i]) + ((1f - Beta1) * g);
                float v = _square[i] = (Beta2 * _square[i]) + ((1f - Beta2) * g * g);
                weights[i] = (keep * weights[i]) - (learningRate * m * meanScale / (MathF.Sqrt(v * squareScale) + Epsilon));
            }
        }
    }
}
