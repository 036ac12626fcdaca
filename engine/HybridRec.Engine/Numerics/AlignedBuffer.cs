using System.Runtime.CompilerServices;

namespace HybridRec.Engine.Numerics;

/// <summary>Memory that begins on a cache line and is never moved, so that no vector of 512 bits lies across two lines.</summary>
internal static class AlignedBuffer
{
    private const int LineFloats = 64 / sizeof(float);

    /// <summary>Allocates zeros.</summary>
    /// <param name="length">Number of values, ≥ 0.</param>
    public static unsafe Memory<float> Allocate(int length)
    {
        float[] values = GC.AllocateArray<float>(checked(length + LineFloats - 1), pinned: true);
        nuint address = (nuint)Unsafe.AsPointer(ref values[0]) / sizeof(float);
        int skip = (int)((LineFloats - (address % LineFloats)) % LineFloats);
        return values.AsMemory(skip, length);
    }
}
