namespace HybridRec.Engine.Numerics;

/// <summary>A matrix of mostly zeros, row by row: the columns with a value, ascending, and the values. Immutable by convention.</summary>
public sealed class SparseMatrix
{
    private readonly long[] _starts;
    private readonly long[] _columns;
    private readonly float[] _values;

    /// <summary>Wraps the arrays without copying.</summary>
    /// <param name="starts">Where each row starts and, last, where the last one ends; shape (rows + 1).</param>
    /// <param name="columns">Column of each value, ascending within a row, 0 ≤ column &lt; <paramref name="columnCount"/>.</param>
    /// <param name="values">The values, finite.</param>
    /// <param name="columnCount">Number of columns.</param>
    /// <exception cref="ArgumentException">The arrays do not fit together; the message says how.</exception>
    public SparseMatrix(long[] starts, long[] columns, float[] values, int columnCount)
    {
        ArgumentNullException.ThrowIfNull(starts);
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(values);
        _starts = starts;
        _columns = columns;
        _values = values;
        ColumnCount = columnCount;
        if (Fault() is { } fault)
        {
            throw new ArgumentException($"Not a sparse matrix: {fault}.");
        }
    }

    /// <summary>Makes a matrix of the values of each row.</summary>
    /// <param name="rows">For every row its columns and values, each column once, in any order.</param>
    /// <param name="columnCount">Number of columns.</param>
    /// <exception cref="ArgumentException">A column is out of range or occurs twice in a row, or a value is not finite.</exception>
    public static SparseMatrix FromRows(IReadOnlyList<IEnumerable<ScoredRow>> rows, int columnCount)
    {
        ArgumentNullException.ThrowIfNull(rows);
        long[] starts = new long[rows.Count + 1];
        List<long> columns = [];
        List<float> values = [];
        for (int row = 0; row < rows.Count; row++)
        {
            foreach ((int column, float value) in rows[row].OrderBy(link => link.Row))
            {
                columns.Add(column);
                values.Add(value);
            }

            starts[row + 1] = columns.Count;
        }

        return new SparseMatrix(starts, [.. columns], [.. values], columnCount);
    }

    /// <summary>Number of rows.</summary>
    public int RowCount => _starts.Length - 1;

    /// <summary>Number of columns.</summary>
    public int ColumnCount { get; }

    /// <summary>Where each row starts, and where the last one ends.</summary>
    public long[] Starts => _starts;

    /// <summary>Columns of all values, row by row.</summary>
    public long[] AllColumns => _columns;

    /// <summary>All values, row by row.</summary>
    public float[] AllValues => _values;

    /// <summary>Columns of a row's values, ascending.</summary>
    public ReadOnlySpan<long> Columns(int row) => _columns.AsSpan((int)_starts[row], (int)(_starts[row + 1] - _starts[row]));

    /// <summary>A row's values, in the order of <see cref="Columns"/>.</summary>
    public ReadOnlySpan<float> Values(int row) => _values.AsSpan((int)_starts[row], (int)(_starts[row + 1] - _starts[row]));

    /// <summary>One value, 0 where there is none. O(log values of the row).</summary>
    public float this[int row, int column] =>
        Columns(row).BinarySearch((long)column) is >= 0 and int at ? Values(row)[at] : 0f;

    /// <summary>Adds a multiple of a row to a dense vector.</summary>
    /// <param name="row">The row.</param>
    /// <param name="weight">What it is multiplied by.</param>
    /// <param name="sums">The vector, shape (columns).</param>
    public void AddRow(int row, float weight, Span<float> sums)
    {
        ReadOnlySpan<long> columns = Columns(row);
        ReadOnlySpan<float> values = Values(row);
        for (int at = 0; at < columns.Length; at++)
        {
            sums[(int)columns[at]] += weight * values[at];
        }
    }

    private string? Fault()
    {
        if (_starts.Length == 0 || _starts[0] != 0 || _starts[^1] != _columns.Length || _values.Length != _columns.Length)
        {
            return $"{_starts.Length} starts, {_columns.Length} columns and {_values.Length} values do not fit";
        }

        for (int row = 0; row < RowCount; row++)
        {
            if (_starts[row + 1] < _starts[row] || _starts[row + 1] > _columns.Length)
            {
                return $"row {row} ends at {_starts[row + 1]} and starts at {_starts[row]}";
            }

            ReadOnlySpan<long> columns = Columns(row);
            for (int at = 0; at < columns.Length; at++)
            {
                if (columns[at] < 0 || columns[at] >= ColumnCount || (at > 0 && columns[at] <= columns[at - 1])
                    || !float.IsFinite(Values(row)[at]))
                {
                    return $"row {row} has the value {Values(row)[at]} in column {columns[at]}";
                }
            }
        }

        return null;
    }
}
