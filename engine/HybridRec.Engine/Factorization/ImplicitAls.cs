using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Factorization;

/// <summary>Implicit-feedback matrix factorisation by alternating least squares, each row solved exactly. Thread-safe.</summary>
/// <remarks>
/// <para>
/// Minimises Σ_{observed} c_ui (1 − x_uᵀy_i)² + w₀ Σ_{all} (x_uᵀy_i)² + Σ λ_u‖x_u‖² + Σ λ_i‖y_i‖² with
/// λ_u = λ(n_u + w₀|I|)^ν and λ_i = λ(n_i + w₀|U|)^ν, |I| and |U| being the items and users with at least one play:
/// a large library that nobody has played yet must not weigh down everybody's taste.
/// Hu, Koren &amp; Volinsky 2008; Rendle et al. 2021 (frequency-scaled regularisation).
/// </para>
/// <para>
/// Users and items without plays get the zero vector. A last half-sweep over the users closes the training, so that
/// every user's factors are what <see cref="FoldIn"/> makes of the same plays, to the bit.
/// Same data, options and seed give the same bits on one machine type, whatever the thread count.
/// </para>
/// <para>Cost of an iteration: pairs · rank² + (users + items) · rank³ / 6 multiply-adds.</para>
/// </remarks>
public sealed class ImplicitAls : IFactorizer
{
    /// <summary>Rows handed to a worker at a time: enough to amortise the hand-over, few enough to spread and to cancel.</summary>
    private const int RowsPerBlock = 32;

    /// <summary>Standard deviation of an initial score: near enough to 0 that no initial taste survives.</summary>
    private const float InitialDeviation = 0.1f;

    private readonly ImplicitAlsOptions _options;

    /// <summary>Creates a factoriser.</summary>
    /// <param name="options">Hyperparameters.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message names it, its value and its range.</exception>
    public ImplicitAls(ImplicitAlsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid();
        _options = options;
    }

    /// <inheritdoc/>
    /// <exception cref="FactorizationException">A row's equations are singular; the message names it and the remedy.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, within an iteration.</exception>
    public FactorModel Fit(
        InteractionMatrix interactions,
        ModelVersion version,
        IProgress<StageProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        InteractionMatrix users = _options.Confidences(interactions);
        InteractionMatrix items = _options.Confidences(interactions.Transpose());
        int activeUsers = users.CountRowsWithPlays();
        int activeItems = items.CountRowsWithPlays();
        FactorMatrix x = new(users.RowCount, _options.Rank, version);
        FactorMatrix y = new(items.RowCount, _options.Rank, version);
        Initialise(y, items);
        for (int iteration = 1; iteration <= _options.Iterations; iteration++)
        {
            HalfSweep(users, y, x, activeItems, "user", iteration, cancellationToken);
            HalfSweep(items, x, y, activeUsers, "item", iteration, cancellationToken);
            progress?.Report(new StageProgress("Factorising", iteration, _options.Iterations, "iterations"));
        }

        HalfSweep(users, y, x, activeItems, "user", _options.Iterations, cancellationToken);
        return new FactorModel(x, y);
    }

    /// <summary>Solves every row of one side exactly, the other side being fixed.</summary>
    /// <param name="rows">Confidence by the rows to solve.</param>
    /// <param name="fixedSide">Factors of the columns.</param>
    /// <param name="solved">Output: factors of the rows.</param>
    /// <param name="activeColumns">Columns with at least one play.</param>
    /// <param name="side">"user" or "item", for messages.</param>
    /// <param name="iteration">1-based, for messages.</param>
    /// <param name="cancellationToken">Checked every 32 rows.</param>
    internal void HalfSweep(
        InteractionMatrix rows,
        FactorMatrix fixedSide,
        FactorMatrix solved,
        int activeColumns,
        string side,
        int iteration,
        CancellationToken cancellationToken)
    {
        float[] gram = NormalEquations.Pad(
            GramMatrix.Compute(fixedSide, default, _options.Threads, cancellationToken), _options.Rank);
        ParallelBlocks.For(
            rows.RowCount,
            RowsPerBlock,
            _options.Threads,
            () => new NormalEquations(_options.Rank),
            (equations, _, start, end) =>
            {
                for (int row = start; row < end; row++)
                {
                    if (!TrySolveRow(equations, gram, rows, row, fixedSide, activeColumns, solved.Row(row)))
                    {
                        throw new FactorizationException(
                            $"{side} row {row} in iteration {iteration}", _options.Regularization);
                    }
                }
            },
            cancellationToken);
    }

    private bool TrySolveRow(
        NormalEquations equations,
        float[] gram,
        InteractionMatrix rows,
        int row,
        FactorMatrix fixedSide,
        int activeColumns,
        Span<float> solution)
    {
        int pairs = rows.Columns(row).Length;
        if (pairs == 0)
        {
            solution.Clear();
            return true;
        }

        // (w₀ YᵀY + Σ c y yᵀ + λ_u I) x = Σ c y
        equations.Reset(gram, _options.UnobservedWeight);
        equations.AddRow(rows, row, fixedSide);
        equations.AddRidge(_options.RidgeOf(pairs, activeColumns));
        return equations.TrySolve(solution);
    }

    private void Initialise(FactorMatrix factors, InteractionMatrix rows)
    {
        Random random = new(_options.Seed);
        float scale = InitialDeviation / MathF.Sqrt(_options.Rank);
        for (int row = 0; row < factors.Rows; row++)
        {
            if (rows.Columns(row).IsEmpty)
            {
                continue;
            }

            foreach (ref float value in factors.Row(row))
            {
                // Box–Muller; 1 − u keeps the logarithm finite.
                double radius = Math.Sqrt(-2.0 * Math.Log(1.0 - random.NextDouble()));
                value = scale * (float)(radius * Math.Cos(2.0 * Math.PI * random.NextDouble()));
            }
        }
    }
}
