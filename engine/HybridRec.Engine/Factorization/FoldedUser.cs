using System.Numerics.Tensors;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Factorization;

/// <summary>A user vector made by <see cref="FoldIn"/>, with all it takes to explain a score. Immutable and thread-safe.</summary>
public sealed class FoldedUser
{
    private readonly FactorMatrix _items;
    private readonly Evidence[] _evidence;
    private readonly float[] _factor;
    private readonly int _order;

    internal FoldedUser(FactorMatrix items, Evidence[] evidence, float[] factors, float[] factor, int order)
    {
        _items = items;
        _evidence = evidence;
        _factor = factor;
        _order = order;
        Factors = factors;
    }

    /// <summary>x, shape (rank); zero without evidence.</summary>
    public float[] Factors { get; }

    /// <summary>What the vector was made from, in the order given.</summary>
    public IReadOnlyList<Evidence> Evidence => _evidence;

    /// <summary>Splits a score: evidence j contributes c_j p_j · y_iᵀ A⁻¹ y_j. The contributions sum to xᵀy_i.</summary>
    /// <param name="itemRow">The item scored, 0 ≤ row &lt; items.</param>
    /// <param name="perEvidence">Output, shape (number of evidence), in the order the evidence was given.</param>
    /// <exception cref="ArgumentException"><paramref name="perEvidence"/> has another length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such item.</exception>
    /// <remarks>O(rank² + evidence · rank). Hu, Koren &amp; Volinsky 2008, §5: explaining recommendations.</remarks>
    public void Contributions(int itemRow, Span<float> perEvidence)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(itemRow);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(itemRow, _items.Rows);
        if (perEvidence.Length != _evidence.Length)
        {
            throw new ArgumentException(
                $"perEvidence ({perEvidence.Length}) does not fit {_evidence.Length} pieces of evidence.", nameof(perEvidence));
        }

        if (_evidence.Length == 0)
        {
            return;
        }

        // A is symmetric, so one solve v = A⁻¹ y_i serves all evidence.
        float[] v = new float[_order];
        _items.Row(itemRow).CopyTo(v);
        Cholesky.Solve(_factor, _order, v);
        ReadOnlySpan<float> direction = v.AsSpan(0, _items.Rank);
        for (int j = 0; j < _evidence.Length; j++)
        {
            (int row, float confidence, float preference) = _evidence[j];
            perEvidence[j] = confidence * preference * TensorPrimitives.Dot(direction, _items.Row(row));
        }
    }
}
