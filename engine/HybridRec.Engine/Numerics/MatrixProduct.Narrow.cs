using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HybridRec.Engine.Numerics;

/// <content>
/// Products of at most one 512-bit vector of columns, such as a convolution of 16 channels: tiles of 12 rows by one vector,
/// since half of a tile of two would be wasted.
/// </content>
internal static unsafe partial class MatrixProduct
{
    private const int NarrowRows = 12;
    private const int NarrowColumns = 16;

    [SkipLocalsInit]
    private static void MultiplyNarrow(MatrixView a, MatrixView b, Span<float> c, int cStride, bool accumulate)
    {
        CheckShapes(a, b, c, cStride);
        ClearIfNothingToAdd(a, b, c, cStride, accumulate);
        int n = b.Columns;
        float* panel = stackalloc float[BlockDepth * NarrowColumns];
        float* edge = stackalloc float[NarrowRows * NarrowColumns];
        nint* rows = stackalloc nint[NarrowRows];
        fixed (float* aBase = a.Values, bBase = b.Values, cBase = c)
        {
            for (int depth = 0; depth < a.Columns; depth += BlockDepth)
            {
                int length = Math.Min(BlockDepth, a.Columns - depth);
                bool add = accumulate || depth > 0;
                Pack(bBase + ((nint)depth * b.RowStride), b.RowStride, b.ColumnStride, length, n, NarrowColumns, panel);
                for (int row = 0; row < a.Rows; row += NarrowRows)
                {
                    // Rows past the edge repeat the last one; their results are thrown away.
                    int height = Math.Min(NarrowRows, a.Rows - row);
                    for (int i = 0; i < NarrowRows; i++)
                    {
                        rows[i] = (nint)a.RowStride * Math.Min(i, height - 1);
                    }

                    float* aTile = aBase + ((nint)row * a.RowStride) + ((nint)depth * a.ColumnStride);
                    float* cTile = cBase + ((nint)row * cStride);
                    if (height == NarrowRows && n == NarrowColumns)
                    {
                        NarrowTile(aTile, rows, a.ColumnStride, panel, length, cTile, cStride, add);
                    }
                    else
                    {
                        NarrowTile(aTile, rows, a.ColumnStride, panel, length, edge, NarrowColumns, false);
                        CopyEdge(edge, NarrowColumns, cTile, cStride, height, n, add);
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void NarrowTile(
        float* a, nint* rows, nint step, float* b, int length, float* c, int cStride, bool add)
    {
        Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default;
        Vector512<float> s6 = default, s7 = default, s8 = default, s9 = default, s10 = default, s11 = default;
        nint r1 = rows[1], r2 = rows[2], r3 = rows[3], r4 = rows[4], r5 = rows[5], r6 = rows[6];
        nint r7 = rows[7], r8 = rows[8], r9 = rows[9], r10 = rows[10], r11 = rows[11];
        for (int p = 0; p < length; p++)
        {
            Vector512<float> x = Vector512.Load(b);
            s0 = Vector512.FusedMultiplyAdd(Vector512.Create(a[0]), x, s0);
            s1 = Vector512.FusedMultiplyAdd(Vector512.Create(a[r1]), x, s1);
            s2 = Vector512.FusedMultiplyAdd(Vector512.Create(a[r2]), x, s2);
            s3 = Vector512.FusedMultiplyAdd(Vector512.Create(a[r3]), x, s3);
            s4 = Vector512.FusedMultiplyAdd(Vector512.Create(a[r4]), x, s4);
            s5 = Vector512.FusedMultiplyAdd(Vector512.Create(a[r5]), x, s5);
            s6 = Vector512.FusedMultiplyAdd(Vector512.Create(a[r6]), x, s6);
            s7 = Vector512.FusedMultiplyAdd(Vector512.Create(a[r7]), x, s7);
            s8 = Vector512.FusedMultiplyAdd(Vector512.Create(a[r8]), x, s8);
            s9 = Vector512.FusedMultiplyAdd(Vector512.Create(a[r9]), x, s9);
            s10 = Vector512.FusedMultiplyAdd(Vector512.Create(a[r10]), x, s10);
            s11 = Vector512.FusedMultiplyAdd(Vector512.Create(a[r11]), x, s11);
            a += step;
            b += NarrowColumns;
        }

        StoreNarrow(c, s0, add);
        StoreNarrow(c + cStride, s1, add);
        StoreNarrow(c + (2 * (nint)cStride), s2, add);
        StoreNarrow(c + (3 * (nint)cStride), s3, add);
        StoreNarrow(c + (4 * (nint)cStride), s4, add);
        StoreNarrow(c + (5 * (nint)cStride), s5, add);
        StoreNarrow(c + (6 * (nint)cStride), s6, add);
        StoreNarrow(c + (7 * (nint)cStride), s7, add);
        StoreNarrow(c + (8 * (nint)cStride), s8, add);
        StoreNarrow(c + (9 * (nint)cStride), s9, add);
        StoreNarrow(c + (10 * (nint)cStride), s10, add);
        StoreNarrow(c + (11 * (nint)cStride), s11, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreNarrow(float* c, Vector512<float> sum, bool add) => (add ? sum + Vector512.Load(c) : sum).Store(c);
}
