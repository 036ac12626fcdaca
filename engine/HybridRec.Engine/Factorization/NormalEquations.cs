using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Factorization;

/// <summary>
/// Builds and solves one row's normal equations A x = b of a weighted least-squares loss, reusing its buffers.
/// The one implementation under training, fold-in and blending, so that they agree to the bit. Not thread-safe.
/// </summary>
internal sealed class NormalEquations
{
    private const int PanelRows = 64;

    /// <summary>
    /// Rows fetched ahead of their use, since the processor cannot foresee where they lie: one panel, so that they arrive
    /// while the panel before is worked on.
    /// </summary>
    private const int FetchAhead = 16;

    private const int LineFloats = 64 / sizeof(float);

    private readonly int _rank;
    private readonly int _order;

    /// <summary>Distance between rows of the panel: off a power of two, which would crowd few sets of the cache.</summary>
    private readonly int _panelStride;
    private readonly Memory<float> _a;
    private readonly Memory<float> _b;
    private readonly Memory<float> _inverses;
    private readonly Memory<float> _panel;
    private int _pending;

    /// <summary>Allocates the buffers: rank² floats and a panel of 64 rows.</summary>
    /// <param name="rank">Number of unknowns, ≥ 1.</param>
    public NormalEquations(int rank)
    {
        _rank = rank;
        _order = SymmetricUpdate.PaddedOrder(rank);
        _panelStride = _order + SymmetricUpdate.Tile;
        Memory<float> buffer = AlignedBuffer.Allocate(
            (_order * (_order + 1 + BlockedCholesky.Block)) + (PanelRows * _panelStride));
        _a = Take(ref buffer, _order * _order);
        _b = Take(ref buffer, _order);
        _inverses = Take(ref buffer, _order * BlockedCholesky.Block);
        _panel = buffer;
    }

    /// <summary>Order of the factor: rank, padded to whole vectors.</summary>
    public int Order => _order;

    /// <summary>Brings a Gram matrix into the shape that <see cref="Reset"/> takes.</summary>
    /// <param name="gram">G, shape (rank · rank).</param>
    /// <param name="rank">Rows and columns.</param>
    /// <returns>G, shape (order · order): padding unknowns get the equation 1 · x = 0.</returns>
    public static float[] Pad(float[] gram, int rank)
    {
        Debug.Assert(gram.Length == rank * rank, "shape");
        int order = SymmetricUpdate.PaddedOrder(rank);
        if (order == rank)
        {
            return gram;
        }

        float[] padded = new float[order * order];
        for (int i = 0; i < order; i++)
        {
            if (i < rank)
            {
                gram.AsSpan(i * rank, rank).CopyTo(padded.AsSpan(i * order));
            }
            else
            {
                padded[(i * order) + i] = 1f;
            }
        }

        return padded;
    }

    /// <summary>Starts over with A = scale · G and b = 0.</summary>
    /// <param name="paddedGram">G, from <see cref="Pad"/>.</param>
    /// <param name="scale">Weight of G, &gt; 0.</param>
    public void Reset(ReadOnlySpan<float> paddedGram, float scale)
    {
        ShortVectors.Scale(paddedGram, scale, _a.Span);
        _b.Span.Clear();
        _pending = 0;
    }

    /// <summary>Adds c (p − xᵀy)² to the loss: A += c y yᵀ, b += c p y.</summary>
    /// <param name="y">y, shape (rank).</param>
    /// <param name="confidence">c ≥ 0.</param>
    /// <param name="preference">p.</param>
    public void Add(ReadOnlySpan<float> y, float confidence, float preference)
    {
        Gather(_panel.Span.Slice(_pending * _panelStride, _panelStride), y, confidence, preference);
        if (++_pending == PanelRows)
        {
            Flush();
        }
    }

    /// <summary>
    /// Adds Σ c (1 − xᵀy)² over the pairs of one row to the loss, and Σ c⁻ (0 − xᵀy)² over what speaks against pairs of it.
    /// </summary>
    /// <param name="confidences">c of the observed pairs, and c⁻ in <see cref="InteractionMatrix.Against"/>.</param>
    /// <param name="row">The row being solved.</param>
    /// <param name="columnFactors">Factors of the columns, shape (columns, rank).</param>
    public void AddRow(InteractionMatrix confidences, int row, FactorMatrix columnFactors)
    {
        Flush();
        ReadOnlySpan<int> columns = confidences.Columns(row);
        ReadOnlySpan<int> ahead = confidences.ColumnsFrom(row);
        ReadOnlySpan<float> values = confidences.Values(row);
        ReadOnlySpan<float> factors = columnFactors.Values;
        Span<float> panel = _panel.Span;
        for (int from = 0; from < columns.Length; from += PanelRows)
        {
            int count = Math.Min(PanelRows, columns.Length - from);
            for (int r = 0; r < count; r++)
            {
                int at = from + r;
                if (at + FetchAhead < ahead.Length)
                {
                    Fetch(factors.Slice(ahead[at + FetchAhead] * _rank, _rank));
                }

                Gather(
                    panel.Slice(r * _panelStride, _panelStride),
                    factors.Slice(columns[at] * _rank, _rank),
                    values[at],
                    1f);
            }

            _pending = count;
            Flush();
        }

        if (confidences.Against is { } against)
        {
            columns = against.Columns(row);
            values = against.Values(row);
            for (int at = 0; at < columns.Length; at++)
            {
                Add(columnFactors.Row(columns[at]), values[at], 0f);
            }
        }
    }

    /// <summary>Adds λ‖x‖² to the loss.</summary>
    /// <param name="lambda">λ ≥ 0.</param>
    public void AddRidge(float lambda)
    {
        Flush();
        Span<float> a = _a.Span;
        for (int i = 0; i < _rank; i++)
        {
            a[(i * _order) + i] += lambda;
        }
    }

    /// <summary>Adds τ (x − μ)ᵀ Λ (x − μ) to the loss, Λ diagonal.</summary>
    /// <param name="mean">μ, shape (rank).</param>
    /// <param name="precision">Diagonal of Λ, shape (rank).</param>
    /// <param name="scale">τ ≥ 0.</param>
    public void AddPrior(ReadOnlySpan<float> mean, ReadOnlySpan<float> precision, float scale)
    {
        Flush();
        Span<float> a = _a.Span;
        Span<float> b = _b.Span;
        for (int i = 0; i < _rank; i++)
        {
            float weight = scale * precision[i];
            a[(i * _order) + i] += weight;
            b[i] += weight * mean[i];
        }
    }

    /// <summary>Solves for x. Afterwards only <see cref="Factor"/> and <see cref="Reset"/> are of use.</summary>
    /// <param name="x">Output, shape (rank).</param>
    /// <returns>False if A is singular in float32.</returns>
    public bool TrySolve(Span<float> x)
    {
        Flush();
        Span<float> a = _a.Span;
        Span<float> b = _b.Span;
        if (Vector512.IsHardwareAccelerated)
        {
            if (!BlockedCholesky.TryFactor(a, _order, b, _inverses.Span, out _))
            {
                return false;
            }

            BlockedCholesky.SolveUpper(a, _order, _inverses.Span, b);
        }
        else
        {
            if (!Cholesky.TryFactor(a, _order, out _))
            {
                return false;
            }

            Cholesky.Solve(a, _order, b);
        }

        b[.._rank].CopyTo(x);
        return true;
    }

    /// <summary>A copy of the Cholesky factor after <see cref="TrySolve"/>, shape (Order · Order).</summary>
    public float[] Factor() => _a.Span.ToArray();

    private static Memory<float> Take(ref Memory<float> buffer, int length)
    {
        Memory<float> taken = buffer[..length];
        buffer = buffer[length..];
        return taken;
    }

    /// <summary>Asks for a row before it is needed. A hint only: it does no harm if the collector moves the array meanwhile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Fetch(ReadOnlySpan<float> row)
    {
        if (Sse.IsSupported)
        {
            ref float first = ref MemoryMarshal.GetReference(row);
            for (int at = 0; at < row.Length; at += LineFloats)
            {
                Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref first, at)));
            }
        }
    }

    /// <summary>A row of the panel is √c y, and behind it √c p.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Gather(Span<float> panelRow, ReadOnlySpan<float> y, float confidence, float preference)
    {
        float root = MathF.Sqrt(confidence);
        ShortVectors.Scale(y, root, panelRow[..y.Length]);
        panelRow[_order] = root * preference;
    }

    private void Flush()
    {
        if (_pending == 0)
        {
            return;
        }

        ReadOnlySpan<float> panel = _panel.Span;
        SymmetricUpdate.Accumulate(_a.Span, _order, _order, panel, _panelStride, _pending, 1f);
        ShortVectors.AddWeightedRows(panel, _panelStride, panel[_order..], _panelStride, _pending, 1f, _b.Span);
        _pending = 0;
    }
}
