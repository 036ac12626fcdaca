using System.Numerics.Tensors;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Content;

/// <summary>
/// Each crop should find the other crop of its track among all crops of the batch, and tracks with the same tags:
/// L = −1/2n Σ_i Σ_{j≠i} q_ij log( exp(s_ij/τ) / Σ_{k≠i} exp(s_ik/τ) ), s the cosine, q_i· the likeness of tags over its sum,
/// the likeness to the partner being 1. Without tags this is NT-Xent (Chen et al., ICML 2020, eq. 1), with one tag a track the
/// supervised contrastive loss (Khosla et al., NeurIPS 2020).
/// </summary>
internal static class ContrastiveLoss
{
    /// <summary>Computes the loss and its gradient.</summary>
    /// <param name="units">Unit vectors, shape (crops, size); rows 2i and 2i + 1 are crops of one track.</param>
    /// <param name="crops">Number of rows, even.</param>
    /// <param name="temperature">τ &gt; 0.</param>
    /// <param name="likeness">
    /// How alike the tags of two tracks are, 0 to 1, shape (crops / 2, crops / 2), the diagonal not read; empty for not at all.
    /// </param>
    /// <param name="gradient">∂L/∂units, same shape, overwritten.</param>
    /// <returns>L; ln(crops − 1) where all vectors are equal.</returns>
    public static float Compute(ReadOnlySpan<float> units, int crops, float temperature, ReadOnlySpan<float> likeness, Span<float> gradient)
    {
        int size = units.Length / crops;
        float[] similarity = new float[crops * crops];
        MatrixView rows = MatrixView.Dense(units, crops, size);
        MatrixProduct.Multiply(rows, rows.Transposed, similarity, crops, accumulate: false);

        // From here on row i of the matrix becomes ∂L/∂s_i· : (softmax − q) / (2n τ).
        double loss = 0;
        float scale = 1f / (crops * temperature);
        float[] wanted = new float[crops];
        for (int i = 0; i < crops; i++)
        {
            Span<float> row = similarity.AsSpan(i * crops, crops);
            FillWanted(likeness, i, wanted);
            TensorPrimitives.Multiply(row, 1f / temperature, row);
            float agreement = TensorPrimitives.Dot<float>(row, wanted);
            row[i] = float.NegativeInfinity;
            float max = TensorPrimitives.Max(row);
            TensorPrimitives.Subtract(row, max, row);
            TensorPrimitives.Exp(row, row);
            float sum = TensorPrimitives.Sum(row);
            loss += max + Math.Log(sum) - agreement;
            TensorPrimitives.Multiply(row, 1f / sum, row);
            TensorPrimitives.Subtract(row, wanted, row);
            TensorPrimitives.Multiply(row, scale, row);
        }

        // s = Z Zᵀ, hence ∂L/∂Z = (G + Gᵀ) Z.
        MatrixView g = MatrixView.Dense(similarity, crops, crops);
        MatrixProduct.Multiply(g, rows, gradient, size, accumulate: false);
        MatrixProduct.Multiply(g.Transposed, rows, gradient, size, accumulate: true);
        return (float)(loss / crops);
    }

    /// <summary>q of one crop: the partner and the crops of tracks with like tags, to the sum of one.</summary>
    private static void FillWanted(ReadOnlySpan<float> likeness, int crop, Span<float> wanted)
    {
        wanted.Clear();
        if (!likeness.IsEmpty)
        {
            int tracks = wanted.Length / 2;
            for (int other = 0; other < tracks; other++)
            {
                wanted[2 * other] = wanted[(2 * other) + 1] = likeness[((crop / 2) * tracks) + other];
            }
        }

        wanted[crop ^ 1] = 1f;
        wanted[crop] = 0f;
        TensorPrimitives.Multiply(wanted, 1f / TensorPrimitives.Sum<float>(wanted), wanted);
    }
}
