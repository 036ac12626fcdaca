using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Factorization;

/// <summary>
/// Improves the rows of one side, a block of dimensions at a time, while the other side is fixed: iALS++ (Rendle,
/// Krichene, Zhang &amp; Koren 2021). Not thread-safe.
/// </summary>
/// <param name="options">Hyperparameters.</param>
/// <param name="largestSide">Rows of the larger of the two sides.</param>
/// <param name="pairs">Observed pairs.</param>
/// <param name="pairsAgainst">Pairs with evidence against them.</param>
/// <remarks>
/// A Newton step on the dimensions B of x, exact since the loss is quadratic: with e = xᵀy what is explained so far,
/// (w₀ G_BB + Σ c y_B y_Bᵀ + λ I) δ = Σ c (1 − e) y_B − w₀ G_B x − λ x_B, x_B += δ. A pass over all blocks costs
/// pairs · rank · (block + 4) + rows · rank · (rank + block² / 6) multiply-adds, instead of the exact
/// pairs · rank² / 2 + rows · rank³ / 6.
/// </remarks>
internal sealed class BlockSweep(ImplicitAlsOptions options, int largestSide, int pairs, int pairsAgainst)
{
    private readonly AlignedRows _fixed = new(largestSide, options.BlockSize);
    private readonly float[] _explained = new float[pairs];
    private readonly float[] _explainedAgainst = new float[pairsAgainst];

    /// <summary>Improves all rows with pairs, block by block; other rows stay as they are.</summary>
    /// <param name="rows">Confidences by the rows to improve.</param>
    /// <param name="fixedSide">Factors of the columns.</param>
    /// <param name="improved">Factors of the rows.</param>
    /// <param name="activeColumns">Columns with at least one play.</param>
    /// <param name="side">"user" or "item", for messages.</param>
    /// <param name="iteration">1-based, for messages.</param>
    /// <param name="cancellationToken">Checked every 32 rows of a block.</param>
    /// <exception cref="FactorizationException">A row's equations are singular.</exception>
    public void Improve(
        InteractionMatrix rows,
        FactorMatrix fixedSide,
        FactorMatrix improved,
        int activeColumns,
        string side,
        int iteration,
        CancellationToken cancellationToken)
    {
        float[] gram = GramMatrix.Compute(fixedSide, default, options.Threads, cancellationToken);
        Explain(rows, fixedSide, improved, cancellationToken);
        for (int from = 0; from < options.Rank; from += options.BlockSize)
        {
            int width = Math.Min(options.BlockSize, options.Rank - from);
            _fixed.Fill(fixedSide, from, options.Threads, cancellationToken);
            ImproveBlock(
                rows, gram, improved, from, width, activeColumns,
                row => new FactorizationException($"{side} row {row} in iteration {iteration}", options.Regularization),
                cancellationToken);
        }
    }

    /// <summary>e = xᵀy of every observed pair.</summary>
    private void Explain(
        InteractionMatrix rows, FactorMatrix fixedSide, FactorMatrix improved, CancellationToken cancellationToken)
    {
        Array.Clear(_explained);
        Array.Clear(_explainedAgainst);
        for (int from = 0; from < options.Rank; from += options.BlockSize)
        {
            int start = from;
            int width = Math.Min(options.BlockSize, options.Rank - from);
            _fixed.Fill(fixedSide, from, options.Threads, cancellationToken);
            ParallelBlocks.For(
                rows.RowCount,
                ExactSweep.RowsPerBlock,
                options.Threads,
                () => new float[_fixed.Stride],
                (x, _, first, end) =>
                {
                    for (int row = first; row < end; row++)
                    {
                        improved.Row(row).Slice(start, width).CopyTo(x);
                        AddToExplained(rows, row, x);
                    }
                },
                cancellationToken);
        }
    }

    private void ImproveBlock(
        InteractionMatrix rows,
        float[] gram,
        FactorMatrix improved,
        int from,
        int width,
        int activeColumns,
        Func<int, FactorizationException> singular,
        CancellationToken cancellationToken)
    {
        int rank = options.Rank;
        float[] block = new float[width * width];
        for (int i = 0; i < width; i++)
        {
            gram.AsSpan(((from + i) * rank) + from, width).CopyTo(block.AsSpan(i * width));
        }

        float[] blockGram = NormalEquations.Pad(block, width);
        ParallelBlocks.For(
            rows.RowCount,
            ExactSweep.RowsPerBlock,
            options.Threads,
            () => (Equations: new NormalEquations(width), Products: new float[ExactSweep.RowsPerBlock * width]),
            (scratch, _, start, end) =>
            {
                // G_B x of all these rows as one product: G is symmetric, so its columns B will do.
                MatrixProduct.Multiply(
                    MatrixView.Dense(improved.Values.AsSpan(start * rank, (end - start) * rank), end - start, rank),
                    new MatrixView(gram.AsSpan(from), rank, width, rank, 1),
                    scratch.Products,
                    width,
                    accumulate: false);
                for (int row = start; row < end; row++)
                {
                    int pairs = rows.Columns(row).Length;
                    if (pairs == 0)
                    {
                        continue;
                    }

                    NormalEquations equations = scratch.Equations;
                    Span<float> x = improved.Row(row).Slice(from, width);
                    float ridge = options.RidgeOf(pairs, activeColumns);
                    equations.Reset(blockGram, options.UnobservedWeight, ridge);
                    equations.AddRow(
                        rows, row, _fixed, PairsOf(rows, row, _explained), PairsOf(rows.Against, row, _explainedAgainst));
                    equations.SubtractFromRight(scratch.Products.AsSpan((row - start) * width, width), options.UnobservedWeight);
                    equations.SubtractFromRight(x, ridge);
                    if (!equations.TrySolve())
                    {
                        throw singular(row);
                    }

                    ShortVectors.AddScaled(equations.Solution[..width], 1f, x);
                    AddToExplained(rows, row, equations.Solution);
                }
            },
            cancellationToken);
    }

    private void AddToExplained(InteractionMatrix rows, int row, ReadOnlySpan<float> x)
    {
        _fixed.AddProducts(x, rows.Columns(row), PairsOf(rows, row, _explained));
        if (rows.Against is { } against)
        {
            _fixed.AddProducts(x, against.Columns(row), PairsOf(against, row, _explainedAgainst));
        }
    }

    private static Span<float> PairsOf(InteractionMatrix? rows, int row, float[] values) =>
        rows is null ? [] : values.AsSpan(rows.PairsBefore(row), rows.Columns(row).Length);
}
