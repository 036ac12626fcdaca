using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HybridRec.Engine.Audio;

/// <summary>Some doubles in a row that are computed with together, each for itself.</summary>
/// <typeparam name="T">The implementation itself.</typeparam>
internal interface ILanes<T>
    where T : struct, ILanes<T>
{
    /// <summary>How many.</summary>
    static abstract int Count { get; }

    /// <summary>The same value in all.</summary>
    static abstract T Create(double value);

    /// <summary>Reads them.</summary>
    static abstract T Load(ref double source, int at);

    /// <summary>Writes them.</summary>
    void Store(ref double target, int at);

    static abstract T operator +(T left, T right);

    static abstract T operator -(T left, T right);

    static abstract T operator *(T left, T right);
}

/// <summary>One double.</summary>
internal readonly record struct Lanes1(double Values) : ILanes<Lanes1>
{
    public static int Count => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Create(double value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Load(ref double source, int at) => new(Unsafe.Add(ref source, at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref double target, int at) => Unsafe.Add(ref target, at) = Values;

    public static Lanes1 operator +(Lanes1 left, Lanes1 right) => new(left.Values + right.Values);

    public static Lanes1 operator -(Lanes1 left, Lanes1 right) => new(left.Values - right.Values);

    public static Lanes1 operator *(Lanes1 left, Lanes1 right) => new(left.Values * right.Values);
}

/// <summary>Four doubles.</summary>
internal readonly record struct Lanes4(Vector256<double> Values) : ILanes<Lanes4>
{
    public static int Count => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 Create(double value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 Load(ref double source, int at) => new(Vector256.LoadUnsafe(ref source, (nuint)at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref double target, int at) => Values.StoreUnsafe(ref target, (nuint)at);

    public static Lanes4 operator +(Lanes4 left, Lanes4 right) => new(left.Values + right.Values);

    public static Lanes4 operator -(Lanes4 left, Lanes4 right) => new(left.Values - right.Values);

    public static Lanes4 operator *(Lanes4 left, Lanes4 right) => new(left.Values * right.Values);
}

/// <summary>Eight doubles.</summary>
internal readonly record struct Lanes8(Vector512<double> Values) : ILanes<Lanes8>
{
    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Create(double value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Load(ref double source, int at) => new(Vector512.LoadUnsafe(ref source, (nuint)at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref double target, int at) => Values.StoreUnsafe(ref target, (nuint)at);

    public static Lanes8 operator +(Lanes8 left, Lanes8 right) => new(left.Values + right.Values);

    public static Lanes8 operator -(Lanes8 left, Lanes8 right) => new(left.Values - right.Values);

    public static Lanes8 operator *(Lanes8 left, Lanes8 right) => new(left.Values * right.Values);
}
