using System.Buffers.Binary;
using System.Text.Json;

namespace HybridRec.Engine.Numerics;

/// <summary>The content of a safetensors file, read whole and checked. Immutable by convention and thread-safe.</summary>
/// <remarks>
/// Written by <see cref="SafeTensorsWriter"/> or any other program, as long as all tensors are F32 or I64. No size in
/// the file is trusted: memory beyond the header is allocated only for bytes that the file really has.
/// </remarks>
public sealed class SafeTensorsFile
{
    /// <summary>Largest accepted header in bytes, as in the reference implementation: 100 MB.</summary>
    public const int MaxHeaderBytes = 100_000_000;

    internal const string MetadataKey = "__metadata__";

    private readonly string _path;

    private SafeTensorsFile(
        string path, IReadOnlyDictionary<string, SafeTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        _path = path;
        Tensors = tensors;
        Metadata = metadata;
    }

    /// <summary>All tensors by name.</summary>
    public IReadOnlyDictionary<string, SafeTensor> Tensors { get; }

    /// <summary>The file's free text by key; empty if it has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">It is no intact safetensors file; the message names the file and the fault.</exception>
    /// <exception cref="IOException">It is missing or cannot be read.</exception>
    public static SafeTensorsFile Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            byte[] header = ReadHeader(stream);
            (List<SafeTensorsEntry> entries, Dictionary<string, string> metadata) = SafeTensorsHeader.Parse(header);
            long dataLength = stream.Length - sizeof(ulong) - header.Length;
            SafeTensorsHeader.CheckLayout(entries, dataLength);

            Dictionary<string, SafeTensor> tensors = new(entries.Count, StringComparer.Ordinal);
            foreach (SafeTensorsEntry entry in entries)
            {
                int count = (int)((entry.End - entry.Start) / SafeTensor.ElementSize(entry.Type));
                tensors.Add(entry.Name, entry.Type == TensorType.I64
                    ? new SafeTensor(entry.Shape, StreamValues.Read<long>(stream, count))
                    : new SafeTensor(entry.Shape, StreamValues.Read<float>(stream, count)));
            }

            return new SafeTensorsFile(path, tensors, metadata);
        }
        catch (Exception e) when (
            e is JsonException or EndOfStreamException or InvalidDataException or InvalidOperationException)
        {
            // InvalidOperationException is how JsonDocument reports text that is no Unicode.
            throw new InvalidDataException($"{path} is damaged or no safetensors file: {e.Message}", e);
        }
    }

    /// <summary>The values of a float32 tensor of a known shape.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">The sizes it must have; −1 accepts any size in that place.</param>
    /// <exception cref="InvalidDataException">It is absent, of another type or of another shape.</exception>
    public float[] Floats(string name, params ReadOnlySpan<int> shape) => Require(name, TensorType.F32, shape).Floats;

    /// <summary>The values of a 64-bit integer tensor of a known shape.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">The sizes it must have; −1 accepts any size in that place.</param>
    /// <exception cref="InvalidDataException">It is absent, of another type or of another shape.</exception>
    public long[] Longs(string name, params ReadOnlySpan<int> shape) => Require(name, TensorType.I64, shape).Longs;

    /// <summary>A tensor of a known type and shape.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">The type it must have.</param>
    /// <param name="shape">The sizes it must have; −1 accepts any size in that place.</param>
    /// <exception cref="InvalidDataException">It is absent, of another type or of another shape.</exception>
    public SafeTensor Require(string name, TensorType type, params ReadOnlySpan<int> shape)
    {
        if (!Tensors.TryGetValue(name, out SafeTensor? tensor))
        {
            throw new InvalidDataException($"{_path} has no tensor \"{name}\".");
        }

        bool fits = tensor.Type == type && tensor.Shape.Count == shape.Length;
        for (int axis = 0; fits && axis < shape.Length; axis++)
        {
            fits = shape[axis] == -1 || shape[axis] == tensor.Shape[axis];
        }

        return fits
            ? tensor
            : throw new InvalidDataException(
                $"{_path}: tensor \"{name}\" is {tensor.Type} ({string.Join(", ", tensor.Shape)}), " +
                $"expected {type} ({string.Join(", ", shape.ToArray())}).");
    }

    /// <summary>A metadata value that must be there.</summary>
    /// <param name="key">Its key.</param>
    /// <exception cref="InvalidDataException">It is absent.</exception>
    public string RequireMetadata(string key) => Metadata.TryGetValue(key, out string? value)
        ? value
        : throw new InvalidDataException($"{_path} has no metadata \"{key}\".");

    private static byte[] ReadHeader(FileStream stream)
    {
        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
        stream.ReadExactly(prefix);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > MaxHeaderBytes || (long)length > stream.Length - sizeof(ulong))
        {
            throw new InvalidDataException(
                $"its header claims {length} bytes; the file has {stream.Length}, and at most {MaxHeaderBytes} are read.");
        }

        byte[] header = new byte[(int)length];
        stream.ReadExactly(header);
        return header;
    }
}
