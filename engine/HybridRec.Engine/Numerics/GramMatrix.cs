using System.Numerics.Tensors;

namespace HybridRec.Engine.Numerics;

/// <summary>G = Σ_r w_r y_r y_rᵀ over the rows of a factor matrix.</summary>
public static class GramMatrix
{
    private const int PanelRows = 64;
    private const int MinimumBlock = 256;
    private const int MaximumBlocks = 16;

    /// <summary>Computes the Gram matrix.</summary>
    /// <param name="rows">Y, shape (rows, rank).</param>
    /// <param name="weights">w, shape (rows), each finite and ≥ 0; empty for all 1.</param>
    /// <param name="threads">Workers at most, ≥ 0; 0 for all cores. The result does not depend on it.</param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    /// <returns>G, symmetric, shape (rank · rank), row-major.</returns>
    /// <exception cref="ArgumentException">A shape does not fit or a weight is negative or not finite.</exception>
    /// <remarks>
    /// rows · rank² / 2 multiply-adds; at most 16 partial sums of rank² floats. Blocks depend on the row count only and
    /// are added up in order in double precision, so the thread count cannot show.
    /// </remarks>
    public static float[] Compute(
        FactorMatrix rows, ReadOnlyMemory<float> weights, int threads, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        ThrowIfBad(weights.Span, rows);
        int order = SymmetricUpdate.PaddedOrder(rows.Rank);
        int blockSize = Math.Max(MinimumBlock, (rows.Rows + MaximumBlocks - 1) / MaximumBlocks);
        float[][] partials = new float[(rows.Rows + blockSize - 1) / blockSize][];
        ParallelBlocks.For(
            rows.Rows,
            blockSize,
            threads,
            () => new float[PanelRows * order],
            (panel, block, start, end) =>
                partials[block] = SumBlock(rows, weights.Span, panel, order, start, end),
            cancellationToken);
        return Reduce(partials, rows.Rank, order);
    }

    private static float[] SumBlock(
        FactorMatrix rows, ReadOnlySpan<float> weights, float[] panel, int order, int start, int end)
    {
        float[] sum = new float[order * order];
        for (int from = start; from < end; from += PanelRows)
        {
            int count = Math.Min(PanelRows, end - from);
            for (int r = 0; r < count; r++)
            {
                float root = weights.IsEmpty ? 1f : MathF.Sqrt(weights[from + r]);
                TensorPrimitives.Multiply(rows.Row(from + r), root, panel.AsSpan(r * order, rows.Rank));
            }

            SymmetricUpdate.Accumulate(sum, order, order, panel, order, count, 1f);
        }

        return sum;
    }

    private static float[] Reduce(float[][] partials, int rank, int order)
    {
        float[] gram = new float[rank * rank];
        for (int i = 0; i < rank; i++)
        {
            for (int j = i; j < rank; j++)
            {
                double sum = 0;
                foreach (float[] partial in partials)
                {
                    sum += partial[(i * order) + j];
                }

                gram[(i * rank) + j] = gram[(j * rank) + i] = (float)sum;
            }
        }

        return gram;
    }

    private static void ThrowIfBad(ReadOnlySpan<float> weights, FactorMatrix rows)
    {
        if (!weights.IsEmpty && weights.Length != rows.Rows)
        {
            throw new ArgumentException(
                $"weights ({weights.Length}) do not fit rows ({rows.Rows}, {rows.Rank}).", nameof(weights));
        }

        for (int row = 0; row < weights.Length; row++)
        {
            if (!float.IsFinite(weights[row]) || weights[row] < 0)
            {
                throw new ArgumentException($"Weight {weights[row]} of row {row} is not a finite number ≥ 0.", nameof(weights));
            }
        }
    }
}
