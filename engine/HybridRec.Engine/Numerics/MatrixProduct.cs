using System.Diagnostics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HybridRec.Engine.Numerics;

/// <summary>A view of float32 values as a matrix: element (i, j) at i · <c>RowStride</c> + j · <c>ColumnStride</c>.</summary>
/// <remarks>Rows may overlap: a convolution over time is a product with such a view.</remarks>
internal readonly ref struct MatrixView(ReadOnlySpan<float> values, int rows, int columns, int rowStride, int columnStride)
{
    public readonly ReadOnlySpan<float> Values = values;
    public readonly int Rows = rows;
    public readonly int Columns = columns;
    public readonly int RowStride = rowStride;
    public readonly int ColumnStride = columnStride;

    /// <summary>A dense row-major matrix.</summary>
    public static MatrixView Dense(ReadOnlySpan<float> values, int rows, int columns) =>
        new(values, rows, columns, columns, 1);

    /// <summary>The same values with rows and columns exchanged.</summary>
    public MatrixView Transposed => new(Values, Columns, Rows, ColumnStride, RowStride);

    /// <summary>The number of values from the first to the last element.</summary>
    public long Extent => Rows == 0 || Columns == 0
        ? 0
        : ((long)(Rows - 1) * RowStride) + ((long)(Columns - 1) * ColumnStride) + 1;
}

/// <summary>Single-precision matrix product C (+)= A·B for operands of any strides.</summary>
/// <remarks>
/// Tiles of 6 rows by two vectors stay in registers while a packed panel of B streams through them (Goto &amp; van de
/// Geijn, "Anatomy of high-performance matrix multiplication", TOMS 2008). Each element is one chain of fused
/// multiply-adds over every <see cref="BlockDepth"/> of the inner dimension, so the result has the same bits at any
/// vector width, and a scalar twin in the tests reproduces them.
/// </remarks>
internal static unsafe partial class MatrixProduct
{
    /// <summary>Inner dimension worked off at once: a panel of B (at most 24 KB) then stays in the first-level cache.</summary>
    internal const int BlockDepth = 192;

    private const int TileRows = 6;

    private static int TileColumns => 2 * (Vector512.IsHardwareAccelerated ? Vector512<float>.Count : Vector256<float>.Count);

    /// <summary>Computes C = A·B, or C += A·B.</summary>
    /// <param name="a">A, shape (m, k).</param>
    /// <param name="b">B, shape (k, n).</param>
    /// <param name="c">C, row i at i · <paramref name="cStride"/>, n columns each.</param>
    /// <param name="cStride">Distance between rows of C, ≥ n.</param>
    /// <param name="accumulate">Whether to add to C instead of overwriting it.</param>
    /// <exception cref="ArgumentException">A shape does not fit; the message states it.</exception>
    public static void Multiply(MatrixView a, MatrixView b, Span<float> c, int cStride, bool accumulate)
    {
        if (Vector512.IsHardwareAccelerated && b.Columns <= NarrowColumns)
        {
            MultiplyNarrow(a, b, c, cStride, accumulate);
        }
        else
        {
            Multiply(a, b, c, cStride, accumulate, TileColumns);
        }
    }

    /// <summary>As above with a chosen tile width, for tests: 16 or 32 columns.</summary>
    // Clearing the panel would cost a small product more than its arithmetic; Pack writes all that is read.
    [SkipLocalsInit]
    internal static void Multiply(MatrixView a, MatrixView b, Span<float> c, int cStride, bool accumulate, int tileColumns)
    {
        CheckShapes(a, b, c, cStride);
        ClearIfNothingToAdd(a, b, c, cStride, accumulate);
        int n = b.Columns;
        int k = a.Columns;
        float* panel = stackalloc float[BlockDepth * tileColumns];
        fixed (float* aBase = a.Values, bBase = b.Values, cBase = c)
        {
            for (int depth = 0; depth < k; depth += BlockDepth)
            {
                int length = Math.Min(BlockDepth, k - depth);
                for (int column = 0; column < n; column += tileColumns)
                {
                    int width = Math.Min(tileColumns, n - column);
                    Pack(
                        bBase + ((nint)depth * b.RowStride) + ((nint)column * b.ColumnStride),
                        b.RowStride, b.ColumnStride, length, width, tileColumns, panel);
                    MultiplyPanel(
                        aBase + ((nint)depth * a.ColumnStride), a, panel, length, width, cBase + column, cStride,
                        accumulate || depth > 0, tileColumns);
                }
            }
        }
    }

    private static void CheckShapes(MatrixView a, MatrixView b, Span<float> c, int cStride)
    {
        if (b.Rows != a.Columns || cStride < b.Columns || a.Values.Length < a.Extent || b.Values.Length < b.Extent
            || (a.Rows > 0 && c.Length < ((long)(a.Rows - 1) * cStride) + b.Columns))
        {
            throw new ArgumentException(
                $"({a.Rows}, {a.Columns}) in {a.Values.Length} values times ({b.Rows}, {b.Columns}) in " +
                $"{b.Values.Length} values does not go into {c.Length} values with rows {cStride} apart.");
        }
    }

    /// <summary>A product over no inner dimension is zero.</summary>
    private static void ClearIfNothingToAdd(MatrixView a, MatrixView b, Span<float> c, int cStride, bool accumulate)
    {
        for (int i = 0; !accumulate && a.Columns == 0 && i < a.Rows; i++)
        {
            c.Slice(i * cStride, b.Columns).Clear();
        }
    }

    /// <summary>Columns of B that a packed panel holds.</summary>
    internal static int PanelColumns => TileColumns;

    /// <summary>Floats that B of shape (k, n) takes when packed.</summary>
    internal static int PackedLength(int k, int n) => checked(k * ((n + TileColumns - 1) / TileColumns * TileColumns));

    /// <summary>Packs B, shape (k, n), once for many products with it: panel after panel, zeros where the last lacks columns.</summary>
    internal static void Pack(MatrixView b, Span<float> packed)
    {
        Debug.Assert(b.Values.Length >= b.Extent && packed.Length >= PackedLength(b.Rows, b.Columns), "shapes");
        fixed (float* source = b.Values, target = packed)
        {
            for (int column = 0; column < b.Columns; column += TileColumns)
            {
                Pack(
                    source + ((nint)column * b.ColumnStride), b.RowStride, b.ColumnStride, b.Rows,
                    Math.Min(TileColumns, b.Columns - column), TileColumns, target + ((nint)column * b.Rows));
            }
        }
    }

    /// <summary>Computes C = A·B or C += A·B with B of shape (k, n) as <see cref="Pack(MatrixView, Span{float})"/> left it; the same bits as without.</summary>
    internal static void MultiplyPacked(
        MatrixView a, ReadOnlySpan<float> packed, int n, Span<float> c, int cStride, bool accumulate)
    {
        Debug.Assert(
            a.Values.Length >= a.Extent && packed.Length >= PackedLength(a.Columns, n) && c.Length >= ((a.Rows - 1) * cStride) + n,
            "shapes");
        fixed (float* aBase = a.Values, panels = packed, cBase = c)
        {
            for (int column = 0; column < n; column += TileColumns)
            {
                float* panel = panels + ((nint)column * a.Columns);
                for (int depth = 0; depth < a.Columns; depth += BlockDepth)
                {
                    MultiplyPanel(
                        aBase + ((nint)depth * a.ColumnStride), a, panel + ((nint)depth * TileColumns),
                        Math.Min(BlockDepth, a.Columns - depth), Math.Min(TileColumns, n - column), cBase + column, cStride,
                        accumulate || depth > 0, TileColumns);
                }
            }
        }
    }

    /// <summary>A's rows times one panel of B into one column of tiles.</summary>
    [SkipLocalsInit]
    private static void MultiplyPanel(
        float* aBase, MatrixView a, float* panel, int length, int width, float* c, int cStride, bool add, int tileColumns)
    {
        float* edge = stackalloc float[TileRows * tileColumns];
        for (int row = 0; row < a.Rows; row += TileRows)
        {
            int height = Math.Min(TileRows, a.Rows - row);
            float* aTile = aBase + ((nint)row * a.RowStride);
            float* cTile = c + ((nint)row * cStride);
            if (height == TileRows && width == tileColumns)
            {
                Tile(aTile, a, height, panel, length, cTile, cStride, add, tileColumns);
            }
            else
            {
                Tile(aTile, a, height, panel, length, edge, tileColumns, false, tileColumns);
                CopyEdge(edge, tileColumns, cTile, cStride, height, width, add);
            }
        }
    }

    private static void Tile(
        float* aTile, MatrixView a, int height, float* panel, int length, float* c, int cStride, bool add, int tileColumns)
    {
        // Rows past the edge repeat the last one; their results are thrown away.
        Debug.Assert(height is > 0 and <= TileRows, "A tile has one to six rows.");
        nint r1 = (nint)a.RowStride * Math.Min(1, height - 1);
        nint r2 = (nint)a.RowStride * Math.Min(2, height - 1);
        nint r3 = (nint)a.RowStride * Math.Min(3, height - 1);
        nint r4 = (nint)a.RowStride * Math.Min(4, height - 1);
        nint r5 = (nint)a.RowStride * Math.Min(5, height - 1);
        if (tileColumns == 2 * Vector512<float>.Count)
        {
            Tile512(aTile, r1, r2, r3, r4, r5, a.ColumnStride, panel, length, c, cStride, add);
        }
        else
        {
            Tile256(aTile, r1, r2, r3, r4, r5, a.ColumnStride, panel, length, c, cStride, add);
        }
    }

    // Without a first, slow version that thousands of calls would go through before it is replaced.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile256(
        float* a, nint r1, nint r2, nint r3, nint r4, nint r5, nint step,
        float* b, int length, float* c, int cStride, bool add)
    {
        const int Width = 8;
        Vector256<float> s00 = default, s01 = default, s10 = default, s11 = default, s20 = default, s21 = default;
        Vector256<float> s30 = default, s31 = default, s40 = default, s41 = default, s50 = default, s51 = default;
        for (int p = 0; p < length; p++)
        {
            Vector256<float> b0 = Vector256.Load(b);
            Vector256<float> b1 = Vector256.Load(b + Width);
            Vector256<float> x = Vector256.Create(a[0]);
            s00 = Vector256.FusedMultiplyAdd(x, b0, s00);
            s01 = Vector256.FusedMultiplyAdd(x, b1, s01);
            x = Vector256.Create(a[r1]);
            s10 = Vector256.FusedMultiplyAdd(x, b0, s10);
            s11 = Vector256.FusedMultiplyAdd(x, b1, s11);
            x = Vector256.Create(a[r2]);
            s20 = Vector256.FusedMultiplyAdd(x, b0, s20);
            s21 = Vector256.FusedMultiplyAdd(x, b1, s21);
            x = Vector256.Create(a[r3]);
            s30 = Vector256.FusedMultiplyAdd(x, b0, s30);
            s31 = Vector256.FusedMultiplyAdd(x, b1, s31);
            x = Vector256.Create(a[r4]);
            s40 = Vector256.FusedMultiplyAdd(x, b0, s40);
            s41 = Vector256.FusedMultiplyAdd(x, b1, s41);
            x = Vector256.Create(a[r5]);
            s50 = Vector256.FusedMultiplyAdd(x, b0, s50);
            s51 = Vector256.FusedMultiplyAdd(x, b1, s51);
            a += step;
            b += 2 * Width;
        }

        Store256(c, s00, s01, add);
        Store256(c + cStride, s10, s11, add);
        Store256(c + (2 * (nint)cStride), s20, s21, add);
        Store256(c + (3 * (nint)cStride), s30, s31, add);
        Store256(c + (4 * (nint)cStride), s40, s41, add);
        Store256(c + (5 * (nint)cStride), s50, s51, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store256(float* c, Vector256<float> left, Vector256<float> right, bool add)
    {
        if (add)
        {
            left += Vector256.Load(c);
            right += Vector256.Load(c + 8);
        }

        left.Store(c);
        right.Store(c + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile512(
        float* a, nint r1, nint r2, nint r3, nint r4, nint r5, nint step,
        float* b, int length, float* c, int cStride, bool add)
    {
        const int Width = 16;
        Vector512<float> s00 = default, s01 = default, s10 = default, s11 = default, s20 = default, s21 = default;
        Vector512<float> s30 = default, s31 = default, s40 = default, s41 = default, s50 = default, s51 = default;
        for (int p = 0; p < length; p++)
        {
            Vector512<float> b0 = Vector512.Load(b);
            Vector512<float> b1 = Vector512.Load(b + Width);
            Vector512<float> x = Vector512.Create(a[0]);
            s00 = Vector512.FusedMultiplyAdd(x, b0, s00);
            s01 = Vector512.FusedMultiplyAdd(x, b1, s01);
            x = Vector512.Create(a[r1]);
            s10 = Vector512.FusedMultiplyAdd(x, b0, s10);
            s11 = Vector512.FusedMultiplyAdd(x, b1, s11);
            x = Vector512.Create(a[r2]);
            s20 = Vector512.FusedMultiplyAdd(x, b0, s20);
            s21 = Vector512.FusedMultiplyAdd(x, b1, s21);
            x = Vector512.Create(a[r3]);
            s30 = Vector512.FusedMultiplyAdd(x, b0, s30);
            s31 = Vector512.FusedMultiplyAdd(x, b1, s31);
            x = Vector512.Create(a[r4]);
            s40 = Vector512.FusedMultiplyAdd(x, b0, s40);
            s41 = Vector512.FusedMultiplyAdd(x, b1, s41);
            x = Vector512.Create(a[r5]);
            s50 = Vector512.FusedMultiplyAdd(x, b0, s50);
            s51 = Vector512.FusedMultiplyAdd(x, b1, s51);
            a += step;
            b += 2 * Width;
        }

        Store512(c, s00, s01, add);
        Store512(c + cStride, s10, s11, add);
        Store512(c + (2 * (nint)cStride), s20, s21, add);
        Store512(c + (3 * (nint)cStride), s30, s31, add);
        Store512(c + (4 * (nint)cStride), s40, s41, add);
        Store512(c + (5 * (nint)cStride), s50, s51, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store512(float* c, Vector512<float> left, Vector512<float> right, bool add)
    {
        if (add)
        {
            left += Vector512.Load(c);
            right += Vector512.Load(c + 16);
        }

        left.Store(c);
        right.Store(c + 16);
    }

    /// <summary>Copies <paramref name="length"/> rows of B into a panel of full width, missing columns zero.</summary>
    private static void Pack(
        float* b, int rowStride, int columnStride, int length, int width, int tileColumns, float* panel)
    {
        if (width < tileColumns)
        {
            new Span<float>(panel, length * tileColumns).Clear();
        }

        if (columnStride == 1)
        {
            for (int p = 0; p < length; p++)
            {
                new ReadOnlySpan<float>(b + ((nint)p * rowStride), width)
                    .CopyTo(new Span<float>(panel + ((nint)p * tileColumns), width));
            }

            return;
        }

        for (int column = 0; column < width; column++)
        {
            float* source = b + ((nint)column * columnStride);
            float* target = panel + column;
            for (int p = 0; p < length; p++)
            {
                *target = *source;
                source += rowStride;
                target += tileColumns;
            }
        }
    }

    private static void CopyEdge(float* edge, int edgeStride, float* c, int cStride, int height, int width, bool add)
    {
        for (int row = 0; row < height; row++)
        {
            ReadOnlySpan<float> values = new(edge + (row * edgeStride), width);
            Span<float> target = new(c + ((nint)row * cStride), width);
            if (add)
            {
                TensorPrimitives.Add(target, values, target);
            }
            else
            {
                values.CopyTo(target);
            }
        }
    }
}
