using System.Numerics.Tensors;

namespace HybridRec.Engine.Content;

/// <summary>
/// Cross-entropy of tags: L = −1/m Σ_i Σ_t y_it · log softmax(s · z_i)_t over the m rows with tags, y_i spread evenly over
/// the row's tags. With many tags a track it learns better than independent yes-or-no questions (Mahajan et al., ECCV 2018);
/// with one it is classification.
/// </summary>
internal static class TagLoss
{
    /// <summary>Computes the loss and its gradient.</summary>
    /// <param name="scores">z, shape (rows, tags).</param>
    /// <param name="targets">y, same shape; rows of zeros are not learned from.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="gradient">∂L/∂z, same shape, overwritten.</param>
    /// <returns>L; 0 where no row has tags.</returns>
    public static float Compute(ReadOnlySpan<float> scores, ReadOnlySpan<float> targets, int rows, Span<float> gradient)
    {
        int tags = scores.Length / rows;
        int tagged = 0;
        for (int row = 0; row < rows; row++)
        {
            tagged += targets.Slice(row * tags, tags).ContainsAnyExcept(0f) ? 1 : 0;
        }

        gradient.Clear();
        double loss = 0;
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> y = targets.Slice(row * tags, tags);
            if (!y.ContainsAnyExcept(0f))
            {
                continue;
            }

            ReadOnlySpan<float> z = scores.Slice(row * tags, tags);
            Span<float> dz = gradient.Slice(row * tags, tags);
            float max = TensorPrimitives.Max(z);
            TensorPrimitives.Subtract(z, max, dz);
            TensorPrimitives.Exp(dz, dz);
            float sum = TensorPrimitives.Sum<float>(dz);
            loss += (TensorPrimitives.Sum(y) * (max + Math.Log(sum))) - TensorPrimitives.Dot(y, z);

            // ∂L/∂z = Σy · softmax − y.
            TensorPrimitives.Multiply(dz, TensorPrimitives.Sum(y) / sum, dz);
            TensorPrimitives.Subtract(dz, y, dz);
            TensorPrimitives.Multiply(dz, 1f / tagged, dz);
        }

        return (float)(loss / Math.Max(tagged, 1));
    }
}
