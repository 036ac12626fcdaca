using System.Numerics.Tensors;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Neighbours;

/// <summary>Learns the weights of <see cref="CollaborativeMix"/> by NDCG on plays held out.</summary>
internal static class MixLearner
{
    /// <summary>Finds the weights.</summary>
    /// <param name="heldOut">The plays.</param>
    /// <param name="parts">The parts, trained without them.</param>
    /// <param name="options">List length and threads.</param>
    /// <param name="cancellationToken">Checked between blocks of listeners.</param>
    public static MixWeights Learn(
        HeldOutPlays heldOut, MixParts parts, CollaborativeOptions options, CancellationToken cancellationToken)
    {
        int items = parts.ItemCount;
        int listeners = heldOut.UserRows.Length;
        bool[] excluded = new bool[items];
        PartScores kept = new(heldOut, MixWeights.Parts, options.ListLength, options.Threads);
        ParallelBlocks.For(
            listeners,
            PartScores.UsersPerBlock,
            options.Threads,
            () => new float[MixWeights.Parts * PartScores.UsersPerBlock * items],
            (scores, _, start, end) =>
            {
                int size = (end - start) * items;
                parts.Score(heldOut.UserRows.AsSpan(start, end - start), scores.AsSpan(0, MixWeights.Parts * size));
                for (int at = start; at < end; at++)
                {
                    int first = (at - start) * items;
                    for (int part = 0; part < MixWeights.Parts; part++)
                    {
                        Span<float> one = scores.AsSpan((part * size) + first, items);
                        TensorPrimitives.Multiply(one, parts.Scale(one), one);
                    }

                    kept.Keep(at, scores.AsSpan(first), size, excluded, zeroSaysNothing: false);
                }
            },
            cancellationToken);
        return MixWeights.Of(kept.Search(
            MixWeights.Standard.ToArray(), firstPart: 0, [.. Enumerable.Range(0, listeners)], cancellationToken));
    }
}
