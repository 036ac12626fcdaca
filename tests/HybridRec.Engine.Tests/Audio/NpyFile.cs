using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace HybridRec.Engine.Tests.Audio;

/// <summary>Reads float32 arrays that numpy wrote.</summary>
internal static class NpyFile
{
    public static (string Header, float[] Values) Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int length = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8));
        string header = Encoding.ASCII.GetString(bytes, 10, length);
        Assert.Contains("'<f4'", header, StringComparison.Ordinal);
        return (header, MemoryMarshal.Cast<byte, float>(bytes.AsSpan(10 + length)).ToArray());
    }
}
