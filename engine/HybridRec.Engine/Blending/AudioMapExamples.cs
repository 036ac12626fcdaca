using System.Numerics.Tensors;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Blending;

/// <summary>The well-played tracks with audio: what the map from sound to factors is learned from.</summary>
internal sealed class AudioMapExamples
{
    private AudioMapExamples(
        int[] items, FactorMatrix embeddings, FactorMatrix directions, double[] weights, int[] userCounts, int activeUsers, int[] unseen)
    {
        Items = items;
        Embeddings = embeddings;
        Directions = directions;
        Weights = weights;
        UserCounts = userCounts;
        ActiveUsers = activeUsers;
        Unseen = unseen;
    }

    /// <summary>Item rows, ascending, shape (count).</summary>
    public int[] Items { get; }

    /// <summary>Embeddings, shape (count, embedding size).</summary>
    public FactorMatrix Embeddings { get; }

    /// <summary>y ÷ ‖y‖, shape (count, rank).</summary>
    public FactorMatrix Directions { get; }

    /// <summary>n ÷ (n + h), shape (count).</summary>
    public double[] Weights { get; }

    /// <summary>Listeners n of each track, shape (count).</summary>
    public int[] UserCounts { get; }

    /// <summary>Users with at least one play.</summary>
    public int ActiveUsers { get; }

    /// <summary>Positions of the tracks whose embeddings were made without knowing their factors, ascending.</summary>
    public int[] Unseen { get; }

    /// <summary>Number of tracks.</summary>
    public int Count => UserCounts.Length;

    /// <summary>Picks the tracks by ascending row.</summary>
    public static AudioMapExamples Collect(
        FactorMatrix itemFactors,
        InteractionMatrix interactions,
        FactorMatrix embeddings,
        ReadOnlySpan<bool> hasAudio,
        IReadOnlySet<int> seen,
        AudioMapOptions options)
    {
        InteractionMatrix items = interactions.Transpose();
        List<int> rows = [];
        for (int item = 0; item < itemFactors.Rows; item++)
        {
            if (hasAudio[item] && items.Columns(item).Length >= options.WellPlayed
                && itemFactors.Row(item).ContainsAnyExcept(0f))
            {
                rows.Add(item);
            }
        }

        FactorMatrix inputs = new(rows.Count, embeddings.Rank);
        FactorMatrix directions = new(rows.Count, itemFactors.Rank);
        double[] weights = new double[rows.Count];
        int[] userCounts = new int[rows.Count];
        for (int at = 0; at < rows.Count; at++)
        {
            ReadOnlySpan<float> factors = itemFactors.Row(rows[at]);
            embeddings.Row(rows[at]).CopyTo(inputs.Row(at));
            TensorPrimitives.Divide(factors, TensorPrimitives.Norm(factors), directions.Row(at));
            userCounts[at] = items.Columns(rows[at]).Length;
            weights[at] = userCounts[at] / (userCounts[at] + (double)options.HalfWeightUsers);
        }

        return new AudioMapExamples(
            [.. rows], inputs, directions, weights, userCounts, interactions.CountRowsWithPlays(),
            [.. Enumerable.Range(0, rows.Count).Where(at => !seen.Contains(rows[at]))]);
    }

    /// <summary>Regression sums over all tracks, or over those picked.</summary>
    /// <param name="picked">Positions to sum over; null for all.</param>
    public RidgeRegression Sums(IEnumerable<int>? picked = null)
    {
        RidgeRegression sums = new(Embeddings.Rank, Directions.Rank);
        foreach (int at in picked ?? Enumerable.Range(0, Count))
        {
            sums.Add(Embeddings.Row(at), Directions.Row(at), Weights[at]);
        }

        return sums;
    }
}
