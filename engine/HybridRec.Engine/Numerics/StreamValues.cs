using System.Runtime.InteropServices;

namespace HybridRec.Engine.Numerics;

/// <summary>Arrays in files: values as they lie in memory, a part at a time.</summary>
internal static class StreamValues
{
    /// <summary>Elements handed to the stream at once: a span of bytes cannot exceed 2 GB, an array can.</summary>
    private const int Chunk = 1 << 24;

    /// <summary>Reads values.</summary>
    /// <typeparam name="T">A primitive type.</typeparam>
    /// <param name="stream">From where.</param>
    /// <param name="count">How many, ≥ 0.</param>
    /// <exception cref="EndOfStreamException">The stream ends before.</exception>
    public static T[] Read<T>(FileStream stream, int count)
        where T : struct
    {
        T[] values = new T[count];
        for (int start = 0; start < count; start += Chunk)
        {
            stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan(start, Math.Min(Chunk, count - start))));
        }

        return values;
    }

    /// <summary>Writes values.</summary>
    /// <typeparam name="T">A primitive type.</typeparam>
    /// <param name="stream">To where.</param>
    /// <param name="values">The values.</param>
    public static void Write<T>(FileStream stream, ReadOnlySpan<T> values)
        where T : struct
    {
        for (int start = 0; start < values.Length; start += Chunk)
        {
            stream.Write(MemoryMarshal.AsBytes(values.Slice(start, Math.Min(Chunk, values.Length - start))));
        }
    }
}
