using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HybridRec.Engine.Numerics;

/// <summary>A copy of some columns of a factor matrix, for gathering: each row is whole vectors that begin on a cache line.</summary>
/// <param name="rows">Rows of the largest matrix to be copied.</param>
/// <param name="columns">Columns to be copied, ≥ 1; rows are padded with zeros to whole vectors.</param>
internal sealed class AlignedRows(int rows, int columns)
{
    private const int RowsPerBlock = 2_048;

    private readonly Memory<float> _values =
        AlignedBuffer.Allocate(checked(rows * SymmetricUpdate.PaddedOrder(columns)));

    /// <summary>Distance between rows: the columns last copied, padded.</summary>
    public int Stride { get; private set; } = SymmetricUpdate.PaddedOrder(columns);

    /// <summary>Rows copied.</summary>
    public int Rows { get; private set; }

    /// <summary>All values, row r at r · <see cref="Stride"/>.</summary>
    public ReadOnlySpan<float> Values => _values.Span;

    /// <summary>Copies columns of a matrix. O(rows · columns).</summary>
    /// <param name="source">The matrix, with no more rows than there is room for.</param>
    /// <param name="from">The first column to copy; up to as many as there is room for are.</param>
    /// <param name="threads">Workers at most; 0 for all cores.</param>
    /// <param name="cancellationToken">Checked now and then.</param>
    public void Fill(FactorMatrix source, int from, int threads, CancellationToken cancellationToken)
    {
        Debug.Assert(source.Rows <= rows && from < source.Rank, "shapes");
        int width = Math.Min(columns, source.Rank - from);
        Rows = source.Rows;
        Stride = SymmetricUpdate.PaddedOrder(width);
        ParallelBlocks.For(
            source.Rows,
            RowsPerBlock,
            threads,
            static () => 0,
            (_, _, start, end) =>
            {
                for (int row = start; row < end; row++)
                {
                    Span<float> target = _values.Span.Slice(row * Stride, Stride);
                    source.Row(row).Slice(from, width).CopyTo(target);
                    target[width..].Clear();
                }
            },
            cancellationToken);
    }

    /// <summary>products_at += xᵀ y_at over the rows that <paramref name="at"/> names.</summary>
    /// <param name="x">x, shape (<see cref="Stride"/>).</param>
    /// <param name="at">Row numbers.</param>
    /// <param name="products">As many as row numbers.</param>
    public void AddProducts(ReadOnlySpan<float> x, ReadOnlySpan<int> at, Span<float> products)
    {
        Debug.Assert(x.Length == Stride && at.Length == products.Length, "shapes");
        ref float first = ref MemoryMarshal.GetReference(_values.Span);
        ref float left = ref MemoryMarshal.GetReference(x);
        for (int k = 0; k < at.Length; k++)
        {
            Debug.Assert((uint)at[k] < (uint)Rows, "row");
            ref float y = ref Unsafe.Add(ref first, (nint)at[k] * Stride);
            Vector512<float> sum = default;
            for (int j = 0; j < Stride; j += Vector512<float>.Count)
            {
                sum = Vector512.FusedMultiplyAdd(
                    Vector512.LoadUnsafe(ref left, (nuint)j), Vector512.LoadUnsafe(ref y, (nuint)j), sum);
            }

            products[k] += Vector512.Sum(sum);
        }
    }
}
