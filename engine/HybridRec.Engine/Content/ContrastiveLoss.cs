using System.Numerics.Tensors;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Content;

/// <summary>
/// NT-Xent: each crop should find the other crop of its track among all crops of the batch.
/// L = −1/2n Σ_i log( exp(s_ij/τ) / Σ_{k≠i} exp(s_ik/τ) ), s the cosine, j the partner of i
/// (Chen et al., "A Simple Framework for Contrastive Learning of Visual Representations", ICML 2020, eq. 1).
/// </summary>
internal static class ContrastiveLoss
{
    /// <summary>Computes the loss and its gradient.</summary>
    /// <param name="units">Unit vectors, shape (crops, size); rows 2i and 2i + 1 are crops of one track.</param>
    /// <param name="crops">Number of rows, even.</param>
    /// <param name="temperature">τ &gt; 0.</param>
    /// <param name="gradient">∂L/∂units, same shape, overwritten.</param>
    /// <returns>L; ln(crops − 1) where all vectors are equal.</returns>
    public static float Compute(ReadOnlySpan<float> units, int crops, float temperature, Span<float> gradient)
    {
        int size = units.Length / crops;
        float[] similarity = new float[crops * crops];
        MatrixView rows = MatrixView.Dense(units, crops, size);
        MatrixProduct.Multiply(rows, rows.Transposed, similarity, crops, accumulate: false);

        // From here on row i of the matrix becomes ∂L/∂s_i· : (softmax − one-hot of the partner) / (2n τ).
        double loss = 0;
        float scale = 1f / (crops * temperature);
        for (int i = 0; i < crops; i++)
        {
            Span<float> row = similarity.AsSpan(i * crops, crops);
            int partner = i ^ 1;
            TensorPrimitives.Multiply(row, 1f / temperature, row);
            row[i] = float.NegativeInfinity;
            float max = TensorPrimitives.Max(row);
            float agreement = row[partner] - max;
            TensorPrimitives.Subtract(row, max, row);
            TensorPrimitives.Exp(row, row);
            float sum = TensorPrimitives.Sum(row);
            loss -= agreement - Math.Log(sum);
            TensorPrimitives.Multiply(row, scale / sum, row);
            row[partner] -= scale;
        }

        // s = Z Zᵀ, hence ∂L/∂Z = (G + Gᵀ) Z.
        MatrixView g = MatrixView.Dense(similarity, crops, crops);
        MatrixProduct.Multiply(g, rows, gradient, size, accumulate: false);
        MatrixProduct.Multiply(g.Transposed, rows, gradient, size, accumulate: true);
        return (float)(loss / crops);
    }
}
