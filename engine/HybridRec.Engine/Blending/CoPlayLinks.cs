using HybridRec.Engine.Neighbours;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Blending;

/// <summary>Joins what <see cref="Slim"/> and <see cref="ItemKnn"/> say of tracks played together into one sparse matrix.</summary>
public static class CoPlayLinks
{
    /// <summary>Row i: what having played track i adds to others, a·B_ij + b·S_ij.</summary>
    /// <param name="slim">B, of the weight a.</param>
    /// <param name="slimWeight">a ≥ 0.</param>
    /// <param name="itemKnn">S, of the weight b.</param>
    /// <param name="itemKnnWeight">b ≥ 0.</param>
    /// <returns>Shape (tracks, tracks), some 200 values a row; null where both weights are 0.</returns>
    public static SparseMatrix? Join(Slim slim, float slimWeight, ItemKnn itemKnn, float itemKnnWeight)
    {
        ArgumentNullException.ThrowIfNull(slim);
        ArgumentNullException.ThrowIfNull(itemKnn);
        if (slimWeight <= 0 && itemKnnWeight <= 0)
        {
            return null;
        }

        int tracks = slim.ItemCount;
        long[] starts = new long[tracks + 1];
        List<long> columns = [];
        List<float> values = [];
        SortedDictionary<int, float> row = [];
        for (int track = 0; track < tracks; track++)
        {
            row.Clear();
            Add(row, slim.LinksOf(track), slimWeight);
            Add(row, itemKnn.LinksOf(track), itemKnnWeight);
            foreach ((int other, float value) in row.Where(link => link.Value != 0))
            {
                columns.Add(other);
                values.Add(value);
            }

            starts[track + 1] = columns.Count;
        }

        return new SparseMatrix(starts, [.. columns], [.. values], tracks);
    }

    private static void Add(SortedDictionary<int, float> row, (int[] Items, float[] Weights) links, float weight)
    {
        for (int at = 0; at < links.Items.Length && weight > 0; at++)
        {
            row[links.Items[at]] = row.GetValueOrDefault(links.Items[at]) + (weight * links.Weights[at]);
        }
    }
}
