using System.Numerics.Tensors;

namespace HybridRec.Engine.Content;

/// <summary>
/// Regression to the direction of item factors: L = 1/m Σ w_i (1 − cos(p_i, t_i)) over the m rows with w_i &gt; 0. The length
/// of a factor vector tells how often a track is played, which nobody can hear (van den Oord et al., NIPS 2013, regress
/// to the vectors themselves).
/// </summary>
internal static class DirectionLoss
{
    private const float Epsilon = 1e-12f;

    /// <summary>Computes the loss and its gradient.</summary>
    /// <param name="predictions">p, shape (rows, rank).</param>
    /// <param name="targets">t, unit vectors, same shape; anything where the weight is 0.</param>
    /// <param name="evidence">w, shape (rows), ≥ 0.</param>
    /// <param name="gradient">∂L/∂p, same shape, overwritten.</param>
    /// <returns>L in [0, 2 · max w]; 0 without any weight.</returns>
    public static float Compute(
        ReadOnlySpan<float> predictions, ReadOnlySpan<float> targets, ReadOnlySpan<float> evidence, Span<float> gradient)
    {
        int rank = predictions.Length / evidence.Length;
        int weighted = 0;
        foreach (float weight in evidence)
        {
            weighted += weight > 0f ? 1 : 0;
        }

        gradient.Clear();
        double loss = 0;
        for (int row = 0; row < evidence.Length; row++)
        {
            if (evidence[row] <= 0f)
            {
                continue;
            }

            ReadOnlySpan<float> p = predictions.Slice(row * rank, rank);
            ReadOnlySpan<float> t = targets.Slice(row * rank, rank);
            Span<float> dp = gradient.Slice(row * rank, rank);
            float weight = evidence[row] / weighted;
            float length = MathF.Sqrt(TensorPrimitives.SumOfSquares(p) + Epsilon);
            float cosine = TensorPrimitives.Dot(p, t) / length;
            loss += weight * (1f - cosine);

            // ∂cos/∂p = (t − cos · p/‖p‖) / ‖p‖.
            TensorPrimitives.Multiply(p, cosine / length, dp);
            TensorPrimitives.Subtract(dp, t, dp);
            TensorPrimitives.Multiply(dp, weight / length, dp);
        }

        return (float)loss;
    }
}
