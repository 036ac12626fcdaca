namespace HybridRec.Engine.Numerics;

/// <summary>A dense row-major matrix of float32, one row per user, item or track, that knows which model made it.</summary>
/// <remarks>Not thread-safe for writing; safe for any number of readers once nothing writes to it.</remarks>
public sealed class FactorMatrix
{
    /// <summary>Allocates a matrix of zeros.</summary>
    /// <param name="rows">Number of rows, ≥ 0.</param>
    /// <param name="rank">Number of columns (latent dimensions), ≥ 1.</param>
    /// <param name="version">The model these rows belong to.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range.</exception>
    /// <exception cref="OverflowException">rows · rank does not fit one array.</exception>
    public FactorMatrix(int rows, int rank, ModelVersion version = default)
        : this(new float[checked(Math.Max(rows, 0) * Math.Max(rank, 1))], rows, rank, version)
    {
    }

    /// <summary>Wraps existing values without copying.</summary>
    /// <param name="values">Row-major values, shape (rows · rank).</param>
    /// <param name="rows">Number of rows, ≥ 0.</param>
    /// <param name="rank">Number of columns, ≥ 1.</param>
    /// <param name="version">The model these rows belong to.</param>
    /// <exception cref="ArgumentException"><paramref name="values"/> has another length.</exception>
    public FactorMatrix(float[] values, int rows, int rank, ModelVersion version = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(rank, 1);
        if (values.Length != checked(rows * rank))
        {
            throw new ArgumentException($"{values.Length} values do not fill ({rows}, {rank}).", nameof(values));
        }

        Values = values;
        Rows = rows;
        Rank = rank;
        Version = version;
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns f.</summary>
    public int Rank { get; }

    /// <summary>The model these rows belong to.</summary>
    public ModelVersion Version { get; }

    /// <summary>All values, row-major, shape (rows · rank).</summary>
    public float[] Values { get; }

    /// <summary>One row, writable, shape (rank).</summary>
    /// <param name="row">Row number, 0 ≤ row &lt; <see cref="Rows"/>.</param>
    public Span<float> Row(int row) => Values.AsSpan(row * Rank, Rank);
}
