using System.Numerics.Tensors;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;

namespace HybridRec.Evaluation.Lineup.Rivals;

/// <summary>What items are about: their tags, or without tags clusters of their factors. Immutable, thread-safe.</summary>
/// <param name="Of">Aspects by item row, numbered from 0.</param>
/// <param name="Count">Number of aspects.</param>
internal sealed record Aspects(int[][] Of, int Count)
{
    private const int Clusters = 32;
    private const int Rounds = 15;

    /// <summary>Tags as aspects.</summary>
    public static Aspects FromTags(IReadOnlyList<IReadOnlyList<string>> tags)
    {
        Dictionary<string, int> numbers = [];
        int[][] of = [.. tags.Select(own => own.Distinct().Select(tag =>
        {
            numbers.TryAdd(tag, numbers.Count);
            return numbers[tag];
        }).ToArray())];
        return new Aspects(of, numbers.Count);
    }

    /// <summary>Clusters by cosine as aspects (spherical k-means, 32 of them); an item without a vector has none.</summary>
    /// <remarks>O(15 · 32 · items · rank).</remarks>
    public static Aspects FromFactors(FactorMatrix items, int seed)
    {
        int[] placed = [.. Enumerable.Range(0, items.Rows).Where(item => items.Row(item).ContainsAnyExcept(0f))];
        int count = Math.Min(Clusters, placed.Length);
        int[] start = [.. placed];
        new Random(seed).Shuffle(start);
        float[][] centres = [.. start.Take(count).Select(item => items.Row(item).ToArray())];
        int[] nearest = new int[placed.Length];
        for (int round = 0; round < Rounds; round++)
        {
            Array.ForEach(centres, centre => TensorPrimitives.Divide(centre, Math.Max(TensorPrimitives.Norm<float>(centre), 1e-12f), centre));
            Parallel.For(0, placed.Length, at => nearest[at] = Nearest(centres, items.Row(placed[at])));
            Array.ForEach(centres, centre => Array.Clear(centre));
            for (int at = 0; at < placed.Length; at++)
            {
                Span<float> vector = items.Row(placed[at]);
                TensorPrimitives.MultiplyAdd(vector, 1 / TensorPrimitives.Norm<float>(vector), centres[nearest[at]], centres[nearest[at]]);
            }
        }

        int[][] of = [.. Enumerable.Range(0, items.Rows).Select(_ => Array.Empty<int>())];
        for (int at = 0; at < placed.Length; at++)
        {
            of[placed[at]] = [nearest[at]];
        }

        return new Aspects(of, count);
    }

    /// <summary>What a listener's history is about: shares that sum to 1, shape (aspects); zeros where nothing is known.</summary>
    public double[] SharesOf(InteractionMatrix train, int userRow)
    {
        double[] shares = new double[Count];
        foreach (int item in train.Columns(userRow))
        {
            foreach (int aspect in Of[item])
            {
                shares[aspect] += 1.0 / Of[item].Length;
            }
        }

        double all = shares.Sum();
        return all > 0 ? Array.ConvertAll(shares, share => share / all) : shares;
    }

    private static int Nearest(float[][] centres, ReadOnlySpan<float> vector)
    {
        int best = 0;
        float highest = float.NegativeInfinity;
        for (int centre = 0; centre < centres.Length; centre++)
        {
            float cosine = TensorPrimitives.Dot(centres[centre], vector);
            (best, highest) = cosine > highest ? (centre, cosine) : (best, highest);
        }

        return best;
    }
}
