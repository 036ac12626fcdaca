using System.Diagnostics;
using System.Numerics.Tensors;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Factorization;

/// <summary>
/// Builds and solves one row's normal equations A x = b of a weighted least-squares loss, reusing its buffers.
/// The one implementation under training, fold-in and blending, so that they agree to the bit. Not thread-safe.
/// </summary>
/// <param name="rank">Number of unknowns, ≥ 1.</param>
internal sealed class NormalEquations(int rank)
{
    private const int PanelRows = 64;

    private readonly int _order = SymmetricUpdate.PaddedOrder(rank);
    private readonly float[] _a = new float[SymmetricUpdate.PaddedOrder(rank) * SymmetricUpdate.PaddedOrder(rank)];
    private readonly float[] _b = new float[SymmetricUpdate.PaddedOrder(rank)];
    private readonly float[] _panel = new float[PanelRows * SymmetricUpdate.PaddedOrder(rank)];
    private int _pending;

    /// <summary>Order of the factor: rank, padded to whole vectors.</summary>
    public int Order => _order;

    /// <summary>Starts over with A = scale · G and b = 0.</summary>
    /// <param name="gram">G, shape (rank · rank).</param>
    /// <param name="scale">Weight of G, ≥ 0.</param>
    public void Reset(ReadOnlySpan<float> gram, float scale)
    {
        Debug.Assert(gram.Length == rank * rank, "shape");
        for (int i = 0; i < rank; i++)
        {
            TensorPrimitives.Multiply(gram.Slice(i * rank, rank), scale, _a.AsSpan(i * _order, rank));
            _a.AsSpan((i * _order) + rank, _order - rank).Clear();
        }

        // Padding unknowns get the equation 1 · x = 0.
        for (int i = rank; i < _order; i++)
        {
            _a.AsSpan(i * _order, _order).Clear();
            _a[(i * _order) + i] = 1f;
        }

        Array.Clear(_b);
        _pending = 0;
    }

    /// <summary>Adds c (p − xᵀy)² to the loss: A += c y yᵀ, b += c p y.</summary>
    /// <param name="y">y, shape (rank).</param>
    /// <param name="confidence">c ≥ 0.</param>
    /// <param name="preference">p.</param>
    public void Add(ReadOnlySpan<float> y, float confidence, float preference)
    {
        ShortVectors.ScaleInto(
            y,
            MathF.Sqrt(confidence),
            _panel.AsSpan(_pending * _order, rank),
            confidence * preference,
            _b.AsSpan(0, rank));
        if (++_pending == PanelRows)
        {
            Flush();
        }
    }

    /// <summary>Adds Σ c (1 − xᵀy)² over the plays of one row to the loss.</summary>
    /// <param name="rows">Play counts.</param>
    /// <param name="row">The row being solved.</param>
    /// <param name="columnFactors">Factors of the columns, shape (columns, rank).</param>
    /// <param name="options">Turns play counts into confidence.</param>
    public void AddPlays(InteractionMatrix rows, int row, FactorMatrix columnFactors, ImplicitAlsOptions options)
    {
        ReadOnlySpan<int> columns = rows.Columns(row);
        ReadOnlySpan<float> playCounts = rows.Values(row);
        for (int at = 0; at < columns.Length; at++)
        {
            Add(columnFactors.Row(columns[at]), options.Confidence(playCounts[at]), 1f);
        }
    }

    /// <summary>Adds λ‖x‖² to the loss.</summary>
    /// <param name="lambda">λ ≥ 0.</param>
    public void AddRidge(float lambda)
    {
        for (int i = 0; i < rank; i++)
        {
            _a[(i * _order) + i] += lambda;
        }
    }

    /// <summary>Adds τ (x − μ)ᵀ Λ (x − μ) to the loss, Λ diagonal.</summary>
    /// <param name="mean">μ, shape (rank).</param>
    /// <param name="precision">Diagonal of Λ, shape (rank).</param>
    /// <param name="scale">τ ≥ 0.</param>
    public void AddPrior(ReadOnlySpan<float> mean, ReadOnlySpan<float> precision, float scale)
    {
        for (int i = 0; i < rank; i++)
        {
            float weight = scale * precision[i];
            _a[(i * _order) + i] += weight;
            _b[i] += weight * mean[i];
        }
    }

    /// <summary>Solves for x. Afterwards only <see cref="Factor"/> and <see cref="Reset"/> are of use.</summary>
    /// <param name="x">Output, shape (rank).</param>
    /// <returns>False if A is singular in float32.</returns>
    public bool TrySolve(Span<float> x)
    {
        Flush();
        if (!Cholesky.TryFactor(_a, _order, out _))
        {
            return false;
        }

        Cholesky.Solve(_a, _order, _b);
        _b.AsSpan(0, rank).CopyTo(x);
        return true;
    }

    /// <summary>A copy of the Cholesky factor after <see cref="TrySolve"/>, shape (Order · Order).</summary>
    public float[] Factor() => _a.AsSpan().ToArray();

    private void Flush()
    {
        SymmetricUpdate.Accumulate(_a, _order, _panel, _pending);
        _pending = 0;
    }
}
