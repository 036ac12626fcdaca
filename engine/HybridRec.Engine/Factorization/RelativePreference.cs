using System.Numerics.Tensors;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Factorization;

/// <summary>Popularity-free relevance z: how much more a listener would like a track than listeners do on average.</summary>
/// <remarks>
/// z_ui = (x_u − x̄)ᵀy_i ÷ √(y_iᵀ S y_i + ε): over the users of <see cref="UserStatistics"/> each track has mean 0 and
/// variance at most 1 (Decision 3 of the architecture). Immutable and thread-safe.
/// </remarks>
public sealed class RelativePreference
{
    private readonly float[] _meanScores;
    private readonly float[] _scales;

    private RelativePreference(float[] meanScores, float[] scales, float epsilon)
    {
        _meanScores = meanScores;
        _scales = scales;
        Epsilon = epsilon;
    }

    /// <summary>ε in use.</summary>
    public float Epsilon { get; }

    /// <summary>Prepares the standardisation of all tracks: items · rank² multiply-adds.</summary>
    /// <param name="users">Statistics of the users in the same space.</param>
    /// <param name="items">Y, shape (items, rank).</param>
    /// <param name="damping">
    /// ε as a share of the median y_iᵀ S y_i: keeps tracks that are all but unknown from leaping ahead. Default 0.1, ≥ 0.
    /// </param>
    /// <exception cref="ArgumentException">The ranks differ.</exception>
    /// <exception cref="InvalidOperationException">The vectors are of different models.</exception>
    public static RelativePreference Build(UserStatistics users, FactorMatrix items, float damping = 0.1f)
    {
        ArgumentNullException.ThrowIfNull(users);
        ArgumentNullException.ThrowIfNull(items);
        ArgumentOutOfRangeException.ThrowIfNegative(damping);
        users.Version.EnsureSame(items.Version);
        int rank = items.Rank;
        if (users.Mean.Length != rank)
        {
            throw new ArgumentException($"Users of rank {users.Mean.Length} do not fit items ({items.Rows}, {rank}).");
        }

        float[] meanScores = new float[items.Rows];
        float[] variances = new float[items.Rows];
        for (int item = 0; item < items.Rows; item++)
        {
            ReadOnlySpan<float> y = items.Row(item);
            meanScores[item] = TensorPrimitives.Dot(users.Mean, y);
            double variance = 0;
            for (int d = 0; d < rank; d++)
            {
                variance += y[d] * (double)TensorPrimitives.Dot(users.Covariance.AsSpan(d * rank, rank), y);
            }

            variances[item] = (float)Math.Max(variance, 0);
        }

        float[] positive = [.. variances.Where(variance => variance > 0).Order()];
        float epsilon = positive.Length == 0 ? 0f : damping * positive[positive.Length / 2];
        float[] scales = Array.ConvertAll(
            variances, variance => variance > 0 ? 1f / MathF.Sqrt(variance + epsilon) : 0f);
        return new RelativePreference(meanScores, scales, epsilon);
    }

    /// <summary>z of one track.</summary>
    /// <param name="itemRow">The track's row.</param>
    /// <param name="score">x_uᵀy_i.</param>
    /// <returns>Unitless; 0 for a track on which all users agree.</returns>
    public float Of(int itemRow, float score) => (score - _meanScores[itemRow]) * _scales[itemRow];

    /// <summary>z of all tracks.</summary>
    /// <param name="scores">x_uᵀy_i, shape (items).</param>
    /// <param name="relative">Output, shape (items); may be <paramref name="scores"/> itself.</param>
    /// <exception cref="ArgumentException">A shape does not fit.</exception>
    public void Of(ReadOnlySpan<float> scores, Span<float> relative)
    {
        if (scores.Length != _scales.Length || relative.Length != _scales.Length)
        {
            throw new ArgumentException(
                $"scores ({scores.Length}) and relative ({relative.Length}) do not fit {_scales.Length} items.");
        }

        TensorPrimitives.Subtract(scores, _meanScores, relative);
        TensorPrimitives.Multiply(relative, _scales, relative);
    }
}
