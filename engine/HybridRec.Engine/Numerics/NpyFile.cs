using System.Buffers.Binary;
using System.Text;

namespace HybridRec.Engine.Numerics;

/// <summary>Reads and writes numpy's <c>.npy</c> files.</summary>
/// <remarks>
/// Layout (numpy.lib.format): the magic "\x93NUMPY", two bytes of version (1 to 3), a little-endian header length (2 bytes
/// in version 1, 4 later), a header that is a Python literal, and the values. Read are little-endian integers and
/// floating-point numbers in C order. No size in the file is trusted: memory is allocated only for bytes that it really has.
/// </remarks>
public static class NpyFile
{
    /// <summary>Largest accepted header in bytes. numpy writes 128 or so for a plain array.</summary>
    public const int MaxHeaderBytes = 64 * 1024;

    private const int MagicBytes = 6;
    private const int Alignment = 64;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="NpyFormatException">It is missing, unreadable, damaged, or of another type or order; the message says how.</exception>
    public static NpyArray Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return Read(stream, path);
        }
        catch (EndOfStreamException error)
        {
            throw new NpyFormatException(path, "is cut off", error);
        }
        catch (InvalidDataException error)
        {
            throw new NpyFormatException(path, error.Message, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            string reason = error is FileNotFoundException or DirectoryNotFoundException
                ? "does not exist"
                : $"cannot be read ({error.Message.TrimEnd('.')})";
            throw new NpyFormatException(path, reason, error);
        }
    }

    /// <summary>Writes float32 values.</summary>
    /// <param name="path">File to create; overwritten if it exists.</param>
    /// <param name="values">Row-major values; as many as the product of <paramref name="shape"/>.</param>
    /// <param name="shape">Sizes, each ≥ 0.</param>
    /// <exception cref="ArgumentException">The shape does not fit the values.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<float> values, params ReadOnlySpan<int> shape) =>
        Write(path, "<f4", values, shape);

    /// <summary>Writes bytes.</summary>
    /// <inheritdoc cref="Write(string, ReadOnlySpan{float}, ReadOnlySpan{int})"/>
    public static void Write(string path, ReadOnlySpan<byte> values, params ReadOnlySpan<int> shape) =>
        Write(path, "|u1", values, shape);

    private static NpyArray Read(FileStream stream, string path)
    {
        NpyHeader header = ReadHeader(stream);
        long count = header.Count;
        int size = header.ElementBytes;
        long present = stream.Length - stream.Position;
        if (count > Array.MaxLength)
        {
            throw new InvalidDataException($"has a shape ({string.Join(", ", header.Shape)}) of more values than fit an array");
        }

        if (present != count * size)
        {
            throw new InvalidDataException(
                $"has {present} bytes of values, not the {count * size} of {header.Type} ({string.Join(", ", header.Shape)})");
        }

        return new NpyArray(path, header.Shape, header.Type switch
        {
            "u1" => StreamValues.Read<byte>(stream, (int)count),
            "i1" => StreamValues.Read<sbyte>(stream, (int)count),
            "u2" => StreamValues.Read<ushort>(stream, (int)count),
            "i2" => StreamValues.Read<short>(stream, (int)count),
            "u4" => StreamValues.Read<uint>(stream, (int)count),
            "i4" => StreamValues.Read<int>(stream, (int)count),
            "u8" => StreamValues.Read<ulong>(stream, (int)count),
            "i8" => StreamValues.Read<long>(stream, (int)count),
            "f2" => StreamValues.Read<Half>(stream, (int)count),
            "f4" => StreamValues.Read<float>(stream, (int)count),
            _ => StreamValues.Read<double>(stream, (int)count),
        });
    }

    private static NpyHeader ReadHeader(FileStream stream)
    {
        Span<byte> start = stackalloc byte[MagicBytes + 2];
        if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length
            || !start.StartsWith(Magic))
        {
            throw new InvalidDataException("is no .npy file");
        }

        int version = start[MagicBytes];
        if (version is < 1 or > 3)
        {
            throw new InvalidDataException($"has version {version} of the .npy format; 1 to 3 are read");
        }

        Span<byte> length = stackalloc byte[sizeof(uint)];
        length.Clear();
        stream.ReadExactly(length[..(version == 1 ? sizeof(ushort) : sizeof(uint))]);
        uint headerBytes = BinaryPrimitives.ReadUInt32LittleEndian(length);
        if (headerBytes > MaxHeaderBytes)
        {
            throw new InvalidDataException($"claims a header of {headerBytes} bytes; at most {MaxHeaderBytes} are read");
        }

        byte[] header = new byte[headerBytes];
        stream.ReadExactly(header);
        return NpyHeader.Parse(Encoding.UTF8.GetString(header));
    }

    private static void Write<T>(string path, string type, ReadOnlySpan<T> values, ReadOnlySpan<int> shape)
        where T : struct
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        long count = 1;
        foreach (int size in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(shape));
            count = checked(count * size);
        }

        if (count != values.Length)
        {
            throw new ArgumentException(
                $"{values.Length} values do not fill ({string.Join(", ", shape.ToArray())}).", nameof(values));
        }

        string sizes = shape.Length == 1 ? $"{shape[0]}," : string.Join(", ", shape.ToArray());
        string literal = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({sizes}), }}";
        int unpadded = MagicBytes + 2 + sizeof(ushort) + literal.Length + 1;
        int padding = (Alignment - (unpadded % Alignment)) % Alignment;
        byte[] header = Encoding.ASCII.GetBytes(literal + new string(' ', padding) + "\n");
        Span<byte> length = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16LittleEndian(length, checked((ushort)header.Length));

        using FileStream stream = new(path, FileMode.Create, FileAccess.Write, FileShare.None);
        stream.Write(Magic);
        stream.Write([1, 0]);
        stream.Write(length);
        stream.Write(header);
        StreamValues.Write(stream, values);
    }
}
