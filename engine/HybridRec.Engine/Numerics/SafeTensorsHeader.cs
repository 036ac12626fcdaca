using System.Text.Json;

namespace HybridRec.Engine.Numerics;

/// <summary>Where a tensor lies in the data part of the file.</summary>
internal sealed record SafeTensorsEntry(string Name, TensorType Type, int[] Shape, long Start, long End);

/// <summary>Reads and checks the JSON header of a safetensors file; every fault is an <see cref="InvalidDataException"/>.</summary>
internal static class SafeTensorsHeader
{
    public static (List<SafeTensorsEntry> Entries, Dictionary<string, string> Metadata) Parse(byte[] header)
    {
        using JsonDocument document = JsonDocument.Parse(header, new JsonDocumentOptions { MaxDepth = 4 });
        Require(document.RootElement.ValueKind == JsonValueKind.Object, "its header is not a JSON object.");
        List<SafeTensorsEntry> entries = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        Dictionary<string, string> metadata = new(StringComparer.Ordinal);
        foreach (JsonProperty property in document.RootElement.EnumerateObject())
        {
            string name = property.Name;
            Require(names.Add(name), $"\"{name}\" occurs twice.");
            Require(property.Value.ValueKind == JsonValueKind.Object, $"\"{name}\" is not a JSON object.");
            if (name == SafeTensorsFile.MetadataKey)
            {
                foreach (JsonProperty pair in property.Value.EnumerateObject())
                {
                    Require(pair.Value.ValueKind == JsonValueKind.String, $"metadata \"{pair.Name}\" is not text.");
                    metadata[pair.Name] = pair.Value.GetString()!;
                }
            }
            else
            {
                entries.Add(ParseEntry(name, property.Value));
            }
        }

        return (entries, metadata);
    }

    /// <summary>Sorts entries by place and checks that they cover the data exactly, without holes or overlaps.</summary>
    public static void CheckLayout(List<SafeTensorsEntry> entries, long dataLength)
    {
        // Empty tensors share their start with the next one, hence the second key.
        entries.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.End.CompareTo(b.End));
        long position = 0;
        foreach (SafeTensorsEntry entry in entries)
        {
            Require(
                entry.Start == position && entry.End >= entry.Start && entry.End <= dataLength,
                $"tensor \"{entry.Name}\" lies at bytes {entry.Start} to {entry.End}, " +
                $"expected from {position} and at most to {dataLength}.");
            long count = Count(entry.Shape);
            int elementSize = SafeTensor.ElementSize(entry.Type);
            Require(
                count <= Array.MaxLength && count * elementSize == entry.End - entry.Start,
                $"tensor \"{entry.Name}\" has {entry.End - entry.Start} bytes, which do not fill " +
                $"{entry.Type} ({string.Join(", ", entry.Shape)}).");
            position = entry.End;
        }

        Require(position == dataLength, $"{dataLength - position} bytes follow the last tensor.");
    }

    private static SafeTensorsEntry ParseEntry(string name, JsonElement value)
    {
        JsonElement dtype = Property(name, value, "dtype", JsonValueKind.String);
        TensorType? type = dtype.GetString() switch
        {
            "F32" => TensorType.F32,
            "I64" => TensorType.I64,
            _ => null,
        };
        Require(type.HasValue, $"tensor \"{name}\" has a type other than F32 and I64.");

        List<int> shape = [];
        foreach (JsonElement element in Property(name, value, "shape", JsonValueKind.Array).EnumerateArray())
        {
            int size = -1;
            Require(
                element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out size) && size >= 0,
                $"tensor \"{name}\" has a bad size in its shape.");
            shape.Add(size);
        }

        JsonElement offsets = Property(name, value, "data_offsets", JsonValueKind.Array);
        Require(offsets.GetArrayLength() == 2, $"tensor \"{name}\" has not two offsets.");
        return new SafeTensorsEntry(name, type!.Value, [.. shape], Offset(name, offsets[0]), Offset(name, offsets[1]));
    }

    private static JsonElement Property(string tensor, JsonElement value, string key, JsonValueKind kind)
    {
        Require(
            value.TryGetProperty(key, out JsonElement property) && property.ValueKind == kind,
            $"tensor \"{tensor}\" lacks a valid {key}.");
        return property;
    }

    private static long Offset(string name, JsonElement element)
    {
        long offset = -1;
        Require(
            element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out offset) && offset >= 0,
            $"tensor \"{name}\" has a bad offset.");
        return offset;
    }

    /// <summary>The product of the sizes, or <see cref="long.MaxValue"/> where no array could hold so many.</summary>
    private static long Count(int[] shape)
    {
        long count = 1;
        foreach (int size in shape)
        {
            if (size == 0)
            {
                return 0;
            }

            count = count > Array.MaxLength / size ? long.MaxValue : count * size;
        }

        return count;
    }

    private static void Require(bool holds, string fault)
    {
        if (!holds)
        {
            throw new InvalidDataException(fault);
        }
    }
}
