using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Factorization;

/// <summary>Solves the rows of one side exactly while the other side is fixed (Hu, Koren &amp; Volinsky 2008). Not thread-safe.</summary>
/// <param name="options">Hyperparameters.</param>
/// <param name="largestSide">Rows of the larger of the two sides.</param>
internal sealed class ExactSweep(ImplicitAlsOptions options, int largestSide)
{
    /// <summary>Rows handed to a worker at a time: enough to amortise the hand-over, few enough to spread and to cancel.</summary>
    internal const int RowsPerBlock = 32;

    private readonly AlignedRows _fixed = new(largestSide, options.Rank);

    /// <summary>Solves all rows; rows without pairs become zero.</summary>
    /// <param name="rows">Confidences by the rows to solve.</param>
    /// <param name="fixedSide">Factors of the columns.</param>
    /// <param name="solved">Output: factors of the rows.</param>
    /// <param name="activeColumns">Columns with at least one play.</param>
    /// <param name="side">"user" or "item", for messages.</param>
    /// <param name="iteration">1-based, for messages.</param>
    /// <param name="cancellationToken">Checked every 32 rows.</param>
    /// <exception cref="FactorizationException">A row's equations are singular.</exception>
    public void Solve(
        InteractionMatrix rows,
        FactorMatrix fixedSide,
        FactorMatrix solved,
        int activeColumns,
        string side,
        int iteration,
        CancellationToken cancellationToken)
    {
        float[] gram = NormalEquations.Pad(
            GramMatrix.Compute(fixedSide, default, options.Threads, cancellationToken), options.Rank);
        _fixed.Fill(fixedSide, 0, options.Threads, cancellationToken);
        ParallelBlocks.For(
            rows.RowCount,
            RowsPerBlock,
            options.Threads,
            () => new NormalEquations(options.Rank),
            (equations, _, start, end) =>
            {
                for (int row = start; row < end; row++)
                {
                    int pairs = rows.Columns(row).Length;
                    if (pairs == 0)
                    {
                        solved.Row(row).Clear();
                        continue;
                    }

                    // (w₀ YᵀY + Σ c y yᵀ + λ_u I) x = Σ c y
                    equations.Reset(gram, options.UnobservedWeight, options.RidgeOf(pairs, activeColumns));
                    equations.AddRow(rows, row, _fixed);
                    if (!equations.TrySolve(solved.Row(row)))
                    {
                        throw new FactorizationException($"{side} row {row} in iteration {iteration}", options.Regularization);
                    }
                }
            },
            cancellationToken);
    }
}
