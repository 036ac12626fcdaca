using System.Buffers.Binary;
using System.Text;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Tests.Numerics;

public sealed class NpyFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"hybridrec-{Guid.NewGuid():N}.npy");

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(new int[0], 1)]
    [InlineData(new[] { 4 }, 4)]
    [InlineData(new[] { 2, 3 }, 6)]
    [InlineData(new[] { 2, 0, 3 }, 0)]
    public void Read_AfterWrite_GivesTheSame(int[] shape, int count)
    {
        float[] values = [.. Enumerable.Range(0, count).Select(i => i - 1.5f)];

        NpyFile.Write(_path, values, shape);
        NpyArray read = NpyFile.Read(_path);

        Assert.Equal(shape, read.Shape);
        Assert.Equal(values, Assert.IsType<float[]>(read.Values));
        Assert.Same(read.Values, read.ToFloats());
    }

    [Fact]
    public void Write_Bytes_LaysThemOutAsNumpyDoes()
    {
        NpyFile.Write(_path, new byte[] { 7, 255 }, 2);

        byte[] file = File.ReadAllBytes(_path);
        int header = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(8));
        Assert.Equal([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0], file[..8]);
        Assert.Equal(
            "{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }",
            Encoding.ASCII.GetString(file, 10, header).TrimEnd());
        Assert.Equal(0, (10 + header) % 64);
        Assert.Equal([7, 255], file[(10 + header)..]);
    }

    [Theory]
    [InlineData("<f8", "0000000000000CC0", -3.5f)]
    [InlineData("<f2", "003E", 1.5f)]
    [InlineData("|u1", "FE", 254f)]
    [InlineData("|i1", "FE", -2f)]
    [InlineData("<i2", "FEFF", -2f)]
    [InlineData("<u2", "FEFF", 65534f)]
    [InlineData("<i4", "FEFFFFFF", -2f)]
    [InlineData("<u4", "01000000", 1f)]
    [InlineData("<i8", "FEFFFFFFFFFFFFFF", -2f)]
    [InlineData("<u8", "0100000000000000", 1f)]
    public void ToFloats_OfEveryType_GivesTheValue(string type, string bytes, float expected)
    {
        Put($"{{'shape': (1, 1), 'fortran_order': False, 'descr': '{type}'}}", Convert.FromHexString(bytes));

        Assert.Equal([expected], NpyFile.Read(_path).ToFloats());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Read_EveryVersion_Works(byte version)
    {
        Put("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 1), }\n", [3, 4], version);

        Assert.Equal([3f, 4f], NpyFile.Read(_path).ToFloats());
    }

    [Theory]
    [InlineData("{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }", "little-endian")]
    [InlineData("{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }", "<c8")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", "|O")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", "structured")]
    [InlineData("{'descr': '<f4', 'fortran_order': True, 'shape': (1, 1), }", "Fortran")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", "4 bytes of values, not the 8")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (0,), }", "4 bytes of values, not the 0")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2000000000, 2000000000, 9), }", "more values")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999,), }", "99999999999")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", "damaged")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, }", "damaged")]
    [InlineData("nonsense", "damaged")]
    [InlineData("", "damaged")]
    public void Read_HeaderThatLiesOrIsNotRead_SaysWhy(string header, string reason)
    {
        Put(header, [0, 0, 0, 0]);

        NpyFormatException error = Assert.Throws<NpyFormatException>(() => NpyFile.Read(_path));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains(_path, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "no .npy")]
    [InlineData("504B0304000000000000", "no .npy")]
    [InlineData("934E554D50590900", "version 9")]
    [InlineData("934E554D505901", "no .npy")]
    [InlineData("934E554D5059010076", "cut off")]
    [InlineData("934E554D505901007600", "cut off")]
    [InlineData("934E554D50590200FFFFFFFF", "4294967295 bytes")]
    public void Read_NoArrayFile_SaysWhy(string hex, string reason)
    {
        File.WriteAllBytes(_path, Convert.FromHexString(hex));

        Assert.Contains(
            reason, Assert.Throws<NpyFormatException>(() => NpyFile.Read(_path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoFileOrAFolder_SaysSo()
    {
        Assert.Contains(
            "does not exist", Assert.Throws<NpyFormatException>(() => NpyFile.Read(_path)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "cannot be read",
            Assert.Throws<NpyFormatException>(() => NpyFile.Read(Path.GetTempPath())).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Write_ShapeThatDoesNotFit_Throws()
    {
        Assert.Throws<ArgumentException>(() => NpyFile.Write(_path, new float[3], 2, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => NpyFile.Write(_path, new float[1], -1, -1));
    }

    [Fact]
    public void ToMatrix_GivesRows()
    {
        NpyFile.Write(_path, [1f, 2f, 3f, 4f, 5f, 6f], 2, 3);

        FactorMatrix matrix = NpyFile.Read(_path).ToMatrix();

        Assert.Equal((2, 3), (matrix.Rows, matrix.Rank));
        Assert.Equal([4f, 5f, 6f], matrix.Row(1).ToArray());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void ToMatrix_NumberThatIsNotFinite_SaysWhere(float wrong)
    {
        NpyFile.Write(_path, [1f, 2f, 3f, 4f, wrong, 6f], 2, 3);

        NpyFormatException error = Assert.Throws<NpyFormatException>(() => NpyFile.Read(_path).ToMatrix());
        Assert.Contains("row 1, column 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToMatrix_NoMatrix_SaysItsShape()
    {
        NpyFile.Write(_path, new float[8], 2, 2, 2);
        Assert.Contains(
            "(2, 2, 2)",
            Assert.Throws<NpyFormatException>(() => NpyFile.Read(_path).ToMatrix()).Message,
            StringComparison.Ordinal);

        NpyFile.Write(_path, Array.Empty<float>(), 2, 0);
        Assert.Contains(
            "length 0", Assert.Throws<NpyFormatException>(() => NpyFile.Read(_path).ToMatrix()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FileOfNumpy_GivesItsVectors()
    {
        FactorMatrix vectors = NpyFile.Read(SharedData.Require("lfm2k-multimodal/vggish.npy")).ToMatrix();

        Assert.Equal((1425, 128), (vectors.Rows, vectors.Rank));
    }

    private void Put(string header, byte[] values, byte version = 1)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        byte[] length = BitConverter.GetBytes(text.Length)[..(version == 1 ? 2 : 4)];
        File.WriteAllBytes(_path, [0x93, .. "NUMPY"u8, version, 0, .. length, .. text, .. values]);
    }
}
