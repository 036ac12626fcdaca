using System.Buffers.Binary;
using System.Text.Json;

namespace HybridRec.Engine.Numerics;

/// <summary>Writes named tensors as one safetensors file.</summary>
/// <remarks>
/// Layout (github.com/huggingface/safetensors): 8-byte little-endian header length, a JSON header padded with spaces to
/// a multiple of 8, then the tensors back to back. Wider types come first, so that every tensor starts at a multiple
/// of its element size without holes, which the format forbids.
/// </remarks>
public static class SafeTensorsWriter
{
    /// <summary>Writes a file; the same input gives the same bytes.</summary>
    /// <param name="path">File to create; overwritten if it exists.</param>
    /// <param name="tensors">Tensors by name, possibly none. <c>__metadata__</c> is reserved.</param>
    /// <param name="metadata">Free text by key, or null for none.</param>
    /// <exception cref="ArgumentException">A tensor has the reserved name.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(
        string path,
        IReadOnlyDictionary<string, SafeTensor> tensors,
        IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensors);
        if (tensors.ContainsKey(SafeTensorsFile.MetadataKey))
        {
            throw new ArgumentException($"{SafeTensorsFile.MetadataKey} cannot name a tensor.", nameof(tensors));
        }

        KeyValuePair<string, SafeTensor>[] ordered =
        [
            .. tensors
                .OrderByDescending(pair => SafeTensor.ElementSize(pair.Value.Type))
                .ThenBy(pair => pair.Key, StringComparer.Ordinal),
        ];
        byte[] header = Header(ordered, metadata);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);

        using FileStream stream = new(path, FileMode.Create, FileAccess.Write, FileShare.None);
        stream.Write(length);
        stream.Write(header);
        foreach ((_, SafeTensor tensor) in ordered)
        {
            if (tensor.Type == TensorType.I64)
            {
                StreamValues.Write<long>(stream, tensor.Longs);
            }
            else
            {
                StreamValues.Write<float>(stream, tensor.Floats);
            }
        }

        stream.Flush(flushToDisk: true);
    }

    private static byte[] Header(
        KeyValuePair<string, SafeTensor>[] ordered, IReadOnlyDictionary<string, string>? metadata)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(SafeTensorsFile.MetadataKey);
                foreach ((string key, string value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            long offset = 0;
            foreach ((string name, SafeTensor tensor) in ordered)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", tensor.Type.ToString());
                json.WriteStartArray("shape");
                foreach (int size in tensor.Shape)
                {
                    json.WriteNumberValue(size);
                }

                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                offset += tensor.Count * SafeTensor.ElementSize(tensor.Type);
                json.WriteNumberValue(offset);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (buffer.Length % 8 != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.ToArray();
    }
}
