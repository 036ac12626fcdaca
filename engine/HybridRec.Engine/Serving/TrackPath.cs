using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Serving;

/// <summary>Walks from one track to another by small audible steps.</summary>
/// <remarks>
/// Of all walks with a given number of tracks between, that of the least Σ step²: squares make several small steps cheaper than
/// one large one. A walk only goes forward, cos(i, to) − cos(i, from) rises with every step, so it visits nothing twice; it is found
/// among the tracks nearest to both ends by dynamic programming (Bellman 1957). Never two of one artist in a row, but for the ends.
/// </remarks>
internal static class TrackPath
{
    private const int Looked = 600;

    /// <summary>Finds the walk.</summary>
    /// <param name="model">The model.</param>
    /// <param name="from">Where it starts: a row that was heard.</param>
    /// <param name="to">Where it ends: another.</param>
    /// <param name="between">Tracks between, ≥ 0.</param>
    /// <param name="isUnwanted">Rows not to visit.</param>
    /// <returns>Rows from start to end; with fewer between where no walk has as many.</returns>
    /// <remarks>O(tracks · size + 600² · (size + between)).</remarks>
    public static int[] Find(ServingModel model, int from, int to, int between, Func<int, bool> isUnwanted)
    {
        int[] rows = Candidates(model, from, to, isUnwanted);
        int last = rows.Length - 1;
        float[,] steps = new float[rows.Length, rows.Length];
        for (int i = 0; i <= last; i++)
        {
            for (int j = i + 1; j <= last; j++)
            {
                bool sameArtist = model.Artists[rows[i]] == model.Artists[rows[j]] && (i, j) != (0, last);
                float step = Transitions.Ear(model, rows[i], rows[j]);
                steps[i, j] = sameArtist ? float.PositiveInfinity : step * step;
            }
        }

        // cost[n][j]: the least Σ step² of a walk from the start to j with n tracks before j, the start not counted.
        List<float[]> cost = [[.. Enumerable.Range(0, rows.Length).Select(j => j == 0 ? float.PositiveInfinity : steps[0, j])]];
        List<int[]> before = [new int[rows.Length]];
        while (cost.Count <= Math.Min(between, last - 1))
        {
            float[] known = cost[^1];
            float[] next = new float[rows.Length];
            int[] came = new int[rows.Length];
            Array.Fill(next, float.PositiveInfinity);
            for (int i = 1; i < last; i++)
            {
                for (int j = i + 1; j <= last; j++)
                {
                    float walked = known[i] + steps[i, j];
                    (next[j], came[j]) = walked < next[j] ? (walked, i) : (next[j], came[j]);
                }
            }

            if (float.IsPositiveInfinity(next[last]))
            {
                break;
            }

            cost.Add(next);
            before.Add(came);
        }

        List<int> walk = [to];
        for (int n = cost.Count - 1, at = last; n > 0; n--)
        {
            at = before[n][at];
            walk.Add(rows[at]);
        }

        walk.Add(from);
        walk.Reverse();
        return [.. walk];
    }

    /// <summary>The start, what lies between and near to both ends, by progress, and the end.</summary>
    private static int[] Candidates(ServingModel model, int from, int to, Func<int, bool> isUnwanted)
    {
        ScoredRow[] near = new ScoredRow[Looked];
        BoundedHeap heap = new(near);
        float[] progress = new float[model.Tracks.Count];
        for (int row = 0; row < progress.Length; row++)
        {
            float start = model.AudioCosine(from, row);
            float end = model.AudioCosine(row, to);
            progress[row] = end - start;
            if (row != from && row != to && model.AudioNorms[row] > 0 && !isUnwanted(row))
            {
                heap.Offer(row, Math.Min(start, end));
            }
        }

        return
        [
            from,
            .. near[..heap.Finish()].Select(scored => scored.Row)
                .Where(row => progress[row] > progress[from] && progress[row] < progress[to])
                .OrderBy(row => progress[row])
                .ThenBy(row => row),
            to,
        ];
    }
}
