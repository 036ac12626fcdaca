using System.Diagnostics;
using HybridRec.Engine.Interactions;

namespace HybridRec.Engine.Neighbours;

/// <summary>Sums over the columns that two rows have in common, for one row against all: buffers that one worker reuses.</summary>
/// <param name="rows">W, values &gt; 0.</param>
internal sealed class CoPlays(InteractionMatrix rows)
{
    private readonly InteractionMatrix _rows = rows;
    private readonly InteractionMatrix _columns = rows.Transpose();
    private readonly float[] _sums = new float[rows.RowCount];
    private readonly int[] _met = new int[rows.RowCount];

    /// <summary>(W Wᵀ)[row, ·], valid for the rows that <see cref="Meet(int)"/> named, until it is called again.</summary>
    public ReadOnlySpan<float> Sums => _sums;

    /// <summary>Finds the rows that share a column with a row, itself among them, and their sums Σ_c w_rc · w_oc.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The rows met, each once, in no useful order; the buffer is reused.</returns>
    /// <remarks>Σ over its columns of their pairs; the order of additions is that of the columns.</remarks>
    public ReadOnlySpan<int> Meet(int row) => Meet(_rows.Columns(row), _rows.Values(row));

    /// <summary>The same for a row given by its columns and values.</summary>
    /// <param name="columns">Its columns.</param>
    /// <param name="values">Its values, &gt; 0, beside them.</param>
    public ReadOnlySpan<int> Meet(ReadOnlySpan<int> columns, ReadOnlySpan<float> values)
    {
        int count = 0;
        Array.Clear(_sums);
        for (int at = 0; at < columns.Length; at++)
        {
            float value = values[at];
            ReadOnlySpan<int> others = _columns.Columns(columns[at]);
            ReadOnlySpan<float> weights = _columns.Values(columns[at]);
            Debug.Assert(value > 0, "A value of 0 would meet a row twice.");
            for (int k = 0; k < others.Length; k++)
            {
                ref float sum = ref _sums[others[k]];
                if (sum == 0)
                {
                    _met[count++] = others[k];
                }

                sum += value * weights[k];
            }
        }

        return _met.AsSpan(0, count);
    }
}
