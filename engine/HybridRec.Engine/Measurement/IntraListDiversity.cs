using System.Numerics.Tensors;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Measurement;

/// <summary>Intra-list diversity: mean of 1 − cosine over all pairs of a list, in one vector space. Immutable, thread-safe.</summary>
/// <remarks>
/// Ziegler et al., WWW 2005; Smyth &amp; McClave, ICCBR 2001. For unit vectors v the mean cosine over the pairs is
/// (‖Σ v‖² − m) ÷ (m (m − 1)), so a list costs O(k · d) and not O(k² · d). Items without a vector (a zero row) have no
/// place in the space and are passed over.
/// </remarks>
public sealed class IntraListDiversity
{
    private readonly FactorMatrix _unit;
    private readonly bool[] _placed;

    /// <summary>Prepares a space: a copy with rows of length 1.</summary>
    /// <param name="vectors">Item vectors, shape (items, d), finite.</param>
    /// <exception cref="ArgumentException">A value is NaN or infinite; the message names the row.</exception>
    public IntraListDiversity(FactorMatrix vectors)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        _unit = new FactorMatrix(vectors.Rows, vectors.Rank, vectors.Version);
        _placed = new bool[vectors.Rows];
        for (int row = 0; row < vectors.Rows; row++)
        {
            // The largest magnitude first, so that squares neither overflow nor vanish.
            float largest = Math.Abs(TensorPrimitives.MaxMagnitude<float>(vectors.Row(row)));
            if (!float.IsFinite(largest))
            {
                throw new ArgumentException($"The vector of row {row} is not finite.", nameof(vectors));
            }

            if (largest != 0)
            {
                Span<float> unit = _unit.Row(row);
                TensorPrimitives.Divide(vectors.Row(row), largest, unit);
                TensorPrimitives.Divide(unit, TensorPrimitives.Norm<float>(unit), unit);
                _placed[row] = true;
            }
        }
    }

    /// <summary>Number of columns d.</summary>
    public int Rank => _unit.Rank;

    /// <summary>Diversity of the first k items of a list.</summary>
    /// <param name="list">Item rows, best first.</param>
    /// <param name="k">Positions that count, ≥ 1.</param>
    /// <param name="buffer">Room for the sum, shape (<see cref="Rank"/>).</param>
    /// <returns>In [0, 2]; NaN where fewer than two items have a vector: there is no pair.</returns>
    public double At(ReadOnlySpan<int> list, int k, Span<float> buffer)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        Span<float> sum = buffer[..Rank];
        sum.Clear();
        int placed = 0;
        foreach (int item in list[..Math.Min(k, list.Length)])
        {
            if (_placed[item])
            {
                TensorPrimitives.Add(sum, _unit.Row(item), sum);
                placed++;
            }
        }

        if (placed < 2)
        {
            return double.NaN;
        }

        double cosine = (TensorPrimitives.SumOfSquares<float>(sum) - (double)placed) / ((double)placed * (placed - 1));
        return Math.Clamp(1 - cosine, 0, 2);
    }
}
