using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Factorization;

/// <summary>Implicit-feedback matrix factorisation by alternating least squares. Thread-safe.</summary>
/// <remarks>
/// <para>
/// Minimises Σ_{observed} c_ui (1 − x_uᵀy_i)² + w₀ Σ_{all} (x_uᵀy_i)² + Σ λ_u‖x_u‖² + Σ λ_i‖y_i‖² with
/// λ_u = λ(n_u + w₀|I|)^ν and λ_i = λ(n_i + w₀|U|)^ν, |I| and |U| being the items and users with at least one play:
/// a large library that nobody has played yet must not weigh down everybody's taste.
/// Hu, Koren &amp; Volinsky 2008; Rendle et al. 2021 (frequency-scaled regularisation, blocks of dimensions).
/// </para>
/// <para>
/// A half-sweep solves every row of one side exactly, or a block of dimensions at a time (<see cref="AlsSolver"/>); both
/// have the same minimum. Users and items without plays get the zero vector. A last, exact half-sweep over the users
/// closes the training either way, so that every user's factors are what <see cref="FoldIn"/> makes of the same plays, to
/// the bit. Same data, options and seed give the same bits on one machine type, whatever the thread count.
/// </para>
/// <para>
/// Cost of an exact iteration: pairs · rank² + (users + items) · rank³ / 6 multiply-adds. Memory beside the factors and
/// the plays: confidences of all pairs both ways round, a copy of the larger side's factors, threads · rank² floats; by
/// blocks a block of that copy and one more float a pair instead.
/// </para>
/// </remarks>
public sealed class ImplicitAls : IFactorizer
{
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
        CancellationToken cancellationToken) =>
        Fit(interactions, version, null, progress, cancellationToken);

    /// <summary>Fits the factors and stops early: of all iterations the one with the best held-out measure is kept.</summary>
    /// <param name="interactions">Play counts, users × items.</param>
    /// <param name="version">Names the result.</param>
    /// <param name="measure">
    /// What the factors of an iteration are worth on held-out plays, higher is better; null to run all iterations. Its
    /// user factors are half an iteration older than the item factors, and both are overwritten later.
    /// </param>
    /// <param name="progress">Told after each iteration.</param>
    /// <param name="cancellationToken">Stops within an iteration.</param>
    /// <exception cref="FactorizationException">A row's equations are singular; the message names it and the remedy.</exception>
    /// <exception cref="ArgumentException">The measure is not a number.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, within an iteration.</exception>
    /// <remarks>Ends after <see cref="ImplicitAlsOptions.Patience"/> iterations without a better measure. One more copy of Y.</remarks>
    public FactorModel Fit(
        InteractionMatrix interactions,
        ModelVersion version,
        Func<FactorModel, double>? measure,
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
        int largestSide = Math.Max(users.RowCount, items.RowCount);
        ExactSweep exact = new(_options, largestSide);
        BlockSweep? byBlocks = _options.SolvesByBlocks ? new(_options, largestSide, users.Count, users.Against?.Count ?? 0) : null;
        BestItems best = new(_options.Patience);
        for (int iteration = 1; iteration <= _options.Iterations && !best.Stop; iteration++)
        {
            if (byBlocks is null)
            {
                exact.Solve(users, y, x, activeItems, "user", iteration, cancellationToken);
                exact.Solve(items, x, y, activeUsers, "item", iteration, cancellationToken);
            }
            else
            {
                byBlocks.Improve(users, y, x, activeItems, "user", iteration, cancellationToken);
                byBlocks.Improve(items, x, y, activeUsers, "item", iteration, cancellationToken);
            }

            if (measure is not null)
            {
                best.Offer(y, measure(new FactorModel(x, y)), iteration);
            }

            progress?.Report(new StageProgress("Factorising", iteration, _options.Iterations, "iterations"));
        }

        best.CopyTo(y);
        exact.Solve(users, y, x, activeItems, "user", _options.Iterations, cancellationToken);
        return new FactorModel(x, y);
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

    /// <summary>The item factors of the iteration that measured best.</summary>
    private sealed class BestItems(int patience)
    {
        private double _measure = double.NegativeInfinity;
        private float[]? _values;
        private int _worse;

        public bool Stop => _worse >= patience;

        public void Offer(FactorMatrix items, double measure, int iteration)
        {
            if (double.IsNaN(measure))
            {
                throw new ArgumentException($"The measure of iteration {iteration} is not a number.", nameof(measure));
            }

            _worse++;
            if (measure > _measure)
            {
                _measure = measure;
                _worse = 0;
                _values ??= new float[items.Values.Length];
                items.Values.CopyTo(_values, 0);
            }
        }

        public void CopyTo(FactorMatrix items) => _values?.CopyTo(items.Values, 0);
    }
}
