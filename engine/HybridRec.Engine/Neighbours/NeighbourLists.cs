using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Neighbours;

/// <summary>How alike two rows are, from the sum over the columns they share. A struct, so that the call is inlined.</summary>
internal interface IPairScore
{
    /// <summary>The similarity.</summary>
    /// <param name="row">One row.</param>
    /// <param name="other">The other.</param>
    /// <param name="sum">Σ_c w_rc · w_oc, &gt; 0.</param>
    /// <returns>Finite; a pair of 0 or less is not kept.</returns>
    float Of(int row, int other, float sum);
}

/// <summary>For every row the K most similar others: a sparse matrix S that maps a history to scores. Immutable.</summary>
/// <remarks>
/// The similarities of a row are divided by their sum, so that every row of a history has one vote: Deshpande &amp; Karypis,
/// "Item-Based Top-N Recommendation Algorithms", TOIS 2004, §4.
/// </remarks>
internal sealed class NeighbourLists
{
    private const int RowsPerBlock = 64;

    private readonly int[][] _rows;
    private readonly float[][] _weights;

    private NeighbourLists(int count)
    {
        _rows = new int[count][];
        _weights = new float[count][];
    }

    /// <summary>Finds the neighbours of every row.</summary>
    /// <typeparam name="TPair">The similarity.</typeparam>
    /// <param name="rows">W, rows × columns, values &gt; 0.</param>
    /// <param name="pair">The similarity.</param>
    /// <param name="count">K, neighbours kept at most; equal ones are ordered by row.</param>
    /// <param name="threads">Workers at most; 0 for all cores. The result does not depend on it.</param>
    /// <param name="cancellationToken">Checked every 64 rows.</param>
    /// <remarks>Σ over the columns of their pairs squared; memory for K pairs a row and one dense row per worker.</remarks>
    public static NeighbourLists Find<TPair>(
        InteractionMatrix rows, TPair pair, int count, int threads, CancellationToken cancellationToken)
        where TPair : struct, IPairScore
    {
        NeighbourLists lists = new(rows.RowCount);

        // Before the workers ask for it, or each would make its own.
        rows.Transpose();
        ParallelBlocks.For(
            rows.RowCount,
            RowsPerBlock,
            threads,
            () => (CoPlays: new CoPlays(rows), Best: new ScoredRow[count]),
            (scratch, _, start, end) =>
            {
                for (int row = start; row < end; row++)
                {
                    lists.Keep(row, pair, scratch.CoPlays, scratch.Best);
                }
            },
            cancellationToken);
        return lists;
    }

    /// <summary>Takes the lists column by column, as they are.</summary>
    /// <param name="columns">For every column of S its rows, ascending, and their weights.</param>
    /// <remarks>O(weights).</remarks>
    public static NeighbourLists FromColumns(ScoredRow[][] columns)
    {
        int[] counts = new int[columns.Length];
        foreach (ScoredRow weight in columns.SelectMany(column => column))
        {
            counts[weight.Row]++;
        }

        NeighbourLists lists = new(columns.Length);
        for (int row = 0; row < counts.Length; row++)
        {
            lists._rows[row] = new int[counts[row]];
            lists._weights[row] = new float[counts[row]];
        }

        Array.Clear(counts);
        for (int column = 0; column < columns.Length; column++)
        {
            foreach ((int row, float weight) in columns[column])
            {
                lists._rows[row][counts[row]] = column;
                lists._weights[row][counts[row]++] = weight;
            }
        }

        return lists;
    }

    /// <summary>S[row, other]. O(neighbours).</summary>
    /// <param name="row">A row of the history.</param>
    /// <param name="other">The row scored.</param>
    public float Weight(int row, int other)
    {
        int at = _rows[row].AsSpan().IndexOf(other);
        return at < 0 ? 0f : _weights[row][at];
    }

    /// <summary>S[row, ·]: its columns and weights, in no order.</summary>
    /// <param name="row">A row of the history.</param>
    public (int[] Columns, float[] Weights) Row(int row) => (_rows[row], _weights[row]);

    /// <summary>scores[u] = Σ_{j ∈ H_u} S[j, ·] for the rows that some users played.</summary>
    /// <param name="plays">Users × rows.</param>
    /// <param name="userRows">The users.</param>
    /// <param name="scores">Output, shape (users, rows).</param>
    public void Score(InteractionMatrix plays, ReadOnlySpan<int> userRows, Span<float> scores)
    {
        for (int at = 0; at < userRows.Length; at++)
        {
            Score(plays.Columns(userRows[at]), scores.Slice(at * _rows.Length, _rows.Length));
        }
    }

    /// <summary>scores = Σ_{j ∈ H} S[j, ·].</summary>
    /// <param name="history">H.</param>
    /// <param name="scores">Output, shape (rows).</param>
    public void Score(ReadOnlySpan<int> history, Span<float> scores)
    {
        scores.Clear();
        foreach (int row in history)
        {
            int[] neighbours = _rows[row];
            float[] weights = _weights[row];
            for (int at = 0; at < neighbours.Length; at++)
            {
                scores[neighbours[at]] += weights[at];
            }
        }
    }

    private void Keep<TPair>(int row, TPair pair, CoPlays coPlays, ScoredRow[] best)
        where TPair : struct, IPairScore
    {
        BoundedHeap heap = new(best);
        foreach (int other in coPlays.Meet(row))
        {
            float score = other == row ? 0f : pair.Of(row, other, coPlays.Sums[other]);
            if (score > 0)
            {
                heap.Offer(other, score);
            }
        }

        int kept = heap.Finish();
        double sum = 0;
        foreach (ScoredRow neighbour in best.AsSpan(0, kept))
        {
            sum += neighbour.Score;
        }

        float scale = (float)(1 / sum);
        _rows[row] = new int[kept];
        _weights[row] = new float[kept];
        for (int at = 0; at < kept; at++)
        {
            _rows[row][at] = best[at].Row;
            _weights[row][at] = best[at].Score * scale;
        }
    }
}
