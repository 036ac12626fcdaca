namespace HybridRec.Engine.Numerics;

/// <summary>Element types this engine writes and reads as safetensors.</summary>
public enum TensorType
{
    /// <summary>IEEE 754 binary32, little-endian.</summary>
    F32,

    /// <summary>Two's complement 64-bit integer, little-endian.</summary>
    I64,
}

/// <summary>A dense row-major array with a shape, as stored in a safetensors file. Wraps its values without copying.</summary>
public sealed class SafeTensor
{
    private readonly Array _values;

    /// <summary>Wraps float32 values.</summary>
    /// <param name="shape">Sizes, each ≥ 0; empty for a scalar.</param>
    /// <param name="values">Row-major values; as many as the product of <paramref name="shape"/>.</param>
    /// <exception cref="ArgumentException">The shape does not fit the values.</exception>
    public SafeTensor(int[] shape, float[] values)
        : this(shape, values, TensorType.F32)
    {
    }

    /// <summary>Wraps 64-bit integers.</summary>
    /// <param name="shape">Sizes, each ≥ 0; empty for a scalar.</param>
    /// <param name="values">Row-major values; as many as the product of <paramref name="shape"/>.</param>
    /// <exception cref="ArgumentException">The shape does not fit the values.</exception>
    public SafeTensor(int[] shape, long[] values)
        : this(shape, values, TensorType.I64)
    {
    }

    private SafeTensor(int[] shape, Array values, TensorType type)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(values);
        long count = 1;
        foreach (int size in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(shape));
            count = checked(count * size);
        }

        if (count != values.LongLength)
        {
            throw new ArgumentException(
                $"{values.LongLength} values do not fill ({string.Join(", ", shape)}).", nameof(values));
        }

        Shape = shape;
        Type = type;
        _values = values;
    }

    /// <summary>Sizes; empty for a scalar.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>Element type.</summary>
    public TensorType Type { get; }

    /// <summary>Number of elements.</summary>
    public long Count => _values.LongLength;

    /// <summary>The values, not copied.</summary>
    /// <exception cref="InvalidOperationException">The tensor is not <see cref="TensorType.F32"/>.</exception>
    public float[] Floats =>
        _values as float[] ?? throw new InvalidOperationException($"The tensor holds {Type}, not F32.");

    /// <summary>The values, not copied.</summary>
    /// <exception cref="InvalidOperationException">The tensor is not <see cref="TensorType.I64"/>.</exception>
    public long[] Longs =>
        _values as long[] ?? throw new InvalidOperationException($"The tensor holds {Type}, not I64.");

    internal static int ElementSize(TensorType type) => type == TensorType.I64 ? sizeof(long) : sizeof(float);
}
