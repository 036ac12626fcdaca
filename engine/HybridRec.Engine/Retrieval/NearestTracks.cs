using System.Numerics.Tensors;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Retrieval;

/// <summary>The nearest of every track in a space, without hubs: tracks that are near to everything.</summary>
/// <remarks>
/// In a space of many dimensions some tracks are among the nearest of very many others, and a list of neighbours shows
/// them again and again (Radovanović, Nanopoulos &amp; Ivanović, JMLR 2010; Flexer, Schnitzer &amp; Schlüter, ISMIR 2012). The
/// correction is cross-domain similarity local scaling (Conneau et al., ICLR 2018): proximity_ij = 2 cos_ij − r_i − r_j with r
/// the mean cosine of a track to its 20 nearest, its <em>crowding</em>: who lives in a crowd has to be nearer. Measured against mutual
/// proximity in engine/docs/decisions (generators with kept places).
/// </remarks>
public static class NearestTracks
{
    /// <summary>Nearest tracks that make a track's crowding.</summary>
    public const int Crowd = 20;

    private const int RowsPerBlock = 96;

    /// <summary>Finds them.</summary>
    /// <param name="vectors">Shape (tracks, d), finite; a zero row is near to nothing.</param>
    /// <param name="wanted">Neighbours of each, ≥ 1.</param>
    /// <param name="threads">Workers at most; 0 for all cores. The result does not depend on it.</param>
    /// <param name="cancellationToken">Checked every 96 tracks.</param>
    /// <returns>For every track its nearest, nearest after correction first, with their plain cosines; ties by row.</returns>
    /// <remarks>
    /// Exact. At most 2 · tracks² · d multiply-adds: for a fixed i the order is that of cos_ij − r_j ÷ 2, an inner product of
    /// vectors one longer.
    /// </remarks>
    public static ScoredRow[][] Find(FactorMatrix vectors, int wanted, int threads, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentOutOfRangeException.ThrowIfLessThan(wanted, 1);
        float[] values = new float[vectors.Rows * (vectors.Rank + 1)];
        FactorMatrix items = new(values, vectors.Rows, vectors.Rank + 1);
        bool[] nowhere = new bool[vectors.Rows];
        for (int row = 0; row < vectors.Rows; row++)
        {
            float norm = TensorPrimitives.Norm<float>(vectors.Row(row));
            nowhere[row] = norm <= 0;
            if (norm > 0)
            {
                TensorPrimitives.Divide(vectors.Row(row), norm, items.Row(row));
            }
        }

        float[] crowding = new float[vectors.Rows];
        FactorMatrix queries = new([.. values], vectors.Rows, vectors.Rank + 1);
        Search(
            items,
            queries,
            nowhere,
            Crowd,
            threads,
            (row, best) => crowding[row] = best.IsEmpty ? 0 : Mean(best),
            cancellationToken);
        for (int row = 0; row < vectors.Rows; row++)
        {
            items.Row(row)[^1] = -crowding[row] / 2;
            queries.Row(row)[^1] = nowhere[row] ? 0 : 1;
        }

        ScoredRow[][] nearest = new ScoredRow[vectors.Rows][];
        Array.Fill(nearest, []);
        Search(
            items,
            queries,
            nowhere,
            wanted,
            threads,
            (row, best) =>
            {
                nearest[row] = best.ToArray();
                foreach (ref ScoredRow other in nearest[row].AsSpan())
                {
                    other = other with { Score = other.Score + (crowding[other.Row] / 2) };
                }
            },
            cancellationToken);
        return nearest;
    }

    /// <summary>The neighbours as a matrix: row i holds the cosines, above 0, to what is nearest to track i.</summary>
    /// <param name="vectors">As <see cref="Find"/>.</param>
    /// <param name="wanted">As <see cref="Find"/>.</param>
    /// <param name="threads">As <see cref="Find"/>.</param>
    /// <param name="cancellationToken">As <see cref="Find"/>.</param>
    /// <returns>Shape (tracks, tracks).</returns>
    public static SparseMatrix Links(FactorMatrix vectors, int wanted, int threads, CancellationToken cancellationToken) =>
        SparseMatrix.FromRows(
            [.. Find(vectors, wanted, threads, cancellationToken).Select(near => near.Where(other => other.Score > 0))],
            vectors.Rows);

    private delegate void Found(int row, ReadOnlySpan<ScoredRow> best);

    /// <summary>Hands over the best of each row that has a vector, itself left out.</summary>
    private static void Search(
        FactorMatrix items,
        FactorMatrix queries,
        bool[] nowhere,
        int wanted,
        int threads,
        Found found,
        CancellationToken cancellationToken)
    {
        FactorIndex index = new(items);
        int[] rows = [.. Enumerable.Range(0, items.Rows).Where(row => !nowhere[row])];
        int places = wanted + 1;
        ParallelBlocks.For(
            rows.Length,
            RowsPerBlock,
            threads,
            () => (Best: new ScoredRow[RowsPerBlock * places], Count: new int[RowsPerBlock]),
            (scratch, _, start, end) =>
            {
                int count = end - start;
                index.TopN(
                    queries,
                    rows.AsSpan(start, count),
                    null,
                    nowhere,
                    places,
                    scratch.Best.AsSpan(0, count * places),
                    scratch.Count.AsSpan(0, count));
                for (int at = 0; at < count; at++)
                {
                    int row = rows[start + at];
                    ScoredRow[] others =
                    [
                        .. scratch.Best.AsSpan(at * places, scratch.Count[at]).ToArray().Where(other => other.Row != row).Take(wanted),
                    ];
                    found(row, others);
                }
            },
            cancellationToken);
    }

    private static float Mean(ReadOnlySpan<ScoredRow> best)
    {
        float sum = 0;
        foreach (ScoredRow other in best)
        {
            sum += other.Score;
        }

        return sum / best.Length;
    }
}
