namespace HybridRec.Engine.Interactions;

/// <summary>Play counts r_ui as a sparse users × items matrix in compressed rows. Immutable and thread-safe.</summary>
/// <remarks>
/// What speaks against a pair stands beside the plays, in <see cref="Against"/>, so that a count of pairs remains a count
/// of what was played: popularity and neighbours look at plays alone, the factorisation at both.
/// </remarks>
public sealed class InteractionMatrix
{
    private readonly int[] _starts;
    private readonly int[] _columns;
    private readonly float[] _values;
    private InteractionMatrix? _transpose;

    private InteractionMatrix(int rows, int columns, int[] starts, int[] columnOf, float[] values)
    {
        RowCount = rows;
        ColumnCount = columns;
        _starts = starts;
        _columns = columnOf;
        _values = values;
    }

    /// <summary>Number of rows: users, or items in a <see cref="Transpose"/>.</summary>
    public int RowCount { get; }

    /// <summary>Number of columns: items, or users in a <see cref="Transpose"/>.</summary>
    public int ColumnCount { get; }

    /// <summary>Number of stored pairs.</summary>
    public int Count => _values.Length;

    /// <summary>
    /// Evidence against pairs, of the same shape: values are in confidences of one play, as <see cref="EvidenceOptions"/>
    /// weighs skips and dislikes. Null where there is none. A pair may have both plays and evidence against.
    /// </summary>
    public InteractionMatrix? Against { get; private init; }

    /// <summary>Column numbers of a row, ascending.</summary>
    /// <param name="row">0 ≤ row &lt; <see cref="RowCount"/>.</param>
    public ReadOnlySpan<int> Columns(int row) => _columns.AsSpan(_starts[row], _starts[row + 1] - _starts[row]);

    /// <summary>Play counts of a row, &gt; 0, beside <see cref="Columns"/>.</summary>
    /// <param name="row">0 ≤ row &lt; <see cref="RowCount"/>.</param>
    public ReadOnlySpan<float> Values(int row) => _values.AsSpan(_starts[row], _starts[row + 1] - _starts[row]);

    /// <summary>Column numbers of a row and of all rows behind it, for fetching ahead.</summary>
    /// <param name="row">0 ≤ row &lt; <see cref="RowCount"/>.</param>
    internal ReadOnlySpan<int> ColumnsFrom(int row) => _columns.AsSpan(_starts[row]);

    /// <summary>Pairs of all rows before a row: where its own begin.</summary>
    /// <param name="row">0 ≤ row &lt; <see cref="RowCount"/>.</param>
    internal int PairsBefore(int row) => _starts[row];

    /// <summary>All pairs, row by row, columns ascending.</summary>
    public IEnumerable<(int Row, int Column, float PlayCount)> Pairs()
    {
        for (int row = 0; row < RowCount; row++)
        {
            for (int at = _starts[row]; at < _starts[row + 1]; at++)
            {
                yield return (row, _columns[at], _values[at]);
            }
        }
    }

    /// <summary>Whether a row has a pair with a column. O(log pairs of the row).</summary>
    /// <param name="row">0 ≤ row &lt; <see cref="RowCount"/>.</param>
    /// <param name="column">The column.</param>
    public bool Contains(int row, int column) => Columns(row).BinarySearch(column) >= 0;

    /// <summary>Pairs of each row, shape (rows): items of a user, or users n_i of an item in a <see cref="Transpose"/>. O(rows).</summary>
    public int[] CountPairsByRow()
    {
        int[] counts = new int[RowCount];
        for (int row = 0; row < RowCount; row++)
        {
            counts[row] = _starts[row + 1] - _starts[row];
        }

        return counts;
    }

    /// <summary>Number of rows with at least one play: active users, or played items in a <see cref="Transpose"/>. O(rows).</summary>
    public int CountRowsWithPlays()
    {
        int active = 0;
        for (int row = 0; row < RowCount; row++)
        {
            active += _starts[row + 1] > _starts[row] ? 1 : 0;
        }

        return active;
    }

    /// <summary>Builds the matrix; pairs given twice are added up, pairs whose sum is 0 are left out.</summary>
    /// <param name="rowCount">Number of users, ≥ 0.</param>
    /// <param name="columnCount">Number of items, ≥ 0.</param>
    /// <param name="plays">(user row, item row, play count) in any order; counts finite and ≥ 0.</param>
    /// <exception cref="ArgumentException">A row is out of range, or a count is negative, NaN or infinite, or adds up to that; values in the message.</exception>
    /// <remarks>O(n log n) time, O(n) memory. The result does not depend on the order of <paramref name="plays"/>.</remarks>
    public static InteractionMatrix Build(
        int rowCount, int columnCount, IEnumerable<(int Row, int Column, float PlayCount)> plays)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rowCount);
        ArgumentOutOfRangeException.ThrowIfNegative(columnCount);
        ArgumentNullException.ThrowIfNull(plays);
        (int Row, int Column, float PlayCount)[] sorted = [.. plays];
        foreach ((int row, int column, float playCount) in sorted)
        {
            if ((uint)row >= (uint)rowCount || (uint)column >= (uint)columnCount)
            {
                throw new ArgumentException($"({row}, {column}) lies outside ({rowCount}, {columnCount}).", nameof(plays));
            }

            if (!float.IsFinite(playCount) || playCount < 0)
            {
                throw new ArgumentException(
                    $"Play count {playCount} of ({row}, {column}) is not a finite number ≥ 0.", nameof(plays));
            }
        }

        // The count is part of the key, so that sums of floats do not depend on the order of the input.
        Array.Sort(sorted);
        int[] starts = new int[rowCount + 1];
        List<int> columnOf = new(sorted.Length);
        List<float> values = new(sorted.Length);
        for (int at = 0; at < sorted.Length;)
        {
            (int row, int column, _) = sorted[at];
            double sum = 0;
            for (; at < sorted.Length && sorted[at].Row == row && sorted[at].Column == column; at++)
            {
                sum += sorted[at].PlayCount;
            }

            if (sum > float.MaxValue)
            {
                throw new ArgumentException(
                    $"Play counts of ({row}, {column}) add up to {sum}, more than a float can hold.", nameof(plays));
            }

            if (sum > 0)
            {
                columnOf.Add(column);
                values.Add((float)sum);
                starts[row + 1]++;
            }
        }

        for (int row = 0; row < rowCount; row++)
        {
            starts[row + 1] += starts[row];
        }

        return new InteractionMatrix(rowCount, columnCount, starts, [.. columnOf], [.. values]);
    }

    /// <summary>Some of the plays; evidence against pairs stays. As <see cref="Build"/>.</summary>
    /// <param name="kept">Whether to keep the play of a row and a column.</param>
    public InteractionMatrix Where(Func<int, int, bool> kept) =>
        Build(RowCount, ColumnCount, Pairs().Where(pair => kept(pair.Row, pair.Column))).WithAgainst(Against);

    /// <summary>The same plays with evidence against pairs beside them. O(1).</summary>
    /// <param name="against">See <see cref="Against"/>; null or without pairs for none.</param>
    /// <exception cref="ArgumentException">The shape differs.</exception>
    public InteractionMatrix WithAgainst(InteractionMatrix? against)
    {
        if (against is not null && (against.RowCount != RowCount || against.ColumnCount != ColumnCount))
        {
            throw new ArgumentException(
                $"Evidence against ({against.RowCount}, {against.ColumnCount}) does not fit plays ({RowCount}, {ColumnCount}).",
                nameof(against));
        }

        return new InteractionMatrix(RowCount, ColumnCount, _starts, _columns, _values)
        {
            Against = against is { Count: > 0 } ? against : null,
        };
    }

    /// <summary>The same pairs, and those of <see cref="Against"/>, as items × users; computed once, O(n).</summary>
    public InteractionMatrix Transpose()
    {
        if (_transpose is { } known)
        {
            return known;
        }

        int[] starts = new int[ColumnCount + 1];
        foreach (int column in _columns)
        {
            starts[column + 1]++;
        }

        for (int column = 0; column < ColumnCount; column++)
        {
            starts[column + 1] += starts[column];
        }

        int[] next = starts[..^1];
        int[] columnOf = new int[Count];
        float[] values = new float[Count];
        for (int row = 0; row < RowCount; row++)
        {
            for (int at = _starts[row]; at < _starts[row + 1]; at++)
            {
                int target = next[_columns[at]]++;
                columnOf[target] = row;
                values[target] = _values[at];
            }
        }

        return _transpose = new InteractionMatrix(ColumnCount, RowCount, starts, columnOf, values)
        {
            _transpose = this,
            Against = Against?.Transpose(),
        };
    }

    /// <summary>The same pairs with other values.</summary>
    /// <param name="weight">Gets row, column and play count; gives a finite value &gt; 0.</param>
    /// <remarks>O(pairs).</remarks>
    internal InteractionMatrix Reweighted(Func<int, int, float, float> weight)
    {
        float[] values = new float[Count];
        for (int row = 0; row < RowCount; row++)
        {
            for (int at = _starts[row]; at < _starts[row + 1]; at++)
            {
                values[at] = weight(row, _columns[at], _values[at]);
            }
        }

        return new InteractionMatrix(RowCount, ColumnCount, _starts, _columns, values);
    }
}
