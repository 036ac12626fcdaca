using System.Text;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Tests.Numerics;

public sealed class SafeTensorsFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"hybridrec-{Guid.NewGuid():N}.safetensors");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Read_AfterWrite_GivesTheSameTensorsAndMetadata()
    {
        SafeTensorsWriter.Write(
            _path,
            new Dictionary<string, SafeTensor>
            {
                ["a"] = new([2, 3], [1f, -2f, float.Epsilon, float.MaxValue, 0f, -0f]),
                ["ids"] = new([3], [long.MinValue, 7, long.MaxValue]),
                ["none"] = new([0, 5], Array.Empty<float>()),
                ["scalar"] = new([], [42f]),
            },
            new Dictionary<string, string> { ["kind"] = "übung \"1\"", ["empty"] = "" });

        SafeTensorsFile file = SafeTensorsFile.Read(_path);

        Assert.Equal(4, file.Tensors.Count);
        Assert.Equal([1f, -2f, float.Epsilon, float.MaxValue, 0f, -0f], file.Floats("a", 2, 3));
        Assert.Equal([long.MinValue, 7, long.MaxValue], file.Longs("ids", -1));
        Assert.Empty(file.Floats("none", 0, 5));
        Assert.Equal([42f], file.Floats("scalar"));
        Assert.Equal("übung \"1\"", file.RequireMetadata("kind"));
        Assert.Equal("", file.RequireMetadata("empty"));
    }

    [Fact]
    public void Write_KnownTensor_LaysOutBytesAsTheFormatSays()
    {
        SafeTensorsWriter.Write(_path, new Dictionary<string, SafeTensor> { ["x"] = new([1], [1f]), ["y"] = new([1], [2L]) });

        byte[] bytes = File.ReadAllBytes(_path);
        int headerLength = BitConverter.ToInt32(bytes, 0);
        string header = Encoding.UTF8.GetString(bytes, 8, headerLength);

        // The wider y comes first, so that both are aligned without a hole.
        Assert.Equal(
            """{"y":{"dtype":"I64","shape":[1],"data_offsets":[0,8]},"x":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""",
            header.TrimEnd(' '));
        Assert.Equal(0, headerLength % 8);
        Assert.Equal([2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x3f], bytes[(8 + headerLength)..]);
    }

    [Fact]
    public void Read_NoTensors_GivesEmptyFile()
    {
        SafeTensorsWriter.Write(_path, new Dictionary<string, SafeTensor>());

        SafeTensorsFile file = SafeTensorsFile.Read(_path);

        Assert.Empty(file.Tensors);
        Assert.Empty(file.Metadata);
    }

    [Fact]
    public void Read_TruncatedAnywhere_IsInvalidData()
    {
        WriteSample();
        byte[] bytes = File.ReadAllBytes(_path);

        for (int length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(_path, bytes[..length]);
            InvalidDataException error = Assert.Throws<InvalidDataException>(() => SafeTensorsFile.Read(_path));
            Assert.Contains(_path, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Read_AnyByteOfTheHeaderFlipped_IsInvalidDataOrAnotherName()
    {
        WriteSample();
        byte[] bytes = File.ReadAllBytes(_path);
        int headerLength = BitConverter.ToInt32(bytes, 0);
        int rejected = 0;

        for (int place = 0; place < 8 + headerLength; place++)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] damaged = [.. bytes];
                damaged[place] ^= (byte)(1 << bit);
                File.WriteAllBytes(_path, damaged);
                try
                {
                    SafeTensorsFile file = SafeTensorsFile.Read(_path);

                    // Only a letter of a name, of the metadata or of the JSON's blanks can change without notice.
                    Assert.Equal(6, file.Tensors.Values.Sum(tensor => tensor.Count));
                }
                catch (InvalidDataException)
                {
                    rejected++;
                }
            }
        }

        Assert.InRange(rejected, 4 * headerLength, (8 * headerLength) + 64);
    }

    [Fact]
    public void Read_ByteAppended_IsInvalidData()
    {
        WriteSample();
        File.AppendAllText(_path, "!");

        Assert.Contains("1 bytes follow", Assert.Throws<InvalidDataException>(() => SafeTensorsFile.Read(_path)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", 0)]
    [InlineData("{", 0)]
    [InlineData("""{"a":1}""", 0)]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", 4)]
    [InlineData("""{"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}""", 4)]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4)]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4)]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4)]
    [InlineData("""{"a":{"dtype":"F32","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,4]}}""", 4)]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8)]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4)]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""", 4)]
    [InlineData("""{"a":{"dtype":"F32","shape":[9223372036854775807],"data_offsets":[0,9223372036854775807]}}""", 4)]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8)]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4)]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4)]
    [InlineData("""{"__metadata__":{"a":1}}""", 0)]
    public void Read_BadHeader_IsInvalidData(string header, int dataBytes)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        File.WriteAllBytes(_path, [.. BitConverter.GetBytes((long)text.Length), .. text, .. new byte[dataBytes]]);

        Assert.Throws<InvalidDataException>(() => SafeTensorsFile.Read(_path));
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(100_000_001)]
    [InlineData(50_000_000)]
    public void Read_HeaderLengthBeyondTheFile_IsInvalidDataWithoutAllocatingIt(ulong length)
    {
        File.WriteAllBytes(_path, [.. BitConverter.GetBytes(length), .. "{}"u8]);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<InvalidDataException>(() => SafeTensorsFile.Read(_path));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void Require_AbsentOrOfAnotherShape_IsInvalidDataNamingIt()
    {
        WriteSample();
        SafeTensorsFile file = SafeTensorsFile.Read(_path);

        Assert.Contains("\"z\"", Assert.Throws<InvalidDataException>(() => file.Floats("z")).Message, StringComparison.Ordinal);
        Assert.Contains("F32 (2, 2)", Assert.Throws<InvalidDataException>(() => file.Floats("w", 4)).Message, StringComparison.Ordinal);
        Assert.Contains("I64", Assert.Throws<InvalidDataException>(() => file.Longs("w", 2, 2)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => file.RequireMetadata("absent"));
    }

    [Fact]
    public void SafeTensor_ValuesDoNotFillShape_Throws()
    {
        Assert.Contains("3 values", Assert.Throws<ArgumentException>(() => new SafeTensor([2], [1f, 2f, 3f])).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SafeTensor([-1], Array.Empty<float>()));
        Assert.Throws<InvalidOperationException>(() => new SafeTensor([1], [1f]).Longs);
    }

    [Fact]
    public void Write_ReservedName_Throws() => Assert.Throws<ArgumentException>(() =>
        SafeTensorsWriter.Write(_path, new Dictionary<string, SafeTensor> { ["__metadata__"] = new([1], [1f]) }));

    private void WriteSample() => SafeTensorsWriter.Write(
        _path,
        new Dictionary<string, SafeTensor> { ["w"] = new([2, 2], [1f, 2f, 3f, 4f]), ["ids"] = new([2], [5L, 6L]) },
        new Dictionary<string, string> { ["v"] = "1" });
}
