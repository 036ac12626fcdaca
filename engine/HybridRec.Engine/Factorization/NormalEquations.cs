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

    /// <summary>Starts over with A = scale · G + λ I and b = 0.</summary>
    /// <param name="paddedGram">G, from <see cref="Pad"/>.</param>
    /// <param name="scale">Weight of G, &gt; 0.</param>
    /// <param name="ridge">λ ≥ 0.</param>
    public void Reset(ReadOnlySpan<float> paddedGram, float scale, float ridge)
    {
        Span<float> a = _a.Span;
        for (int i = 0; i < _order; i++)
        {
            // The kernels touch whole vectors, from the one that holds the diagonal.
            int from = (i * _order) + (i & -SymmetricUpdate.Tile);
            int end = (i + 1) * _order;
            ShortVectors.Scale(paddedGram[from..end], scale, a[from..end]);
            a[(i * _order) + i] += ridge;
        }

        _b.Span.Clear();
        _pending = 0;
    }

    /// <summary>Adds c (p − xᵀy)² to the loss: A += c y yᵀ, b += c p y.</summary>
    /// <param name="y">y, shape (rank).</param>
    /// <param name="confidence">c ≥ 0.</param>
    /// <param name="preference">p.</param>
    public void Add(ReadOnlySpan<float> y, float confidence, float preference)
    {
        float root = MathF.Sqrt(confidence);
        Span<float> row = _panel.Span.Slice(_pending * _panelStride, _panelStride);
        ShortVectors.Scale(y, root, row[.._rank]);
        row[_order] = root * preference;
        if (++_pending == PanelRows)
        {
            Flush();
        }
    }

    /// <summary>
    /// Adds Σ c (1 − e − xᵀy)² over the pairs of one row to the loss, and Σ c⁻ (0 − e − xᵀy)² over what speaks against pairs of it.
    /// </summary>
    /// <param name="confidences">c of the observed pairs, and c⁻ in <see cref="InteractionMatrix.Against"/>.</param>
    /// <param name="row">The row being solved.</param>
    /// <param name="columnFactors">y of the columns.</param>
    /// <param name="explained">e, what other dimensions explain, beside the row's pairs; empty for 0.</param>
    /// <param name="explainedAgainst">The same beside what speaks against pairs.</param>
    public void AddRow(
        InteractionMatrix confidences,
        int row,
        AlignedRows columnFactors,
        ReadOnlySpan<float> explained = default,
        ReadOnlySpan<float> explainedAgainst = default)
    {
        AddPairs(confidences, row, columnFactors, 1f, explained);
        if (confidences.Against is { } against)
        {
            AddPairs(against, row, columnFactors, 0f, explainedAgainst);
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

    /// <summary>b −= scale · v.</summary>
    /// <param name="v">v, shape (rank).</param>
    /// <param name="scale">A factor.</param>
    public void SubtractFromRight(ReadOnlySpan<float> v, float scale)
    {
        Flush();
        ShortVectors.AddScaled(v, -scale, _b.Span[.._rank]);
    }

    /// <summary>x after <see cref="TrySolve()"/>, shape (Order), zeros behind the rank. Gone with the next <see cref="Reset"/>.</summary>
    public ReadOnlySpan<float> Solution => _b.Span;

    /// <summary>Solves for x.</summary>
    /// <param name="x">Output, shape (rank).</param>
    /// <returns>False if A is singular in float32.</returns>
    public bool TrySolve(Span<float> x)
    {
        if (!TrySolve())
        {
            return false;
        }

        Solution[.._rank].CopyTo(x);
        return true;
    }

    /// <summary>Solves for x. Afterwards only <see cref="Solution"/>, <see cref="Factor"/> and <see cref="Reset"/> are of use.</summary>
    /// <returns>False if A is singular in float32.</returns>
    public bool TrySolve()
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

        return true;
    }

    /// <summary>A copy of the Cholesky factor after <see cref="TrySolve()"/>, shape (Order · Order).</summary>
    public float[] Factor() => _a.Span.ToArray();

    private static Memory<float> Take(ref Memory<float> buffer, int length)
    {
        Memory<float> taken = buffer[..length];
        buffer = buffer[length..];
        return taken;
    }

    private void AddPairs(
        InteractionMatrix confidences, int row, AlignedRows columnFactors, float preference, ReadOnlySpan<float> explained)
    {
        Debug.Assert(columnFactors.Stride == _order && columnFactors.Rows == confidences.ColumnCount, "shapes");
        Flush();
        ReadOnlySpan<int> columns = confidences.Columns(row);
        ReadOnlySpan<int> ahead = confidences.ColumnsFrom(row);
        ahead = ahead[Math.Min(PanelRows, ahead.Length)..];
        ReadOnlySpan<float> values = confidences.Values(row);
        Span<float> panel = _panel.Span;
        ref float factors = ref MemoryMarshal.GetReference(columnFactors.Values);
        for (int from = 0; from < columns.Length; from += PanelRows)
        {
            int count = Math.Min(PanelRows, columns.Length - from);
            for (int r = 0; r < count; r++)
            {
                float root = MathF.Sqrt(values[from + r]);
                ref float y = ref Unsafe.Add(ref factors, (nint)columns[from + r] * _order);
                ref float target = ref MemoryMarshal.GetReference(panel.Slice(r * _panelStride, _panelStride));
                for (nuint j = 0; j < (nuint)_order; j += (nuint)Vector512<float>.Count)
                {
                    (Vector512.LoadUnsafe(ref y, j) * root).StoreUnsafe(ref target, j);
                }

                Unsafe.Add(ref target, _order) = root * (explained.IsEmpty ? preference : preference - explained[from + r]);
            }

            // What lies a panel ahead of these rows; what is nearer has been fetched beside the panels before.
            int fetched = Math.Min(count, ahead.Length);
            _pending = count;
            Flush(ref factors, ahead[..fetched]);
            ahead = ahead[fetched..];
        }
    }

    private void Flush() => Flush(ref Unsafe.NullRef<float>(), []);

    /// <summary>Adds the panel to the equations, and meanwhile asks for the rows that the next one will be made of.</summary>
    private void Flush(ref float factors, ReadOnlySpan<int> next)
    {
        if (_pending == 0)
        {
            return;
        }

        ReadOnlySpan<float> panel = _panel.Span;
        ShortVectors.AddWeightedRows(panel, _panelStride, panel[_order..], _panelStride, _pending, 1f, _b.Span);
        int share = ((next.Length * SymmetricUpdate.TileRows) + _order - 1) / _order;
        for (int strip = 0; strip < _order; strip += SymmetricUpdate.TileRows)
        {
            for (int k = 0; k < share && k < next.Length; k++)
            {
                Fetch(ref Unsafe.Add(ref factors, (nint)next[k] * _order));
            }

            next = next[Math.Min(share, next.Length)..];
            SymmetricUpdate.AccumulateStrip(_a.Span, _order, _order, strip, panel, _panelStride, _pending, 1f);
        }

        _pending = 0;
    }

    /// <summary>A hint only: it does no harm if the row is gone by then.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe void Fetch(ref float row)
    {
        if (Sse.IsSupported)
        {
            for (int at = 0; at < _order; at += LineFloats)
            {
                Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref row, at)));
            }
        }
    }
}
