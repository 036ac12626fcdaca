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

        return SparseMatrix.FromRows(
            [
                .. Enumerable.Range(0, slim.ItemCount).Select(track =>
                {
                    Dictionary<int, float> row = [];
                    Add(row, slim.LinksOf(track), slimWeight);
                    Add(row, itemKnn.LinksOf(track), itemKnnWeight);
                    return row.Where(link => link.Value != 0).Select(link => new ScoredRow(link.Key, link.Value));
                }),
            ],
            slim.ItemCount);
    }

    private static void Add(Dictionary<int, float> row, (int[] Items, float[] Weights) links, float weight)
    {
        for (int at = 0; at < links.Items.Length && weight > 0; at++)
        {
            row[links.Items[at]] = row.GetValueOrDefault(links.Items[at]) + (weight * links.Weights[at]);
        }
    }
}
