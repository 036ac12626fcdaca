using System.ComponentModel.DataAnnotations;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Interactions;

namespace HybridRec.Engine.Factorization;

/// <summary>How play counts become confidence c_ui.</summary>
public enum ConfidenceScaling
{
    /// <summary>c = 1 + α·r (Hu et al. 2008, eq. 1 with weights over the unobserved pairs' w₀).</summary>
    Linear,

    /// <summary>c = 1 + α·ln(1 + r/ε) (Hu et al. 2008, eq. 6): for heavy-tailed play counts.</summary>
    Logarithmic,
}

/// <summary>How a half-sweep works on the rows of one side.</summary>
public enum AlsSolver
{
    /// <summary>Block-coordinate above rank 128, where it is many times faster; exact up to there.</summary>
    Automatic,

    /// <summary>Every row is solved exactly: rank³ / 6 multiply-adds a row, rank² / 2 a pair (Hu et al. 2008).</summary>
    Exact,

    /// <summary>A block of dimensions at a time (iALS++, Rendle et al. 2021): rank · block / 2 multiply-adds a pair.</summary>
    BlockCoordinate,
}

/// <summary>Hyperparameters of implicit-feedback ALS, as in Decision 1 of the architecture.</summary>
/// <remarks>
/// Loss: Σ_{observed} c_ui (1 − x_uᵀy_i)² + w₀ Σ_{all} (x_uᵀy_i)² + λ_u‖x_u‖² + λ_i‖y_i‖²,
/// λ_u = λ(n_u + w₀|I|)^ν, λ_i = λ(n_i + w₀|U|)^ν (Hu, Koren &amp; Volinsky 2008; Rendle et al. 2021).
/// </remarks>
public sealed record ImplicitAlsOptions
{
    private const int HighestExactRank = 128;
    private const int RankStep = 8;
    private const int LowestRank = 64;
    private const int HighestRank = 512;

    /// <summary>Operations of an exact iteration: on two cores half a minute; such ranks need it once, for the users, at the end.</summary>
    private const double MostWork = 4e12;

    /// <summary>Number of latent dimensions f.</summary>
    /// <value>Default 64.</value>
    [Range(1, 1024)]
    public int Rank { get; init; } = 64;

    /// <summary>Confidence scale α.</summary>
    /// <value>Default 0.2.</value>
    [Range(0.0, 10_000.0)]
    public float Alpha { get; init; } = 0.2f;

    /// <summary>How counts become confidence.</summary>
    /// <value>Default <see cref="ConfidenceScaling.Logarithmic"/>.</value>
    [EnumDataType(typeof(ConfidenceScaling))]
    public ConfidenceScaling Scaling { get; init; } = ConfidenceScaling.Logarithmic;

    /// <summary>ε of logarithmic scaling, in plays.</summary>
    /// <value>Default 1.</value>
    [Range(1e-7, 1e6)]
    public float Epsilon { get; init; } = 1f;

    /// <summary>w₀, the weight of every pair as if unplayed.</summary>
    /// <value>Default 0.07.</value>
    [Range(1e-10, 1_000.0)]
    public float UnobservedWeight { get; init; } = 0.07f;

    /// <summary>λ, the L2 regularisation before frequency scaling.</summary>
    /// <value>Default 0.3.</value>
    [Range(0.0, 100_000.0)]
    public float Regularization { get; init; } = 0.3f;

    /// <summary>ν, the exponent of frequency-scaled regularisation: 0 is constant, 1 is proportional.</summary>
    /// <value>Default 0.5.</value>
    [Range(0.0, 2.0)]
    public float FrequencyExponent { get; init; } = 0.5f;

    /// <summary>Full sweeps: one over users and one over items each.</summary>
    /// <value>Default 15.</value>
    [Range(1, 1_000)]
    public int Iterations { get; init; } = 15;

    /// <summary>Iterations without a better held-out measure after which training stops, where there is a measure.</summary>
    /// <value>Default 2.</value>
    [Range(1, 1_000)]
    public int Patience { get; init; } = 2;

    /// <summary>How a half-sweep works.</summary>
    /// <value>Default <see cref="AlsSolver.Automatic"/>.</value>
    [EnumDataType(typeof(AlsSolver))]
    public AlsSolver Solver { get; init; }

    /// <summary>Dimensions solved at a time by <see cref="AlsSolver.BlockCoordinate"/>.</summary>
    /// <value>Default 64.</value>
    [Range(1, 1_024)]
    public int BlockSize { get; init; } = 64;

    /// <summary>Seed of the initial factors.</summary>
    /// <value>Default 0.</value>
    public int Seed { get; init; }

    /// <summary>Threads to use; the result does not depend on it.</summary>
    /// <value>Default 0: all cores.</value>
    [Range(0, 1024)]
    public int Threads { get; init; }

    /// <summary>Default options with the rank and the λ that suit the data.</summary>
    /// <param name="interactions">Play counts, users × items.</param>
    /// <param name="seed">Seed of the initial factors.</param>
    /// <remarks>
    /// <para>
    /// Rank is 25 · (|U|·|I|)^{3/2} ÷ pairs², in steps of 8 from 64 to 512: with N = √(|U|·|I|) rows of D = pairs ÷ N pairs
    /// each, that is 25 · N ÷ D². It grows with the number of tastes that users and items can make up, and shrinks where
    /// rows are long, for there more dimensions only follow the noise. At 40,000 users and items of 50 plays each it is
    /// 400, at 20,000 of 100 it is 64, and dense data have 64 too. It is never more than a twelfth of the shorter side,
    /// for more learns single listeners by heart, and no more than what <see cref="WorkOn"/> lets finish in some minutes.
    /// </para>
    /// <para>
    /// λ is the default, or less where λ_u·λ_i of an average user and item would exceed a fifth of n_u·n_i: there the
    /// ridge, which grows with the size of the catalogue, outweighs the plays, which do not, and rare tastes collapse to
    /// zero. Recall@20 of four separate copies of Last.fm 2K side by side (7,540 users, 69,552 items) is 0.202 at the
    /// default of 0.3 and 0.257 at the 0.12 given here.
    /// </para>
    /// </remarks>
    public static ImplicitAlsOptions ForData(InteractionMatrix interactions, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        int users = interactions.CountRowsWithPlays();
        int items = interactions.Transpose().CountRowsWithPlays();
        ImplicitAlsOptions standard = new();
        double perUser = interactions.Count / Math.Max(users, 1.0);
        double perItem = interactions.Count / Math.Max(items, 1.0);

        // λ²(n_u + w₀|I|)^ν (n_i + w₀|U|)^ν ≤ n_u n_i ÷ 5
        double growth = (perUser + (standard.UnobservedWeight * items)) * (perItem + (standard.UnobservedWeight * users));
        double highest = Math.Sqrt(perUser * perItem / 5) / Math.Pow(growth, standard.FrequencyExponent / 2);
        return new ImplicitAlsOptions
        {
            Rank = RankFor(users, items, interactions),
            Regularization = interactions.Count == 0
                ? standard.Regularization
                : (float)Math.Min(standard.Regularization, highest),
            Seed = seed,
        };
    }

    /// <summary>Useful operations of one exact iteration: 2·pairs·f(f + 1) + (users + items)(f³ ÷ 3 + 2f²), f the rank.</summary>
    /// <param name="interactions">Play counts, users × items.</param>
    public double WorkOn(InteractionMatrix interactions)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        double rank = Rank;
        return (2 * (double)interactions.Count * rank * (rank + 1))
            + (((double)interactions.RowCount + interactions.ColumnCount) * rank * rank * ((rank / 3) + 2));
    }

    private static int RankFor(int users, int items, InteractionMatrix interactions)
    {
        double pairs = Math.Max(interactions.Count, 1);
        double tastes = 25 * Math.Pow((double)users * items, 1.5) / (pairs * pairs);
        double wanted = Math.Min(Math.Clamp(tastes, LowestRank, HighestRank), Math.Min(users, items) / 12.0);
        int rank = Math.Clamp((int)Math.Round(wanted / RankStep) * RankStep, RankStep, HighestRank);
        while (rank > RankStep && new ImplicitAlsOptions { Rank = rank }.WorkOn(interactions) > MostWork)
        {
            rank -= RankStep;
        }

        return rank;
    }

    /// <summary>c_ui of a play count.</summary>
    /// <param name="playCount">r_ui &gt; 0.</param>
    public float Confidence(float playCount) => Scaling == ConfidenceScaling.Linear
        ? 1f + (Alpha * playCount)
        : 1f + (Alpha * MathF.Log(1f + (playCount / Epsilon)));

    /// <summary>The confidence of evidence against a pair, whose preference is 0.</summary>
    /// <param name="against">In confidences of one play, &gt; 0: a value of <see cref="InteractionMatrix.Against"/>.</param>
    public float ConfidenceAgainst(float against) => against * Confidence(1);

    /// <summary>Whether half-sweeps go by blocks of dimensions.</summary>
    internal bool SolvesByBlocks => BlockSize < Rank
        && (Solver == AlsSolver.BlockCoordinate || (Solver == AlsSolver.Automatic && Rank > HighestExactRank));

    /// <summary>c_ui of every observed pair in place of its play count, and of what speaks against pairs. O(pairs).</summary>
    /// <param name="plays">Play counts, either way round.</param>
    internal InteractionMatrix Confidences(InteractionMatrix plays) => plays
        .Reweighted((_, _, playCount) => Confidence(playCount))
        .WithAgainst(plays.Against?.Reweighted((_, _, against) => ConfidenceAgainst(against)));

    /// <summary>λ(n + w₀·m)^ν: the ridge of a row (Rendle et al. 2021).</summary>
    /// <param name="pairs">n, the row's observed pairs.</param>
    /// <param name="opposite">m, the rows with plays on the other side: items for a user, users for an item.</param>
    public float RidgeOf(int pairs, double opposite) =>
        (float)(Regularization * Math.Pow(pairs + (UnobservedWeight * opposite), FrequencyExponent));

    /// <summary>Throws unless every option is in its range.</summary>
    /// <exception cref="ArgumentException">One is not; the message names it, its value and its range.</exception>
    public void ThrowIfInvalid() => OptionsCheck.ThrowIfInvalid(this);
}
