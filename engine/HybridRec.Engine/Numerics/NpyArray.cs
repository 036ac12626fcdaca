using System.Numerics;
using System.Numerics.Tensors;

namespace HybridRec.Engine.Numerics;

/// <summary>An array as numpy stores it: row-major values of one type, and a shape. Wraps its values without copying.</summary>
public sealed class NpyArray
{
    internal NpyArray(string path, int[] shape, Array values)
    {
        Path = path;
        Shape = shape;
        Values = values;
    }

    /// <summary>The file it was read from.</summary>
    public string Path { get; }

    /// <summary>Sizes; empty for a scalar.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>
    /// Row-major values as they were stored: an array of byte, sbyte, short, ushort, int, uint, long, ulong, Half, float
    /// or double.
    /// </summary>
    public Array Values { get; }

    /// <summary>Type of a value. To be asked instead of <c>Values is byte[]</c>, which is true of an sbyte[] too.</summary>
    public Type ElementType => Values.GetType().GetElementType()!;

    /// <summary>The values as float32, rounded to the nearest where that is narrower; not copied where they are float32.</summary>
    public float[] ToFloats() =>
        ElementType == typeof(float) ? (float[])Values
        : ElementType == typeof(double) ? Convert<double>()
        : ElementType == typeof(Half) ? Convert<Half>()
        : ElementType == typeof(byte) ? Convert<byte>()
        : ElementType == typeof(sbyte) ? Convert<sbyte>()
        : ElementType == typeof(short) ? Convert<short>()
        : ElementType == typeof(ushort) ? Convert<ushort>()
        : ElementType == typeof(int) ? Convert<int>()
        : ElementType == typeof(uint) ? Convert<uint>()
        : ElementType == typeof(long) ? Convert<long>()
        : Convert<ulong>();

    /// <summary>The values as a matrix of finite numbers, e.g. one vector an item.</summary>
    /// <exception cref="NpyFormatException">It has not two axes, or holds NaN or an infinity; the message says in which row.</exception>
    public FactorMatrix ToMatrix()
    {
        if (Shape is not [int rows, int columns])
        {
            throw new NpyFormatException(Path, $"holds an array of shape ({string.Join(", ", Shape)}), not a matrix");
        }

        if (columns == 0)
        {
            throw new NpyFormatException(Path, "holds vectors of length 0");
        }

        float[] values = ToFloats();
        int wrong = values.AsSpan().IndexOfAny(float.NaN, float.PositiveInfinity, float.NegativeInfinity);
        return wrong < 0
            ? new FactorMatrix(values, rows, columns, default)
            : throw new NpyFormatException(
                Path, $"row {wrong / columns}, column {wrong % columns} is not a finite number (rows count from 0)");
    }

    private float[] Convert<T>()
        where T : INumberBase<T>
    {
        T[] values = (T[])Values;
        float[] floats = new float[values.Length];
        TensorPrimitives.ConvertTruncating<T, float>(values, floats);
        return floats;
    }
}
